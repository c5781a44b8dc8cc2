"""Accessors packed with meshoptimizer's codecs: fewer bits where nobody sees it, exact everywhere else.

Positions, texture coordinates and all other floats go onto a grid of one power of two and stay floats: the
EXPONENTIAL filter with a fixed exponent costs as little as integers do, and needs no extra node or texture transform.
"""

import math
from dataclasses import dataclass

import numpy as np

from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.uses import Use
from assets3d.pipeline.gltf import meshopt
from assets3d.pipeline.gltf.accessors import Array
from assets3d.pipeline.gltf.roles import INDEX_ROLES, VERTEX_ROLES, Role

_FLOAT, _SHORT, _UNSIGNED_SHORT, _UNSIGNED_INT = 5126, 5122, 5123, 5125
_MANTISSA_BITS = 23
# Below this, a packed view of its own costs more in JSON than it saves.
_WORTH_PACKING = 512
# How many rows tell which of two ways to write a column packs smaller; fewer than the lower bound do not matter.
_SAMPLE, _WORTH_A_CHOICE = 65_536, 64
# Of texture coordinates, even where a texture has few texels: palettes are read in the middle of one.
_FEWEST_BITS = 10
_UNIT_ROLES = frozenset({Role.NORMAL, Role.TANGENT, Role.ROTATION})
_ANY_USE = Use()


@dataclass(frozen=True)
class EncodedAccessor:
    """How one accessor is stored.

    data: its bytes in the file; `mode` is None where they are plain. stride: bytes per element once unpacked.
    values: what a viewer will read, (count, components). component_type, is_normalized: as in glTF.
    rows: what `data` packs, (count, stride) bytes, or flat uint32 where they are indices.
    """

    data: bytes
    mode: str | None
    filter: str
    stride: int
    values: Array
    component_type: int
    is_normalized: bool
    rows: Array

    @property
    def unpacked_bytes(self) -> int:
        """Bytes that the view has once unpacked."""
        return self.stride * len(self.values)


def encode_accessor(
    array: Array,
    role: Role,
    stored_as: tuple[int, bool],
    options: GeometryOptions,
    texture_scale: float = 1.0,
    use: Use = _ANY_USE,
) -> EncodedAccessor:
    """Pack one accessor for its role.

    stored_as: component type and normalised flag of the source; texture_scale: how far any texture transform
    magnifies coordinates, at least that of `use`.
    """
    if role in INDEX_ROLES:
        return _indices(array, role)
    if stored_as == (_SHORT, True) and role in _UNIT_ROLES:
        # As filters of these extensions leave them; packed without a filter they would be mere noise.
        array, stored_as = np.maximum(array.astype(np.float32) / np.float32(32767), -1), (_FLOAT, False)
    if stored_as[0] == _FLOAT and len(array):
        exponent = _exponent(array, role, options, max(texture_scale, use.texture_scale), use)
        if exponent is not None:
            return _on_grid(array, role, exponent, options)
        if role in (Role.NORMAL, Role.TANGENT):
            return _directions(array, _direction_bits(role, options, use), options)
        if role is Role.ROTATION:
            return _rotations(array, options)
    is_filled = role in VERTEX_ROLES
    return _exact(array, stored_as, options, is_filled=is_filled)


def _direction_bits(role: Role, options: GeometryOptions, use: Use) -> int:
    if not use.is_read:
        return options.unread_direction_bits
    return options.normal_bits if role is Role.NORMAL else options.tangent_bits


def _exponent(
    array: Array, role: Role, options: GeometryOptions, texture_scale: float, use: Use
) -> int | None:
    largest = max(float(np.abs(array).max()), use.reach if role is Role.POSITION else 0.0)
    step = _step(array, role, options, texture_scale, use)
    if step <= 0 or largest == 0:
        return None
    exponent = math.floor(math.log2(step))
    # Far from the origin the grid must be coarser, as floats themselves are.
    exponent = max(exponent, math.ceil(math.log2(largest)) - _MANTISSA_BITS + 1)
    return exponent if -100 <= exponent <= 100 else None


def _texel_step(options: GeometryOptions, use: Use) -> float:
    """The coarsest grid that texels allow, or 0 where nobody knows them."""
    step = options.texels / use.texels if use.texels else 0.0
    if use.has_details and options.detail_bits:
        return min(step, max(step / 4, 2.0**-options.detail_bits))
    return step


def _step(array: Array, role: Role, options: GeometryOptions, texture_scale: float, use: Use) -> float:
    """The coarsest grid that the options allow, or 0 where there is none for this role."""
    if role is Role.TEXTURE_COORDINATE and use.is_read:
        repeat = 1 / max(1.0, texture_scale)
        enough = min(_texel_step(options, use), repeat * 2.0**-_FEWEST_BITS)
        return max(repeat * 2.0**-options.texture_coordinate_bits, enough)
    if role is Role.TEXTURE_COORDINATE:
        # What nobody reads only needs to keep its shape, however often it repeats.
        return float(np.ptp(array, axis=0).max()) / 2.0**options.unread_coordinate_bits
    if role is Role.POSITION:
        return (use.span or float(np.ptp(array, axis=0).max())) / 2.0**options.position_bits
    if role is Role.MORPH:
        return (use.span or float(np.abs(array).max())) / 2.0**options.morph_bits
    if role is Role.TRANSLATION:
        # What counts is how far it goes, even where it goes far from the origin.
        gone = max(float(np.ptp(array, axis=0).max()), float(np.abs(array).max()) / 64)
        return gone / 2.0**options.motion_bits
    if role in (Role.SCALE, Role.MORPH_WEIGHT):
        return float(np.abs(array).max()) / 2.0**options.motion_bits
    steps = {
        Role.MORPH_DIRECTION: 2.0**-options.normal_bits,
        Role.COLOUR: 2.0**-options.colour_bits,
        Role.SKIN_WEIGHT: 2.0**-options.weight_bits,
    }
    return steps.get(role, 0.0)


