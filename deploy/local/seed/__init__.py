"""Fills the demo shop through the shop's own services: real uploads, real conversions, real publishing."""
