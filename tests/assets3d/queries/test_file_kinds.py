"""Files are known by the end of their name, and by how they begin."""

import struct

import pytest

from assets3d.pipeline.intake.formats import SourceFormat
from assets3d.queries.file_kinds import FILE_KINDS, HEAD_BYTES, ending_of, pipeline_format

BINARY_STL = b"solid, says the header of many a binary file".ljust(80) + struct.pack("<I", 2) + bytes(100)
ZIP = b"PK\x03\x04" + bytes(26)
BEGINNINGS = {
    ".glb": [b"glTF\x02\0\0\0"],
    ".gltf": [b'{"asset": {"version": "2.0"}}', b'\xef\xbb\xbf\n {"asset": {}}'],
    ".zip": [ZIP],
    ".obj": [b"# Blender\nmtllib a.mtl\no Chair\nv 0 0 0\n", b"\xef\xbb\xbfv\t0 0 0\r\nf 1 1 1\r\n"],
    ".stl": [b"solid chair\nfacet normal 0 0 1\n", BINARY_STL],
    ".ply": [b"ply\nformat ascii 1.0\n", b"ply\r\nformat binary_little_endian 1.0\r\n"],
    ".3mf": [ZIP],
    ".dae": [
        b'<?xml version="1.0"?><COLLADA version="1.4.1">',
        '<?xml version="1.0"?><COLLADA>'.encode("utf-16"),
    ],
    ".step": [b"ISO-10303-21;\nHEADER;\n"],
    ".stp": [b"\r\nISO-10303-21;HEADER;"],
    ".fbx": [b"Kaydara FBX Binary  \0\x1a\0", b"; FBX 7.4.0 project file\n"],
    ".usdz": [ZIP],
}
# What is renamed to something that it is not.
STRANGERS = (
    b"\x89PNG\r\n\x1a\n" + bytes(100),
    b"%PDF-1.7\n" + bytes(60),
    b"<!doctype html><title>Log in</title>",
)


@pytest.mark.parametrize(
    ("ending", "head"), [(ending, head) for ending, heads in BEGINNINGS.items() for head in heads]
)
def test_kind_is_known_by_its_beginning(ending: str, head: bytes) -> None:
    assert FILE_KINDS[ending].begins(head[:HEAD_BYTES], len(head))


@pytest.mark.parametrize("ending", FILE_KINDS)
@pytest.mark.parametrize("head", [*STRANGERS, b""])
def test_kind_is_not_what_is_only_named_like_it(ending: str, head: bytes) -> None:
    assert not FILE_KINDS[ending].begins(head, len(head))


def test_binary_stl_that_lacks_triangles_is_none() -> None:
    assert not FILE_KINDS[".stl"].begins(b"exported".ljust(80) + struct.pack("<I", 9) + bytes(100), 184)


@pytest.mark.parametrize(
    ("filename", "ending"),
    [
        ("Chair.GLB", ".glb"),
        ("a.b.Step", ".step"),
        ("chair.glb.exe", ""),
        (".glb", ""),
        ("glb", ""),
        ("", ""),
    ],
)
def test_ending_is_told_whatever_its_case(filename: str, ending: str) -> None:
    assert ending_of(filename) == ending


def test_every_kind_has_a_name_that_the_pipeline_knows_or_leaves_it_to_look() -> None:
    names = {pipeline_format(f"model{ending}") for ending in FILE_KINDS}

    # glTF with its files beside it comes in archives that may as well hold an OBJ.
    assert names == ({str(name) for name in SourceFormat} - {"gltf-zip"}) | {""}
