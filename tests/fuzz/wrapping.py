"""How bytes from the fuzzer become files: as they are, or as the inner part of a sound file.

Mutations of a whole archive hardly ever get past its checksums, and those of a whole GLB past its lengths.
"""

import io
import struct
import zipfile
from collections.abc import Callable

from tests.assets3d.pipeline.hostile.glb import BOX
from tests.factories.glb import pack_chunks, unpack_glb

_BINARY = unpack_glb(BOX)[1]


def _archive(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return target.getvalue()


def _stl(data: bytes) -> bytes:
    return bytes(80) + struct.pack("<I", len(data) // 50) + data[: len(data) // 50 * 50]


# The first byte of an input, modulo their number, chooses one.
WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda data: data,
    "glb": lambda data: pack_chunks(data, _BINARY),
    "gltf": lambda data: _archive({"box.gltf": data, "box.bin": _BINARY}),
    "obj": lambda data: _archive({"a.obj": b"mtllib a.mtl\n" + data, "a.mtl": data}),
    "3mf": lambda data: _archive({"[Content_Types].xml": b"<Types/>", "3D/3dmodel.model": data}),
    "dae": lambda data: _archive({"a.dae": data}),
    "stl": _stl,
    "ply": lambda data: b"ply\n" + data,
}


def wrapped(data: bytes) -> bytes:
    """The file that an input of the fuzzer stands for."""
    if not data:
        return data
    names = list(WRAPPINGS)
    return WRAPPINGS[names[data[0] % len(names)]](data[1:])
