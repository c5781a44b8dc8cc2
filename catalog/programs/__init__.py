"""What the API of this app and those of the apps above it have in common."""
