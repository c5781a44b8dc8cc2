"""Triangles: welding, normals, polygons, transforms."""
