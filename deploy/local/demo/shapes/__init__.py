"""Shape operations. Lengths are metres, +Y is up, UVs are metres on the surface until a material scales them."""
