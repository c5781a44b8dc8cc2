"""Arithmetic of how glTF lays numbers out in memory."""

from collections.abc import Mapping
from typing import Any

import numpy as np

COMPONENTS: Mapping[str, int] = {
    "SCALAR": 1,
    "VEC2": 2,
    "VEC3": 3,
    "VEC4": 4,
    "MAT2": 4,
    "MAT3": 9,
    "MAT4": 16,
}
DTYPES: Mapping[int, np.dtype[Any]] = {
    5120: np.dtype(np.int8),
    5121: np.dtype(np.uint8),
    5122: np.dtype(np.int16),
    5123: np.dtype(np.uint16),
    5125: np.dtype(np.uint32),
    5126: np.dtype(np.float32),
}
_MESHOPT = ("KHR_meshopt_compression", "EXT_meshopt_compression")


def element_size(accessor: Mapping[str, Any]) -> int:
    """Bytes of one element, with the padding that keeps columns of small matrices on four bytes."""
    item = DTYPES[accessor["componentType"]].itemsize
    rows = {"MAT2": 2, "MAT3": 3}.get(accessor["type"], 0)
    if rows:
        return rows * (-(-rows * item // 4) * 4)
    return COMPONENTS[accessor["type"]] * item


def compression(view: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The meshopt description of a buffer view that is stored packed, or None."""
    for name in _MESHOPT:
        found: Mapping[str, Any] | None = view.get("extensions", {}).get(name)
        if found is not None:
            return found
    return None


def is_fallback(buffer: Mapping[str, Any]) -> bool:
    """Whether a buffer only stands for bytes that meshopt views unpack."""
    return any(name in buffer.get("extensions", {}) for name in _MESHOPT) and "uri" not in buffer
