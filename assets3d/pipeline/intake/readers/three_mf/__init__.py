"""3MF: the package of 3D printing."""
