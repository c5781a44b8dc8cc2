"""The demo shop's furniture."""
