"""FBX, by way of ufbx."""
