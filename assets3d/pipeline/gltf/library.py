"""The meshoptimizer library, opened with every argument typed.

The package's own wrappers leave several functions without argument types, which truncates 64-bit sizes and
passes floats as integers; so the shared library is opened here once more with full signatures. Calls release
the interpreter lock, and all but `encoding_version` are free of shared state.
"""

import ctypes
import functools
import importlib.util
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SIZE = ctypes.c_size_t
_POINTER = ctypes.c_void_p
_INT = ctypes.c_int
_UNSIGNED = ctypes.c_uint
_FLOAT = ctypes.c_float

# Where indices go, indices and their count; positions, their count and stride.
_SURFACE = [_POINTER, _POINTER, _SIZE, _POINTER, _SIZE, _SIZE]
_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "meshopt_encodeVertexVersion": (None, [_INT]),
    "meshopt_encodeIndexVersion": (None, [_INT]),
    "meshopt_encodeVertexBufferBound": (_SIZE, [_SIZE] * 2),
    "meshopt_encodeVertexBufferLevel": (_SIZE, [_POINTER, _SIZE, _POINTER, _SIZE, _SIZE, _INT]),
    "meshopt_encodeIndexBufferBound": (_SIZE, [_SIZE] * 2),
    "meshopt_encodeIndexBuffer": (_SIZE, [_POINTER, _SIZE, _POINTER, _SIZE]),
    "meshopt_encodeIndexSequenceBound": (_SIZE, [_SIZE] * 2),
    "meshopt_encodeIndexSequence": (_SIZE, [_POINTER, _SIZE, _POINTER, _SIZE]),
    "meshopt_decodeVertexBuffer": (_INT, [_POINTER, _SIZE, _SIZE, _POINTER, _SIZE]),
    "meshopt_decodeIndexBuffer": (_INT, [_POINTER, _SIZE, _SIZE, _POINTER, _SIZE]),
    "meshopt_decodeIndexSequence": (_INT, [_POINTER, _SIZE, _SIZE, _POINTER, _SIZE]),
    "meshopt_decodeFilterOct": (None, [_POINTER, _SIZE, _SIZE]),
    "meshopt_decodeFilterQuat": (None, [_POINTER, _SIZE, _SIZE]),
    "meshopt_decodeFilterExp": (None, [_POINTER, _SIZE, _SIZE]),
    "meshopt_encodeFilterOct": (None, [_POINTER, _SIZE, _SIZE, _INT, _POINTER]),
    "meshopt_encodeFilterQuat": (None, [_POINTER, _SIZE, _SIZE, _INT, _POINTER]),
    "meshopt_generateVertexRemap": (_SIZE, [_POINTER, _POINTER, _SIZE, _POINTER, _SIZE, _SIZE]),
    "meshopt_optimizeVertexCache": (None, [_POINTER, _POINTER, _SIZE, _SIZE]),
    "meshopt_optimizeVertexCacheStrip": (None, [_POINTER, _POINTER, _SIZE, _SIZE]),
    "meshopt_optimizeVertexFetchRemap": (_SIZE, [_POINTER, _POINTER, _SIZE, _SIZE]),
    "meshopt_spatialSortTriangles": (None, [_POINTER, _POINTER, _SIZE, _POINTER, _SIZE, _SIZE]),
    "meshopt_simplifyWithAttributes": (
        _SIZE,
        [*_SURFACE, _POINTER, _SIZE, _POINTER, _SIZE, _POINTER, _SIZE, _FLOAT, _UNSIGNED, _POINTER],
    ),
    "meshopt_simplifySloppy": (_SIZE, [*_SURFACE, _SIZE, _FLOAT, _POINTER]),
}
# Both extensions use this stream for indices.
_INDEX_STREAM = 1


@functools.cache
def library() -> ctypes.CDLL:
    """The shared library; raises ImportError where the package is missing."""
    spec = importlib.util.find_spec("meshoptimizer")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("the meshoptimizer package is not installed")
    folder = Path(next(iter(spec.submodule_search_locations)))
    opened = ctypes.CDLL(str(next(folder.glob("_meshoptimizer*"))))
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(opened, name)
        function.restype, function.argtypes = result, arguments
    opened.meshopt_encodeIndexVersion(_INDEX_STREAM)
    return opened


class _VersionGate:
    """Lets encodings of one version run side by side, and keeps those of another version waiting.

    The version of vertex streams is a global of the library, read at the start of each encoding.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._version = -1
        self._running = 0

    @contextmanager
    def opened(self, version: int) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: self._running == 0 or self._version == version)
            if self._version != version:
                library().meshopt_encodeVertexVersion(version)
                self._version = version
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()


_gate = _VersionGate()


@contextmanager
def encoding_version(version: int) -> Iterator[None]:
    """While inside, vertex streams are encoded in this version (0 or 1), whatever other threads do."""
    with _gate.opened(version):
        yield
