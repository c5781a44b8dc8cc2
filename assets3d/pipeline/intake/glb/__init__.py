"""Scenes written as GLB."""
