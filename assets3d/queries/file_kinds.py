"""The kinds of files that merchants send: told by the end of the name, and by how each kind begins."""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

# How much of a file is looked at; headers and the first lines of text lie within it.
HEAD_BYTES = 4096
_STL_HEADER = struct.Struct("<80sI")
_STL_TRIANGLE_BYTES = 50
_OBJ_LINE = re.compile(rb"^\s*(#|(v|vn|vt|f|o|g|s|mtllib|usemtl)[ \t])", re.MULTILINE)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# Whether a file that begins with these bytes, and is this long, is of a kind.
Begins = Callable[[bytes, int], bool]


@dataclass(frozen=True)
class FileKind:
    """A kind of file.

    name: as a merchant knows it. content_type: under which it is stored, whatever a browser calls it. begins: what
    the first HEAD_BYTES of one look like. pipeline_format: the pipeline's name for it, "" where it is to look inside.
    """

    name: str
    content_type: str
    begins: Begins
    pipeline_format: str


def _with(*magics: bytes) -> Begins:
    return lambda head, length: head.startswith(magics)


def _is_json(head: bytes, length: int) -> bool:
    return head.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{")


def _is_text(head: bytes) -> bool:
    return b"\0" not in head


def _is_obj(head: bytes, length: int) -> bool:
    return _is_text(head) and _OBJ_LINE.search(head.removeprefix(_BYTE_ORDER_MARK)) is not None


def _is_stl(head: bytes, length: int) -> bool:
    """As text it begins with a word; in binary it has no magic, but its length follows from its triangles."""
    if head.lstrip().startswith(b"solid") and _is_text(head):
        return True
    if len(head) < _STL_HEADER.size:
        return False
    _, triangles = _STL_HEADER.unpack_from(head)
    return bool(length >= _STL_HEADER.size + triangles * _STL_TRIANGLE_BYTES and triangles > 0)


def _is_collada(head: bytes, length: int) -> bool:
    # Some programs write XML as UTF-16, in which every other byte is zero.
    return b"COLLADA" in head.replace(b"\0", b"")


def _is_step(head: bytes, length: int) -> bool:
    return head.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"ISO-10303-21")


_ZIP = _with(b"PK\x03\x04")
_STEP = FileKind("STEP", "model/step", _is_step, "step")

# By the end of the name.
FILE_KINDS: dict[str, FileKind] = {
    ".glb": FileKind("GLB", "model/gltf-binary", _with(b"glTF"), "glb"),
    ".gltf": FileKind("glTF", "model/gltf+json", _is_json, ""),
    ".zip": FileKind("ZIP", "application/zip", _ZIP, ""),
    ".obj": FileKind("OBJ", "model/obj", _is_obj, "obj"),
    ".stl": FileKind("STL", "model/stl", _is_stl, "stl"),
    ".ply": FileKind("PLY", "model/ply", _with(b"ply\n", b"ply\r"), "ply"),
    ".3mf": FileKind("3MF", "model/3mf", _ZIP, "3mf"),
    ".dae": FileKind("COLLADA", "model/vnd.collada+xml", _is_collada, "dae"),
    ".step": _STEP,
    ".stp": _STEP,
    ".fbx": FileKind("FBX", "application/octet-stream", _with(b"Kaydara FBX Binary", b"; FBX"), "fbx"),
    ".usdz": FileKind("USDZ", "model/vnd.usdz+zip", _ZIP, "usdz"),
}
KINDS_IN_WORDS = "GLB, glTF, OBJ, STL, PLY, 3MF, COLLADA, STEP, FBX, USDZ or a ZIP with a model and its files"


def ending_of(filename: str) -> str:
    """The end of a file's name that tells its kind, as FILE_KINDS has it; "" for any other."""
    ending = PurePosixPath(filename).suffix.lower()
    return ending if ending in FILE_KINDS else ""


def pipeline_format(filename: str) -> str:
    """The pipeline's name for this kind of file; "" where it is to see by itself."""
    kind = FILE_KINDS.get(ending_of(filename))
    return kind.pipeline_format if kind else ""
