"""Files in mesh and XML formats that claim, refer to or contain what they should not."""

import io
import math
import struct
from collections.abc import Callable

from tests.assets3d.pipeline.hostile.archives import Case, packed
from tests.assets3d.pipeline.hostile.glb import png_header
from tests.factories.exchanged.dae import build_dae
from tests.factories.exchanged.fbx import build_fbx
from tests.factories.exchanged.step import build_step
from tests.factories.exchanged.three_mf import LAYERS, build_three_mf

_BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(
        b'<!ENTITY lol%d "%s">' % (n, b"&lol%d;" % (n - 1) * 10 if n > 1 else b"&lol;" * 10)
        for n in range(1, 10)
    )
    + b"]><COLLADA>&lol9;</COLLADA>"
)
_EXTERNAL = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><COLLADA>&x;</COLLADA>'
)


def _stl(count: int, present: int, fill: bytes = bytes(50)) -> Callable[[], bytes]:
    return lambda: bytes(80) + struct.pack("<I", count) + fill * present


def _ply(vertices: int, faces: int, rows: bytes = b"0 0 0\n", kind: str = "ascii") -> Callable[[], bytes]:
    header = (
        f"ply\nformat {kind} 1.0\nelement vertex {vertices}\nproperty float x\nproperty float y\nproperty float z\n"
        f"element face {faces}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    return lambda: header.encode() + rows


def _ply_wide_list() -> bytes:
    header = (
        b"ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\n"
        b"element face 1\nproperty list uint int vertex_indices\nend_header\n"
    )
    return header + bytes(12) + struct.pack("<I", 2**32 - 1) + bytes(64)


def _model(text: bytes) -> Callable[[], bytes]:
    """A 3MF package with any model part."""
    return lambda: packed({"[Content_Types].xml": b"<Types/>", "3D/3dmodel.model": text})


def _three_mf(components: str) -> Callable[[], bytes]:
    return lambda: build_three_mf(objects=components)


def _component_bomb() -> bytes:
    """Ten objects, each of which is ten times the one before."""
    objects = "".join(
        f'<object id="{n}" type="model"><components>'
        + f'<component objectid="{n - 1}"/>' * 10
        + "</components></object>"
        for n in range(10, 20)
    )
    return build_three_mf(objects=objects.replace('objectid="9"', 'objectid="5"'), item=19)


def _deep_xml(tag: bytes) -> bytes:
    return b"<COLLADA>" + (b"<" + tag + b">") * 500_000


def _usda(text: str) -> Callable[[], bytes]:
    return lambda: packed({"model.usda": f"#usda 1.0\n{text}".encode()}, method=0)


def _obj(text: str) -> Callable[[], bytes]:
    return lambda: text.encode()


def _stars() -> bytes:
    """The same star of ten thousand corners, again and again."""
    points = "".join(
        f"v {math.cos(n / 1_000):.6f} {math.sin(n / 1_000):.6f} {n % 2}\nv 0 {n / 1_000} 0\n"
        for n in range(5_000)
    )
    return f"{points}{'f ' + ' '.join(map(str, range(1, 10_001)))}\n".encode() * 10


def _noise(length: int) -> bytes:
    made = io.BytesIO()
    state = 1
    while made.tell() < length:
        state = state * 6364136223846793005 + 1442695040888963407 & 2**64 - 1
        made.write(struct.pack("<Q", state))
    return made.getvalue()


_TRIANGLE = "v 0 0 0\nv 1 0 0\nv 0 1 0\n"

MESHES: dict[str, Case] = {
    "stl of four billion triangles": ("a.stl", _stl(2**32 - 1, 1), "stl_truncated"),
    "stl inside its header": ("a.stl", lambda: b"\x01" * 60, "stl_truncated"),
    "stl with nothing in it": ("a.stl", _stl(0, 0), "nothing_to_see"),
    "stl not numbers": ("a.stl", _stl(1, 1, b"\xff" * 50), "values_not_finite"),
    "stl breaks off": (
        "a.stl",
        lambda: b"solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\n",
        "stl_truncated",
    ),
    "stl not made of numbers": (
        "a.stl",
        lambda: b"solid a\nfacet\n" + b"vertex 1 2 .-e\n" * 3 + b"endsolid\n",
        "stl_invalid",
    ),
    "stl of one endless line": ("a.stl", lambda: b"solid a facet " + b"x" * 9_000_000, "line_too_long"),
    "ply of two billion points": ("a.ply", _ply(2**31, 1), "ply_truncated"),
    "ply of two billion points, binary": (
        "a.ply",
        _ply(2**31, 1, kind="binary_little_endian"),
        "ply_truncated",
    ),
    "ply of huge counts": ("a.ply", _ply(10**14, 1), "ply_truncated"),
    "ply list of four billion": ("a.ply", _ply_wide_list, "ply_list_length"),
    "ply without end of header": (
        "a.ply",
        lambda: b"ply\nformat ascii 1.0\n" + b"comment x\n" * 20_000,
        "ply_header",
    ),
    "ply with an unknown property": (
        "a.ply",
        lambda: b"ply\nformat ascii 1.0\nelement vertex 1\nproperty secret x\nend_header\n1\n",
        "ply_header",
    ),
    "ply uses points that are not there": (
        "a.ply",
        _ply(3, 1, b"0 0 0\n1 0 0\n0 1 0\n3 0 1 7\n"),
        "index_out_of_range",
    ),
    "ply of words": ("a.ply", _ply(3, 1, b"a b c\n" * 4), "ply_invalid"),
    "obj uses points that are not there": ("a.obj", _obj(_TRIANGLE + "f 1 2 9\n"), "index_out_of_range"),
    "obj counts back too far": ("a.obj", _obj(_TRIANGLE + "f -1 -2 -9\n"), "index_out_of_range"),
    "obj point of huge number": ("a.obj", _obj(_TRIANGLE + f"f 1 2 {'9' * 40}\n"), "obj_invalid"),
    "obj not a number": ("a.obj", _obj("v 0 0 nan\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"), "values_not_finite"),
    "obj of words": ("a.obj", _obj("v a b c\n"), "obj_invalid"),
    "obj polygon of 20,000 corners": (
        "a.obj",
        _obj(_TRIANGLE + "f " + "1 " * 20_000 + "\n"),
        "face_too_large",
    ),
    "obj of ten stars with 10,000 corners": ("a.obj", _stars, "polygons_too_complex"),
    "obj of one endless line": ("a.obj", lambda: b"v 0 0 0\nf " + b"1 " * 4_000_000, "line_too_long"),
    "obj of 20,000 objects": (
        "a.obj",
        _obj(_TRIANGLE + "".join(f"o {n}\nf 1 2 3\n" for n in range(20_000))),
        "parts_too_many",
    ),
    "obj with a texture of 30,000 pixels": (
        "a.zip",
        lambda: packed(
            {
                "a.obj": f"mtllib a.mtl\n{_TRIANGLE}usemtl m\nf 1 2 3\n".encode(),
                "a.mtl": b"newmtl m\nmap_Kd a.png\n",
                "a.png": png_header(30_000, 30_000),
            }
        ),
        "image_too_large",
    ),
    "obj with nothing to see": ("a.obj", _obj(_TRIANGLE), "nothing_to_see"),
    "dae of a billion laughs": ("a.dae", lambda: _BILLION_LAUGHS, "xml_dtd"),
    "dae that reads our files": ("a.dae", lambda: _EXTERNAL, "xml_dtd"),
    "dae in UTF-16": ("a.dae", lambda: b"<COLLADA/>" + "<!DOCTYPE a>".encode("utf-16"), "xml_encoding"),
    "dae nested deeply": ("a.dae", lambda: _deep_xml(b"node"), "xml_too_deep"),
    "dae breaks off": ("a.dae", lambda: build_dae()[:900], "xml_invalid"),
    "dae and an archive at once": ("a.dae", lambda: build_dae() + b"<!--PK\x05\x06-->", "xml_invalid"),
    "dae uses points that are not there": (
        "a.dae",
        lambda: build_dae(corners="0 0 1 1 2 2 9 3"),
        "dae_invalid",
    ),
    "3mf with entities": ("a.3mf", _model(_EXTERNAL), "xml_dtd"),
    "3mf that breaks off": ("a.3mf", _model(b"<model><resources>"), "xml_invalid"),
    "3mf nested deeply": ("a.3mf", _model(b"<model>" + b"<a>" * 500), "xml_too_deep"),
    "3mf an object of itself": (
        "a.3mf",
        _three_mf('<object id="7" type="model"><components><component objectid="7"/></components></object>'),
        "node_cycle",
    ),
    "3mf of ten billion components": ("a.3mf", _component_bomb, "nodes_too_many"),
    "3mf of what is not there": (
        "a.3mf",
        _three_mf('<object id="7" type="model"><components><component objectid="70"/></components></object>'),
        "reference_out_of_range",
    ),
    "3mf layers of what is not there": (
        "a.3mf",
        _three_mf(LAYERS.replace('"0 1"', '"0 70"')),
        "index_out_of_range",
    ),
    "3mf in parsecs": ("a.3mf", lambda: build_three_mf(unit="parsec"), "unit_unknown"),
    "3mf uses points that are not there": (
        "a.3mf",
        lambda: build_three_mf(last_corner=99),
        "index_out_of_range",
    ),
    "usdz refers to our files": (
        "a.usdz",
        _usda('def Xform "A" (references = @/etc/passwd@</A>) {}'),
        "external_file",
    ),
    "usdz refers upwards": (
        "a.usdz",
        _usda('def Xform "A" (payload = @../other.usda@</A>) {}'),
        "external_file",
    ),
    "usdz of noise": (
        "a.usdz",
        lambda: packed({"a.usdc": b"PXR-USDC" + _noise(4_000)}, method=0),
        "usd_invalid",
    ),
    "usdz with nothing to see": ("a.usdz", _usda('def Xform "A" {}'), "nothing_to_see"),
    "usdz uses points that are not there": (
        "a.usdz",
        _usda(
            'def Mesh "A" {\n point3f[] points = [(0,0,0)]\n int[] faceVertexCounts = [3]\n'
            " int[] faceVertexIndices = [0,1,9]\n}\n"
        ),
        "index_out_of_range",
    ),
    "fbx of noise": (
        "a.fbx",
        lambda: b"Kaydara FBX Binary  \x00\x1a\x00\xe8\x1c\x00\x00" + _noise(4_000),
        "fbx_invalid",
    ),
    "fbx uses points that are not there": (
        "a.fbx",
        lambda: build_fbx().replace(b"0,1,2,-4", b"0,1,9,-4"),
        "fbx_invalid",
    ),
    "fbx without a mesh": ("a.fbx", lambda: build_fbx().split(b"Objects:")[0], "nothing_to_see"),
    "step breaks off": ("a.step", lambda: build_step()[:2_000], "step_unreadable"),
    "step of nothing": ("a.step", lambda: b"ISO-10303-21;\nHEADER;\nENDSEC;\n", "step_unreadable"),
    "program": ("a.exe", lambda: b"MZ\x90\x00" + bytes(200), "format_unknown"),
    "blender file": ("model.blend", lambda: b"BLENDER-v400" + bytes(100), "format_unknown"),
}
