"""Which format a file is in: its bytes decide, and its name only where bytes cannot."""

import struct
from enum import StrEnum
from pathlib import Path, PurePosixPath

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.preflight.archive import Archive

_START = 4096
_STL_HEADER, _STL_TRIANGLE = 84, 50


class SourceFormat(StrEnum):
    """The formats that are taken in."""

    GLB = "glb"
    GLTF_ZIP = "gltf-zip"
    OBJ = "obj"
    STL = "stl"
    PLY = "ply"
    THREE_MF = "3mf"
    DAE = "dae"
    STEP = "step"
    FBX = "fbx"
    USDZ = "usdz"


_SUFFIXES = {
    ".glb": SourceFormat.GLB,
    ".gltf": SourceFormat.GLTF_ZIP,
    ".obj": SourceFormat.OBJ,
    ".stl": SourceFormat.STL,
    ".ply": SourceFormat.PLY,
    ".3mf": SourceFormat.THREE_MF,
    ".dae": SourceFormat.DAE,
    ".step": SourceFormat.STEP,
    ".stp": SourceFormat.STEP,
    ".p21": SourceFormat.STEP,
    ".fbx": SourceFormat.FBX,
    ".usdz": SourceFormat.USDZ,
}
_MAGIC = {
    b"glTF": SourceFormat.GLB,
    b"Kaydara FBX Binary": SourceFormat.FBX,
    b"; FBX": SourceFormat.FBX,
    b"ply\n": SourceFormat.PLY,
    b"ply\r": SourceFormat.PLY,
    b"ISO-10303-21;": SourceFormat.STEP,
}
# Preferred in this order when an archive holds a model in several formats: what loses least comes first.
_IN_ARCHIVES = (".glb", ".gltf", ".fbx", ".dae", ".obj", ".3mf", ".step", ".stp", ".usdz", ".ply", ".stl")
_STRANGERS = {
    b"BLENDER": "a Blender file",
    b"PXR-USDC": "a USD layer without its package",
    b"#usda": "a USD layer without its package",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"%PDF": "a PDF document",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "a project file of a 3D program",
}
ACCEPTED = "GLB, glTF (as ZIP), OBJ, STL, PLY, 3MF, DAE, STEP, FBX and USDZ"
_CONVERT = f"Export the model in one of these formats: {ACCEPTED}. GLB keeps the most."


def is_zip(start: bytes) -> bool:
    """Whether a file that begins so is a ZIP archive."""
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read_start(path: Path) -> bytes:
    """The first bytes of a file: enough to recognise it."""
    with path.open("rb") as file:
        return file.read(_START)


def detect(path: Path, hint: SourceFormat | None) -> SourceFormat:
    """The format of a file that is no ZIP archive; raises BadModel when it is none that is taken in.

    hint: what it is said to be; its name is a hint as well. Hints decide only where bytes do not.
    """
    start = read_start(path)
    found = _by_bytes(start, path.stat().st_size)
    if found is not None:
        return found
    hinted = hint or _SUFFIXES.get(path.suffix.lower())
    if hinted in (SourceFormat.GLB, SourceFormat.OBJ, SourceFormat.STL, SourceFormat.FBX) or not start:
        # Their readers tell better what is wrong with the file than a list of formats would.
        return hinted or SourceFormat.GLB
    if _looks_like_obj(start):
        return SourceFormat.OBJ
    stranger = next((words for magic, words in _STRANGERS.items() if start.startswith(magic)), None)
    message = f"This is {stranger or 'no model in a format that is known here'}."
    raise BadModel(refusal("format_unknown", message, "", _CONVERT))


def _by_bytes(start: bytes, size: int) -> SourceFormat | None:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, known in _MAGIC.items():
        if text.startswith(magic) or start.startswith(magic):
            return known
    if len(start) >= _STL_HEADER:
        count = struct.unpack_from("<I", start, _STL_HEADER - 4)[0]
        if size == _STL_HEADER + _STL_TRIANGLE * count:
            return SourceFormat.STL
    if text.startswith(b"solid") and (b"facet" in start or b"endsolid" in start):
        return SourceFormat.STL
    if text.startswith(b"<") and b"<COLLADA" in start:
        return SourceFormat.DAE
    if text.startswith(b"{"):
        return SourceFormat.GLTF_ZIP
    return None


def _looks_like_obj(start: bytes) -> bool:
    lines = start.split(b"\n")[:-1] or [start]
    words = [line.split(None, 1)[0] for line in lines if line.strip()]
    known = (b"v", b"vn", b"vt", b"f", b"o", b"g", b"s", b"mtllib", b"usemtl")
    return any(word in known for word in words) and all(
        word in known or word.startswith(b"#") for word in words
    )


def main_file(archive: Archive) -> tuple[str, SourceFormat]:
    """The file in an archive that is the model, and its format; raises BadModel when there is none or several."""
    names = archive.names()
    if any(name.casefold() == "[content_types].xml" for name in names) and any(
        name.lower().endswith(".model") for name in names
    ):
        return "", SourceFormat.THREE_MF
    if names and PurePosixPath(names[0]).suffix.lower() in (".usd", ".usda", ".usdc"):
        return "", SourceFormat.USDZ
    for suffix in _IN_ARCHIVES:
        found = [name for name in names if PurePosixPath(name).suffix.lower() == suffix]
        if len(found) == 1:
            return found[0], _SUFFIXES[suffix]
        if found:
            message = f"The archive holds {len(found)} models: “{found[0]}”, “{found[1]}”…"
            raise BadModel(
                refusal("archive_several_models", message, "", "Pack one model with its textures a ZIP file.")
            )
    message = "The archive holds no model."
    raise BadModel(
        refusal("archive_without_model", message, "", f"Pack a model in one of these formats: {ACCEPTED}.")
    )
