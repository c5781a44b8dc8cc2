"""The description of a finished model and its GLB file."""
