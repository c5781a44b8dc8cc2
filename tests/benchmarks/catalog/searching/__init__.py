"""The search, as people use it."""
