"""Packing and unpacking of EXT_meshopt_compression and KHR_meshopt_compression, and their filters.

Arrays in and out are C-contiguous; indices are uint32.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.gltf.library import encoding_version, library

Codec = Literal["khr", "ext"]

Bytes = NDArray[np.uint8]
Indices = NDArray[np.uint32]
Floats = NDArray[np.float32]
Shorts = NDArray[np.int16]

EXTENSION_NAMES: Mapping[Codec, str] = MappingProxyType(
    {"khr": "KHR_meshopt_compression", "ext": "EXT_meshopt_compression"}
)
# EXT fixes the first version of vertex streams; KHR also takes the second, which packs tighter.
_VERTEX_STREAMS: Mapping[Codec, int] = MappingProxyType({"khr": 1, "ext": 0})
_STRONGEST = 3


def encode_vertices(rows: Bytes, codec: Codec = "ext") -> bytes:
    """Pack rows of equal size: `rows` is (count, stride) bytes, the stride a multiple of 4 up to 256."""
    rows = np.ascontiguousarray(rows)
    count, stride = rows.shape
    packed = np.empty(library().meshopt_encodeVertexBufferBound(count, stride), np.uint8)
    with encoding_version(_VERTEX_STREAMS[codec]):
        size = library().meshopt_encodeVertexBufferLevel(
            packed.ctypes.data, packed.size, rows.ctypes.data, count, stride, _STRONGEST
        )
    return _packed(packed, size)


def encode_triangles(indices: Indices) -> bytes:
    """Pack a triangle list. Triangles keep their order; each may start at another of its corners."""
    return _encode_indices("meshopt_encodeIndexBuffer", indices)


def encode_sequence(indices: Indices) -> bytes:
    """Pack any list of indices, in its exact order."""
    return _encode_indices("meshopt_encodeIndexSequence", indices)


def _encode_indices(name: str, indices: Indices) -> bytes:
    indices = np.ascontiguousarray(indices, np.uint32)
    vertex_count = int(indices.max(initial=0)) + 1
    bound = getattr(library(), f"{name}Bound")(indices.size, vertex_count)
    packed = np.empty(bound, np.uint8)
    size = getattr(library(), name)(packed.ctypes.data, packed.size, indices.ctypes.data, indices.size)
    return _packed(packed, size)


def _packed(packed: Bytes, size: int) -> bytes:
    if size == 0:
        raise RuntimeError("meshoptimizer could not encode a buffer")
    return packed[:size].tobytes()


def decode(mode: str, packed: bytes | memoryview, count: int, stride: int) -> Bytes | None:
    """Unpack a buffer as (count, stride) bytes, or None when it is malformed.

    `mode` is ATTRIBUTES, TRIANGLES or INDICES. Streams of both extensions are understood.
    """
    functions = {
        "ATTRIBUTES": "meshopt_decodeVertexBuffer",
        "TRIANGLES": "meshopt_decodeIndexBuffer",
        "INDICES": "meshopt_decodeIndexSequence",
    }
    source = np.frombuffer(packed, np.uint8)
    rows = np.zeros((count, stride), np.uint8)
    function = getattr(library(), functions[mode])
    failed = function(rows.ctypes.data, count, stride, source.ctypes.data, source.size)
    return None if failed else rows


def decode_filter(kind: str, rows: Bytes) -> None:
    """Undo a vertex filter in place; `kind` is OCTAHEDRAL, QUATERNION, EXPONENTIAL, COLOR or NONE."""
    functions = {
        "OCTAHEDRAL": "meshopt_decodeFilterOct",
        "QUATERNION": "meshopt_decodeFilterQuat",
        "EXPONENTIAL": "meshopt_decodeFilterExp",
    }
    if kind in functions:
        getattr(library(), functions[kind])(rows.ctypes.data, *rows.shape)
    elif kind == "COLOR":
        _decode_colour(rows)


def _decode_colour(rows: Bytes) -> None:
    """KHR_meshopt_compression, appendix B, filter 4; the library at hand is older than it."""
    size = rows.shape[1] // 4
    stored = rows.view(f"<u{size}").astype(np.int64)
    luma, orange, green = stored[:, 0], *rows.view(f"<i{size}").astype(np.int64)[:, 1:3].T
    # The highest bit of alpha tells how many bits the components have.
    bits = np.frexp(np.maximum(stored[:, 3], 1).astype(np.float64))[1]
    full = (1 << bits.astype(np.int64)) - 1
    alpha = stored[:, 3] & (full >> 1)
    alpha = (alpha << 1) | (alpha & 1)
    colours = np.stack([luma + orange - green, luma + green, luma - orange - green, alpha], axis=1)
    highest = 2 ** (8 * size) - 1
    scaled = np.floor(colours * (highest / full)[:, None] + 0.5)
    rows[:] = np.clip(scaled, 0, highest).astype(f"<u{size}").view(np.uint8)


def filter_octahedral(vectors: Floats, bits: int) -> Shorts:
    """(count, 4) unit vectors with a sign in the last column, as the OCTAHEDRAL filter stores them."""
    return _filtered("meshopt_encodeFilterOct", vectors, bits)


def filter_quaternion(quaternions: Floats, bits: int) -> Shorts:
    """(count, 4) unit quaternions, as the QUATERNION filter stores them."""
    return _filtered("meshopt_encodeFilterQuat", quaternions, bits)


def _filtered(name: str, rows: Floats, bits: int) -> Shorts:
    rows = np.ascontiguousarray(rows, np.float32)
    filtered = np.empty((len(rows), 4), np.int16)
    getattr(library(), name)(filtered.ctypes.data, len(rows), 8, bits, rows.ctypes.data)
    return filtered


def unfilter(kind: str, rows: NDArray[Any]) -> Bytes:
    """What a viewer makes of filtered rows, as (count, stride) bytes; the rows stay as they are."""
    raw = np.ascontiguousarray(rows).view(np.uint8).reshape(len(rows), -1).copy()
    decode_filter(kind, raw)
    return raw
