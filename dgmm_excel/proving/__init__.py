"""Proofs over an edition's rules: what holds for all answers, and a witness where it does not."""