def _on_grid(array: Array, role: Role, exponent: int, options: GeometryOptions) -> EncodedAccessor:
    exact = array.astype(np.float64) / 2.0**exponent
    mantissas = np.rint(exact).astype(np.int32)
    if role is Role.SKIN_WEIGHT:
        _keep_sums(mantissas, exact)
    values = (mantissas * 2.0**exponent).astype(np.float32)
    columns = [_column(mantissas[:, column], exponent, options) for column in range(mantissas.shape[1])]
    return _packed(np.stack(columns, axis=1), "EXPONENTIAL", values, (_FLOAT, False), options)


def _column(mantissas: Array, exponent: int, options: GeometryOptions) -> Array:
    """One column as the EXPONENTIAL filter stores it: an exponent in the high byte, 24 bits of mantissa below.

    A mantissa that fits in 16 bits may also stand in the upper ones, with an exponent lower by 8. Values are the
    same; but then a change of sign flips one byte instead of two, which often packs smaller.
    """
    low = (np.int32(exponent) << 24) | (mantissas & 0xFFFFFF)
    if len(mantissas) < _WORTH_A_CHOICE or exponent < -92 or int(np.abs(mantissas).max()) >= 2**15:
        return low.astype(np.int32)
    high = (np.int32(exponent - 8) << 24) | ((mantissas << 8) & 0xFFFFFF)
    ways = [np.ascontiguousarray(way[:_SAMPLE], np.int32) for way in (low, high)]
    sizes = [len(meshopt.encode_vertices(way.view(np.uint8).reshape(-1, 4), options.codec)) for way in ways]
    return (low if sizes[0] <= sizes[1] else high).astype(np.int32)


def _keep_sums(mantissas: Array, exact: Array) -> None:
    """Skin weights must still sum to what they did: the largest of each row takes what rounding added or took."""
    missing = np.rint(exact.sum(axis=1)).astype(np.int32) - mantissas.sum(axis=1, dtype=np.int32)
    everyone = np.arange(len(mantissas))
    mantissas[everyone, exact.argmax(axis=1)] += missing


def _directions(array: Array, bits: int, options: GeometryOptions) -> EncodedAccessor:
    columns = array.shape[1]
    vectors = np.zeros((len(array), 4), np.float32)
    vectors[:, :columns] = array
    # The library expects unit vectors with +1 or -1 last; a length of zero has no direction to keep.
    lengths = np.linalg.norm(vectors[:, :3], axis=1, keepdims=True)
    vectors[:, :3] /= np.where(lengths == 0, 1, lengths)
    rows = meshopt.filter_octahedral(vectors, bits)
    values = meshopt.unfilter("OCTAHEDRAL", rows).view(np.int16)[:, :columns]
    return _packed(rows, "OCTAHEDRAL", values, (_SHORT, True), options)


def _rotations(array: Array, options: GeometryOptions) -> EncodedAccessor:
    lengths = np.linalg.norm(array, axis=1, keepdims=True)
    unit = (array / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    rows = meshopt.filter_quaternion(unit, options.rotation_bits)
    values = meshopt.unfilter("QUATERNION", rows).view(np.int16)
    return _packed(rows, "QUATERNION", values, (_SHORT, True), options)


def _packed(
    rows: Array, kind: str, values: Array, stored_as: tuple[int, bool], options: GeometryOptions
) -> EncodedAccessor:
    raw = np.ascontiguousarray(rows).view(np.uint8).reshape(len(rows), -1)
    data = meshopt.encode_vertices(raw, options.codec)
    return EncodedAccessor(data, "ATTRIBUTES", kind, raw.shape[1], values, *stored_as, raw)


def _exact(
    array: Array, stored_as: tuple[int, bool], options: GeometryOptions, *, is_filled: bool
) -> EncodedAccessor:
    raw = np.ascontiguousarray(array).view(np.uint8).reshape(len(array), -1)
    padding = -raw.shape[1] % 4 if is_filled else 0
    raw = np.pad(raw, ((0, 0), (0, padding)))
    stride = raw.shape[1]
    is_packable = stride % 4 == 0 and stride <= 256 and raw.size >= _WORTH_PACKING
    data = meshopt.encode_vertices(raw, options.codec) if is_packable else raw.tobytes()
    mode = "ATTRIBUTES" if is_packable else None
    return EncodedAccessor(data, mode, "NONE", stride, array, *stored_as, raw)


def _indices(array: Array, role: Role) -> EncodedAccessor:
    indices = array.ravel().astype(np.uint32)
    is_list = role is Role.TRIANGLE_INDICES and indices.size % 3 == 0
    data = meshopt.encode_triangles(indices) if is_list else meshopt.encode_sequence(indices)
    # 65535 itself means "restart" in strips.
    is_short = int(indices.max(initial=0)) < 65535
    component_type, stride = (_UNSIGNED_SHORT, 2) if is_short else (_UNSIGNED_INT, 4)
    values = array.astype(np.uint16 if is_short else np.uint32)
    mode = "TRIANGLES" if is_list else "INDICES"
    return EncodedAccessor(data, mode, "NONE", stride, values, component_type, False, indices)  # noqa: FBT003 - integers mean themselves
