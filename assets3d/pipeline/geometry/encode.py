"""Accessors packed for EXT_meshopt_compression: fewer bits where nobody sees it, exact everywhere else.

Positions and texture coordinates go onto a grid of one power of two and stay floats: the EXPONENTIAL filter
with a fixed exponent costs as little as integers do, and needs no extra node or texture transform.
"""

import math
from dataclasses import dataclass

import numpy as np

from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.gltf import meshopt
from assets3d.pipeline.gltf.accessors import Array
from assets3d.pipeline.gltf.roles import INDEX_ROLES, VERTEX_ROLES, Role

_FLOAT, _SHORT, _UNSIGNED_SHORT, _UNSIGNED_INT = 5126, 5122, 5123, 5125
_MANTISSA_BITS = 23
# Below this, a packed view costs more in JSON than it saves.
_WORTH_PACKING = 512


@dataclass(frozen=True)
class EncodedAccessor:
    """How one accessor is stored.

    data: its bytes in the file; `mode` is None where they are plain. stride: bytes per element once unpacked.
    values: what a viewer will read, (count, components). component_type, is_normalized: as in glTF.
    """

    data: bytes
    mode: str | None
    filter: str
    stride: int
    values: Array
    component_type: int
    is_normalized: bool

    @property
    def unpacked_bytes(self) -> int:
        """Bytes that the view has once unpacked."""
        return self.stride * len(self.values)


def encode_accessor(
    array: Array, role: Role, stored_as: tuple[int, bool], options: GeometryOptions, texture_scale: float
) -> EncodedAccessor:
    """Pack one accessor for its role.

    stored_as: component type and normalised flag of the source; texture_scale: how far any texture transform
    magnifies coordinates.
    """
    if role in INDEX_ROLES:
        return _indices(array, role)
    if stored_as[0] == _FLOAT and len(array):
        exponent = _exponent(array, role, options, texture_scale)
        if exponent is not None:
            return _on_grid(array, exponent)
        if role in (Role.NORMAL, Role.TANGENT):
            return _directions(array, options.normal_bits)
        if role is Role.ROTATION and array.nbytes >= _WORTH_PACKING:
            return _rotations(array, options.rotation_bits)
    return _exact(array, stored_as, is_vertex=role in VERTEX_ROLES)


def _exponent(array: Array, role: Role, options: GeometryOptions, texture_scale: float) -> int | None:
    if role is Role.TEXTURE_COORDINATE:
        step = 2.0**-options.texture_coordinate_bits / max(1.0, texture_scale)
    elif role is Role.POSITION:
        step = float(np.ptp(array, axis=0).max()) / 2**options.position_bits
    elif role is Role.MORPH:
        step = float(np.abs(array).max()) / 2**options.position_bits
    else:
        return None
    largest = float(np.abs(array).max())
    if step <= 0 or largest == 0:
        return None
    exponent = math.floor(math.log2(step))
    # Far from the origin the grid must be coarser, as floats themselves are.
    exponent = max(exponent, math.ceil(math.log2(largest)) - _MANTISSA_BITS + 1)
    return exponent if -100 <= exponent <= 100 else None


def _on_grid(array: Array, exponent: int) -> EncodedAccessor:
    mantissas = np.rint(array.astype(np.float64) / 2.0**exponent).astype(np.int32)
    values = (mantissas * 2.0**exponent).astype(np.float32)
    rows = (np.int32(exponent) << 24) | (mantissas & 0xFFFFFF)
    return _packed(rows.astype(np.int32), "EXPONENTIAL", values, _FLOAT, is_normalized=False)


def _directions(array: Array, bits: int) -> EncodedAccessor:
    columns = array.shape[1]
    vectors = np.zeros((len(array), 4), np.float32)
    vectors[:, :columns] = array
    # The library expects unit vectors with +1 or -1 last; a length of zero has no direction to keep.
    lengths = np.linalg.norm(vectors[:, :3], axis=1, keepdims=True)
    vectors[:, :3] /= np.where(lengths == 0, 1, lengths)
    rows = meshopt.filter_octahedral(vectors, bits)
    return _packed(
        rows, "OCTAHEDRAL", _unfiltered(rows, "OCTAHEDRAL")[:, :columns], _SHORT, is_normalized=True
    )


def _rotations(array: Array, bits: int) -> EncodedAccessor:
    lengths = np.linalg.norm(array, axis=1, keepdims=True)
    rows = meshopt.filter_quaternion((array / np.where(lengths == 0, 1, lengths)).astype(np.float32), bits)
    return _packed(rows, "QUATERNION", _unfiltered(rows, "QUATERNION"), _SHORT, is_normalized=True)


def _unfiltered(rows: Array, kind: str) -> Array:
    raw = rows.copy().view(np.uint8).reshape(len(rows), 8)
    meshopt.decode_filter(kind, raw)
    return raw.view(np.int16)


def _packed(
    rows: Array, kind: str, values: Array, component_type: int, *, is_normalized: bool
) -> EncodedAccessor:
    raw = np.ascontiguousarray(rows).view(np.uint8).reshape(len(rows), -1)
    return EncodedAccessor(
        meshopt.encode_vertices(raw), "ATTRIBUTES", kind, raw.shape[1], values, component_type, is_normalized
    )


def _exact(array: Array, stored_as: tuple[int, bool], *, is_vertex: bool) -> EncodedAccessor:
    raw = np.ascontiguousarray(array).view(np.uint8).reshape(len(array), -1)
    padding = -raw.shape[1] % 4 if is_vertex else 0
    raw = np.pad(raw, ((0, 0), (0, padding)))
    component_type, is_normalized = stored_as
    stride = raw.shape[1]
    is_packable = stride % 4 == 0 and stride <= 256 and raw.size >= _WORTH_PACKING
    data = meshopt.encode_vertices(raw) if is_packable else raw.tobytes()
    mode = "ATTRIBUTES" if is_packable else None
    return EncodedAccessor(data, mode, "NONE", stride, array, component_type, is_normalized)


def _indices(array: Array, role: Role) -> EncodedAccessor:
    indices = array.ravel().astype(np.uint32)
    is_list = role is Role.TRIANGLE_INDICES and indices.size % 3 == 0
    data = meshopt.encode_triangles(indices) if is_list else meshopt.encode_sequence(indices)
    # 65535 itself means "restart" in strips.
    is_short = int(indices.max(initial=0)) < 65535
    component_type, stride = (_UNSIGNED_SHORT, 2) if is_short else (_UNSIGNED_INT, 4)
    values = array.astype(np.uint16 if is_short else np.uint32)
    return EncodedAccessor(
        data,
        "TRIANGLES" if is_list else "INDICES",
        "NONE",
        stride,
        values,
        component_type,
        is_normalized=False,
    )
