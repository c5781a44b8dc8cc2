"""One product of a list at a time becomes one of the shop."""
