"""What the model says: an edition's topics, questions, rules and bands, read from its criteria file."""
