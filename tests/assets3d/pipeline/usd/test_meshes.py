"""Meshes of USDZ files: what is drawn, under which names, and how often it is stored."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pxr import UsdGeom

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.usd.check import usd_problems
from tests.assets3d.pipeline.usd.conftest import WriteModel, Written
from tests.assets3d.pipeline.usd.stages import meshes, world_corners
from tests.assets3d.pipeline.usd.triangles import triangle_glb
from tests.factories.glb import GlbBuilder, Json, build_glb, changed_glb

_SQUARE = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 2, 0]], np.float32)


@pytest.mark.parametrize(
    ("mode", "triangles"),
    [
        (4, [[0, 1, 2]]),
        (5, [[0, 1, 2], [1, 3, 2], [2, 3, 4]]),
        (6, [[1, 2, 0], [2, 3, 0], [3, 4, 0]]),
    ],
)
def test_strips_and_fans_become_triangles(
    write_model: WriteModel, mode: int, triangles: list[list[int]]
) -> None:
    up = np.tile(np.array([[0, 0, 1]], np.float32), (5, 1))

    stage = write_model(triangle_glb(GlbBuilder(), {"NORMAL": up}, _SQUARE, mode=mode)).stage

    indices = np.array(meshes(stage)[0].GetFaceVertexIndicesAttr().Get())
    assert indices.reshape(-1, 3).tolist() == triangles


def test_mesh_without_normals_is_faceted(write_model: WriteModel) -> None:
    stage = write_model(triangle_glb(GlbBuilder(), {}, _SQUARE, mode=5)).stage

    mesh = meshes(stage)[0]
    assert len(mesh.GetPointsAttr().Get()) == 9
    assert np.array(mesh.GetNormalsAttr().Get()).tolist() == [[0, 0, 1]] * 9


def test_points_and_lines_are_left_out_and_said_so(write_model: WriteModel) -> None:
    def add_line(document: Json) -> None:
        primitives = document["meshes"][0]["primitives"]
        primitives.append({"attributes": {"POSITION": primitives[0]["attributes"]["POSITION"]}, "mode": 1})

    written = write_model(changed_glb(build_glb(), add_line))

    assert len(meshes(written.stage)) == 1
    assert written.codes == ["usdz_without_points_and_lines"]


def test_mesh_is_plain_polygons_with_extent(write_model: WriteModel) -> None:
    stage = write_model(build_glb()).stage

    mesh = meshes(stage)[0]
    assert mesh.GetSubdivisionSchemeAttr().Get() == UsdGeom.Tokens.none
    assert mesh.GetNormalsInterpolation() == UsdGeom.Tokens.vertex
    assert np.allclose(mesh.GetExtentAttr().Get(), [[-0.2, -0.1, -0.15], [0.2, 0.1, 0.15]])
    assert mesh.GetDoubleSidedAttr().Get() is False


def test_stage_is_in_metres_with_y_up(write_model: WriteModel) -> None:
    stage = write_model(build_glb()).stage

    assert UsdGeom.GetStageMetersPerUnit(stage) == 1
    assert UsdGeom.GetStageUpAxis(stage) == UsdGeom.Tokens.y
    assert stage.GetDefaultPrim().GetPath() == "/Model"


def test_hierarchy_and_names_are_kept(write_model: WriteModel) -> None:
    def rename(document: Json) -> None:
        document["nodes"] = [
            {"name": "Stühle", "children": [1, 2, 3]},
            {"name": "2 legs", "mesh": 0},
            {"name": "2 legs", "mesh": 0},
            {"mesh": 0},
        ]

    written = write_model(changed_glb(build_glb(), rename))

    stage = written.stage
    named = {
        str(prim.GetPath()): prim.GetDisplayName() for prim in stage.Traverse() if prim.IsA(UsdGeom.Xform)
    }
    assert named == {
        "/Model": "",
        "/Model/St_hle": "Stühle",
        "/Model/St_hle/_2_legs": "2 legs",
        "/Model/St_hle/_2_legs_2": "2 legs",
        "/Model/St_hle/Node": "",
    }


def test_mesh_of_several_nodes_is_stored_once(write_model: WriteModel) -> None:
    def repeat(document: Json) -> None:
        document["nodes"] = [{"mesh": 0, "translation": [number, 0, 0]} for number in range(20)]
        document["scenes"] = [{"nodes": list(range(20))}]

    once = write_model(build_glb(grid=40), name="once.usdz")
    often = write_model(changed_glb(build_glb(grid=40), repeat), name="often.usdz")

    assert len(meshes(often.stage)) == 20
    assert often.path.stat().st_size < 1.1 * once.path.stat().st_size


def _copies(count: int) -> bytes:
    builder = GlbBuilder()
    builder.json["extensionsUsed"] = ["EXT_mesh_gpu_instancing"]
    places = np.zeros((count, 3), np.float32)
    places[:, 0] = np.arange(count)
    number = builder.accessor(places)
    triangle_glb(builder, {})
    extension: dict[str, Any] = {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": number}}}
    builder.json["nodes"][0].update(extensions=extension, translation=[0, 5, 0])
    return builder.build()


def test_instances_become_copies(write_model: WriteModel) -> None:
    written = write_model(_copies(3))

    corners = [part[0].tolist() for part in world_corners(written.stage, 0)]
    assert corners == [[0, 5, 0], [1, 5, 0], [2, 5, 0]]
    assert (written.codes, usd_problems(written.path)) == ([], ())


def test_instances_without_proper_places_are_refused(write_model: WriteModel) -> None:
    def flatten(document: Json) -> None:
        document["accessors"][0]["type"] = "VEC2"

    with pytest.raises(BadModel, match="instances_damaged"):
        write_model(changed_glb(_copies(3), flatten))


def test_instances_beyond_bound_are_left_out_and_said_so(write_model: WriteModel) -> None:
    written = write_model(_copies(1_003))

    assert len(meshes(written.stage)) == 1_000
    assert [(each.code, "3 are left out" in each.message) for each in written.findings] == [
        ("usdz_copies_left_out", True)
    ]


def test_morph_targets_are_applied_as_the_model_opens(write_model: WriteModel) -> None:
    glb = changed_glb(build_glb(morphed=True), lambda document: document["meshes"][0].update(weights=[1.0]))

    moved = write_model(glb, name="moved.usdz")

    heights, still = _heights(moved), _heights(write_model(build_glb()))
    assert np.allclose(heights - still, np.linspace(0, 0.05, len(still)), atol=1e-6)
    assert "usdz_without_morph_targets" in moved.codes


def _heights(written: Written) -> NDArray[np.float32]:
    stage = written.stage
    return np.array(meshes(stage)[0].GetPointsAttr().Get(), np.float32)[:, 1]
