"""STL, PLY and OBJ: shapes, normals, colours, materials and the unit that is guessed."""

from pathlib import Path

import numpy as np
import pytest
import trimesh

from assets3d.pipeline.intake.units import Unit
from tests.assets3d.pipeline.hostile.archives import packed
from tests.assets3d.pipeline.intake.taking import picture, take

_BOX = trimesh.creation.box((120, 40, 60))
_OBJ = b"""mtllib box.mtl
o Lid
v 0 0 0
v 40 0 0
v 40 30 0
v 0 30 0
vt 0 0
vt 1 0
vt 1 1
vt 0 1
usemtl Oak
f 1/1 2/2 3/3 4/4
usemtl Old steel
f -1/1 -2/2 -3/3
"""
_MTL = b"""newmtl Oak
Kd 0 0 0
map_Kd textures\\oak.tga
map_Bump -bm 0.5 normal.png
newmtl Old steel
Kd 0.5 0.5 0.5
Pm 1
map_Pr rough.png
d 0.5
"""
_TEXTURES = {
    "a/textures/Oak.tga": picture(kind="TGA"),
    "a/normal.png": picture((128, 128, 255)),
    "a/rough.png": picture((99,), mode="L"),
}


def test_binary_stl_stands_upright_in_millimetres(tmp_path: Path) -> None:
    taken = take("box.stl", trimesh.exchange.stl.export_stl(_BOX), tmp_path)

    assert taken.size == (0.12, 0.06, 0.04)
    assert (taken.intake.unit.unit, taken.intake.unit.basis, taken.codes()) == (
        "mm",
        "guessed",
        ["unit_guessed", "axis_assumed"],
    )
    assert "with Z up" in taken.intake.findings[1].message
    assert "12 cm" in taken.intake.unit.reason
    assert "120 m" in taken.intake.unit.reason
    assert taken.document.json["materials"][0]["pbrMetallicRoughness"]["metallicFactor"] == 0


def test_edges_of_a_box_stay_sharp_and_points_are_shared(tmp_path: Path) -> None:
    taken = take("box.stl", trimesh.exchange.stl.export_stl_ascii(_BOX).encode(), tmp_path)

    normals = taken.attribute("NORMAL")
    assert len(normals) == 24
    assert np.allclose(np.abs(normals).max(axis=1), 1)


def test_round_surface_is_smooth(tmp_path: Path) -> None:
    ball = trimesh.creation.icosphere(subdivisions=3, radius=50)

    taken = take("ball.stl", trimesh.exchange.stl.export_stl(ball), tmp_path)

    positions, normals = taken.attribute("POSITION"), taken.attribute("NORMAL")
    assert len(positions) == len(ball.vertices)
    assert float((positions / 0.05 * normals).sum(axis=1).min()) > 0.999


def test_given_unit_is_used_and_said(tmp_path: Path) -> None:
    taken = take("box.stl", trimesh.exchange.stl.export_stl(_BOX), tmp_path, Unit.INCHES)

    assert taken.size[0] == pytest.approx(120 * 0.0254)
    assert (taken.intake.unit.basis, taken.codes()) == ("given", ["unit_given", "axis_assumed"])


@pytest.mark.parametrize("encoding", ["binary", "ascii"])
def test_ply_keeps_its_colours(encoding: str, tmp_path: Path) -> None:
    ball = trimesh.creation.icosphere(subdivisions=1)
    ball.visual.vertex_colors = np.tile(np.array([255, 0, 128, 255], np.uint8), (len(ball.vertices), 1))

    taken = take("ball.ply", trimesh.exchange.ply.export_ply(ball, encoding=encoding), tmp_path)

    colours = taken.attribute("COLOR_0") / 65_535
    assert np.allclose(colours, [[1, 0, 0.2158, 1]], atol=1e-3)
    assert taken.document.json["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"] == [1, 1, 1, 1]
    assert taken.size[0] == pytest.approx(2, abs=0.1)


def test_ply_with_mixed_polygons_is_cut_into_triangles(tmp_path: Path) -> None:
    text = (
        "ply\nformat ascii 1.0\nelement vertex 5\nproperty float x\nproperty float y\nproperty float z\n"
        "element face 2\nproperty list uchar int vertex_indices\nend_header\n"
        "0 0 0\n1 0 0\n1 1 0\n0 1 0\n2 0 0\n4 0 1 2 3\n3 1 4 2\n"
    )

    taken = take("mixed.ply", text.encode(), tmp_path)

    indices = taken.arrays[taken.document.json["meshes"][0]["primitives"][0]["indices"]]
    assert indices.size == 9


def test_obj_archive_brings_materials_and_textures(tmp_path: Path) -> None:
    taken = take("box.zip", packed({"a/box.obj": _OBJ, "a/box.mtl": _MTL, **_TEXTURES}), tmp_path)

    oak, steel = taken.document.json["materials"]
    assert taken.codes() == ["unit_guessed"]
    assert (oak["name"], steel["name"]) == ("Oak", "Old steel")
    assert oak["pbrMetallicRoughness"]["baseColorFactor"] == [1, 1, 1, 1]
    assert oak["normalTexture"]["scale"] == 0.5
    assert steel["pbrMetallicRoughness"]["baseColorFactor"][3] == 0.5
    assert steel["alphaMode"] == "BLEND"
    assert "metallicRoughnessTexture" in steel["pbrMetallicRoughness"]
    assert [image["mimeType"] for image in taken.document.json["images"]] == ["image/png"] * 4
    assert taken.document.json["nodes"][0]["name"] == "Lid"
    assert taken.size == pytest.approx((0.4, 0.3, 0.0))


def test_obj_texture_points_count_downwards(tmp_path: Path) -> None:
    taken = take("box.obj", _OBJ, tmp_path)

    assert taken.attribute("TEXCOORD_0").tolist()[0] == [0, 1]
    assert taken.codes() == ["unit_guessed", "materials_missing"]


def test_obj_without_its_texture_says_so(tmp_path: Path) -> None:
    taken = take("box.zip", packed({"box.obj": _OBJ, "box.mtl": _MTL}), tmp_path)

    assert taken.codes() == ["unit_guessed", "texture_missing", "texture_missing", "texture_missing"]


def test_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    content = packed({"a/box.obj": _OBJ, "a/box.mtl": _MTL, **_TEXTURES})
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()

    once, again = take("box.zip", content, first), take("box.zip", content, second)

    assert once.intake.glb.read_bytes() == again.intake.glb.read_bytes()
