"""Procedural materials: tileable base colour, normal and occlusion-roughness-metallic maps."""
