"""Answers to levels, exact."""
