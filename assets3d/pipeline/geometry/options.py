"""Choices about geometry."""

from dataclasses import dataclass

from assets3d.pipeline.gltf.meshopt import Codec

# Of texture coordinates; no finer step is seen, since textures are read with their neighbours mixed in.
HALF_A_TEXEL = 0.5


@dataclass(frozen=True)
class SimplifyGoal:
    """What simplification aims at: as few triangles as `error` allows, and beyond it only as far as needed.

    error: how far the surface may move, or slide in its texture, as a share of the whole model's largest side.
    triangles: how many may be drawn, a mesh that stands there twice counted twice; where they are more than this
        once `error` is used up, the error grows until they are not. None for no such bound.
    limit: the error that is never exceeded, as a share of the model's largest side too.
    is_rough: small loose parts may vanish, borders may part, and where the bound is still missed the surface is
        made anew from a coarse grid; for previews of a few pixels.
    """

    error: float = 3e-4
    triangles: int | None = None
    limit: float = 0.02
    is_rough: bool = False


@dataclass(frozen=True)
class GeometryOptions:
    """How precisely geometry is kept.

    position_bits: grid steps across the largest side of the model, as a power of two; parts that are much smaller
        than the model get finer steps.
    texture_coordinate_bits: grid steps across one repeat of a texture, as a power of two.
    texels: texture coordinates need not be finer than this many texels of the finest texture that reads them.
    detail_bits: where a texture shows more than soft shade, they are finer than `texels` says up to this power of two,
        but never finer than a quarter of that: seen closely, there is something to see between two texels.
    normal_bits, tangent_bits: bits of each octahedral coordinate (8 is a visible ceiling on gloss).
    morph_bits: as position_bits, for what morph targets add.
    colour_bits, weight_bits: steps from 0 to 1 of vertex colours and skin weights that are floats.
    rotation_bits: bits of each animated quaternion component.
    motion_bits: steps of animated translation, scale and morph weights, across the model or from 0 to 1.
    unread_coordinate_bits, unread_direction_bits: as above, for texture coordinates, and for normals and tangents,
        that no material which the primitive can wear reads.
    codec: `khr` for KHR_meshopt_compression, `ext` for EXT_meshopt_compression, which older viewers read.
    simplify: None keeps every triangle.
    """

    position_bits: int = 15
    texture_coordinate_bits: int = 14
    texels: float = 0.0
    detail_bits: int = 0
    normal_bits: int = 10
    tangent_bits: int = 10
    morph_bits: int = 15
    colour_bits: int = 13
    weight_bits: int = 10
    rotation_bits: int = 14
    motion_bits: int = 15
    unread_coordinate_bits: int = 8
    unread_direction_bits: int = 6
    codec: Codec = "ext"
    simplify: SimplifyGoal | None = None
