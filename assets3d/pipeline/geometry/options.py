"""Choices about geometry."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GeometryOptions:
    """How precisely geometry is kept.

    position_bits: grid steps across the largest side of a mesh, as a power of two.
    texture_coordinate_bits: grid steps across one repeat of a texture, as a power of two.
    normal_bits: bits of each octahedral coordinate of normals and tangents (8 is a visible ceiling on gloss).
    rotation_bits: bits of each animated quaternion component.
    simplify_error: how far a reduced surface may move, as a share of the mesh's size.
    """

    position_bits: int = 15
    texture_coordinate_bits: int = 14
    normal_bits: int = 10
    rotation_bits: int = 16
    simplify_error: float = 2e-3
