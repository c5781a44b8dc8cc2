"""The demo shop's vases and other objects."""
