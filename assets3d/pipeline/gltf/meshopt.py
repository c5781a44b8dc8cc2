"""The parts of the meshoptimizer library that Vitrine calls, with every argument typed.

The package's own wrappers leave several functions without argument types, which truncates 64-bit sizes and
passes floats as integers; so the shared library is opened here once more with full signatures.
Arrays in and out are C-contiguous; indices are uint32.
"""

import ctypes
import functools
import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Size = ctypes.c_size_t
Pointer = ctypes.c_void_p

Bytes = NDArray[np.uint8]
Indices = NDArray[np.uint32]
Floats = NDArray[np.float32]
Shorts = NDArray[np.int16]

_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "meshopt_encodeVertexVersion": (None, [ctypes.c_int]),
    "meshopt_encodeIndexVersion": (None, [ctypes.c_int]),
    "meshopt_encodeVertexBufferBound": (Size, [Size] * 2),
    "meshopt_encodeVertexBuffer": (Size, [Pointer, Size, Pointer, Size, Size]),
    "meshopt_encodeIndexBufferBound": (Size, [Size] * 2),
    "meshopt_encodeIndexBuffer": (Size, [Pointer, Size, Pointer, Size]),
    "meshopt_encodeIndexSequenceBound": (Size, [Size] * 2),
    "meshopt_encodeIndexSequence": (Size, [Pointer, Size, Pointer, Size]),
    "meshopt_decodeVertexBuffer": (ctypes.c_int, [Pointer, Size, Size, Pointer, Size]),
    "meshopt_decodeIndexBuffer": (ctypes.c_int, [Pointer, Size, Size, Pointer, Size]),
    "meshopt_decodeIndexSequence": (ctypes.c_int, [Pointer, Size, Size, Pointer, Size]),
    "meshopt_decodeFilterOct": (None, [Pointer, Size, Size]),
    "meshopt_decodeFilterQuat": (None, [Pointer, Size, Size]),
    "meshopt_decodeFilterExp": (None, [Pointer, Size, Size]),
    "meshopt_encodeFilterOct": (None, [Pointer, Size, Size, ctypes.c_int, Pointer]),
    "meshopt_encodeFilterQuat": (None, [Pointer, Size, Size, ctypes.c_int, Pointer]),
    "meshopt_optimizeVertexCacheStrip": (None, [Pointer, Pointer, Size, Size]),
    "meshopt_optimizeVertexFetchRemap": (Size, [Pointer, Pointer, Size, Size]),
    "meshopt_simplifyWithAttributes": (
        Size,
        [
            *[Pointer, Pointer, Size] * 2,
            *[Pointer, Size] * 2,
            Pointer,
            Size,
            ctypes.c_float,
            ctypes.c_uint,
            Pointer,
        ],
    ),
}

# EXT_meshopt_compression fixes these bitstreams; newer ones belong to KHR_meshopt_compression.
_VERTEX_STREAM = 0
_INDEX_STREAM = 1


@functools.cache
def _library() -> ctypes.CDLL:
    spec = importlib.util.find_spec("meshoptimizer")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("the meshoptimizer package is not installed")
    folder = Path(next(iter(spec.submodule_search_locations)))
    library = ctypes.CDLL(str(next(folder.glob("_meshoptimizer*"))))
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.meshopt_encodeVertexVersion(_VERTEX_STREAM)
    library.meshopt_encodeIndexVersion(_INDEX_STREAM)
    return library


