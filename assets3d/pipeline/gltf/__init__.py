"""glTF 2.0 as it is stored: container, buffers, accessors, meshopt compression."""
