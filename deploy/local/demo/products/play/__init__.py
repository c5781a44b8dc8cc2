"""The demo shop's toys and games."""
