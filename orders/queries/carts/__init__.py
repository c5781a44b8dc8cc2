"""Carts, and what can be put into them now."""
