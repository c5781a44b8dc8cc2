"""Fewer triangles where nobody sees them."""