def encode_vertices(rows: Bytes) -> bytes:
    """Pack rows of equal size: `rows` is (count, stride) bytes, the stride a multiple of 4 up to 256."""
    rows = np.ascontiguousarray(rows)
    count, stride = rows.shape
    packed = np.empty(_library().meshopt_encodeVertexBufferBound(count, stride), np.uint8)
    size = _library().meshopt_encodeVertexBuffer(
        packed.ctypes.data, packed.size, rows.ctypes.data, count, stride
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
    bound = getattr(_library(), f"{name}Bound")(indices.size, vertex_count)
    packed = np.empty(bound, np.uint8)
    size = getattr(_library(), name)(packed.ctypes.data, packed.size, indices.ctypes.data, indices.size)
    return _packed(packed, size)


def _packed(packed: Bytes, size: int) -> bytes:
    if size == 0:
        raise RuntimeError("meshoptimizer could not encode a buffer")
    return packed[:size].tobytes()


def decode(mode: str, packed: bytes | memoryview, count: int, stride: int) -> Bytes | None:
    """Unpack a buffer as (count, stride) bytes, or None when it is malformed.

    `mode` is EXT_meshopt_compression's ATTRIBUTES, TRIANGLES or INDICES.
    """
    functions = {
        "ATTRIBUTES": "meshopt_decodeVertexBuffer",
        "TRIANGLES": "meshopt_decodeIndexBuffer",
        "INDICES": "meshopt_decodeIndexSequence",
    }
    source = np.frombuffer(packed, np.uint8)
    rows = np.zeros((count, stride), np.uint8)
    function = getattr(_library(), functions[mode])
    failed = function(rows.ctypes.data, count, stride, source.ctypes.data, source.size)
    return None if failed else rows


def decode_filter(kind: str, rows: Bytes) -> None:
    """Undo a vertex filter in place; `kind` is OCTAHEDRAL, QUATERNION, EXPONENTIAL or NONE."""
    functions = {
        "OCTAHEDRAL": "meshopt_decodeFilterOct",
        "QUATERNION": "meshopt_decodeFilterQuat",
        "EXPONENTIAL": "meshopt_decodeFilterExp",
    }
    if kind in functions:
        getattr(_library(), functions[kind])(rows.ctypes.data, *rows.shape)


def filter_octahedral(vectors: Floats, bits: int) -> Shorts:
    """(count, 4) unit vectors with a sign in the last column, as the OCTAHEDRAL filter stores them."""
    return _filtered("meshopt_encodeFilterOct", vectors, bits)


def filter_quaternion(quaternions: Floats, bits: int) -> Shorts:
    """(count, 4) unit quaternions, as the QUATERNION filter stores them."""
    return _filtered("meshopt_encodeFilterQuat", quaternions, bits)


def _filtered(name: str, rows: Floats, bits: int) -> Shorts:
    rows = np.ascontiguousarray(rows, np.float32)
    filtered = np.empty((len(rows), 4), np.int16)
    getattr(_library(), name)(filtered.ctypes.data, len(rows), 8, bits, rows.ctypes.data)
    return filtered


def order_triangles(indices: Indices, vertex_count: int) -> Indices:
    """The same triangles, ordered so that neighbours follow each other: fewer cache misses, fewer bytes."""
    indices = np.ascontiguousarray(indices, np.uint32)
    ordered = np.empty_like(indices)
    _library().meshopt_optimizeVertexCacheStrip(
        ordered.ctypes.data, indices.ctypes.data, indices.size, vertex_count
    )
    return ordered


def order_vertices(indices: Indices, vertex_count: int) -> tuple[Indices, int]:
    """Where each vertex goes to be read in order, and how many are used; unused ones go to 2**32 - 1."""
    indices = np.ascontiguousarray(indices, np.uint32)
    remap = np.empty(vertex_count, np.uint32)
    used = _library().meshopt_optimizeVertexFetchRemap(
        remap.ctypes.data, indices.ctypes.data, indices.size, vertex_count
    )
    return remap, int(used)


def simplify(
    indices: Indices,
    positions: Floats,
    attributes: Floats,
    weights: Floats,
    locked: Bytes,
    goal: tuple[int, float],
) -> Indices:
    """Fewer triangles over the same vertices.

    positions (count, 3); attributes (count, n) with one weight per column; locked (count,) non-zero where a
    vertex must stay; goal: how many indices to aim at, and the largest error as a share of the mesh's size.
    """
    indices = np.ascontiguousarray(indices, np.uint32)
    positions = np.ascontiguousarray(positions, np.float32)
    attributes = np.ascontiguousarray(attributes, np.float32)
    weights = np.ascontiguousarray(weights, np.float32)
    locked = np.ascontiguousarray(locked, np.uint8)
    reduced = np.empty_like(indices)
    size = _library().meshopt_simplifyWithAttributes(
        reduced.ctypes.data, indices.ctypes.data, indices.size,
        positions.ctypes.data, len(positions), 12,
        attributes.ctypes.data, attributes.shape[1] * 4, weights.ctypes.data, weights.size, locked.ctypes.data,
        goal[0], goal[1], 0, None,
    )  # fmt: skip
    return reduced[:size].copy()
