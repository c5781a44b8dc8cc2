"""STEP: exact shapes of CAD programs, made into triangles."""
