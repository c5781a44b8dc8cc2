"""The demo shop's lighting."""
