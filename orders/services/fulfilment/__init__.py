"""Sending what was bought."""
