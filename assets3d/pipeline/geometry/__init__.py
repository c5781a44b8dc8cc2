"""Vertices and triangles: fewer where there are too many, better ordered, and packed."""
