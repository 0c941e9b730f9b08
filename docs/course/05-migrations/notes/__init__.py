"""Notes: a feature that has only its tables yet."""
