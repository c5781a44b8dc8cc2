"""The merchants' pages for 3D models."""

from assets3d.admin import asset, conversion

__all__ = ["asset", "conversion"]
