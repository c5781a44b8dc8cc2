"""COLLADA (.dae)."""
