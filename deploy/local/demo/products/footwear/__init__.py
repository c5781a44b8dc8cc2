"""The demo shop's footwear."""
