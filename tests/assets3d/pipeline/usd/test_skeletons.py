"""Skins and node animations of USDZ files, against poses worked out from the glTF."""

import math
from typing import Any

import numpy as np
import pytest

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.usd.check import usd_problems
from tests.assets3d.pipeline.usd.conftest import WriteModel
from tests.assets3d.pipeline.usd.stages import world_corners
from tests.assets3d.pipeline.usd.test_poses import worst_displacement
from tests.assets3d.pipeline.usd.triangles import CORNERS, triangle_glb
from tests.factories.glb import GlbBuilder, Json

_HALF_TURN = [[0, 0, 0, 1], [0, 0, math.sqrt(0.5), math.sqrt(0.5)], [0, 0, 1, 0]]


def _arm(builder: GlbBuilder, interpolation: str = "LINEAR", **armature: Any) -> None:
    """Two joints under an armature; the second turns by 180 degrees within two seconds."""
    builder.json["nodes"] = [
        {"name": "Armature", "children": [1], "scale": [0.01, 0.01, 0.01], **armature},
        {"name": "Upper", "children": [2], "translation": [0, 100, 0]},
        {"name": "Lower", "translation": [50, 0, 0]},
    ]
    bind = np.tile(np.eye(4, dtype=np.float32), (2, 1, 1))
    bind[0, :3, 3], bind[1, :3, 3] = (0, -1, 0), (-0.5, -1, 0)
    bind[:, :3, :] *= 100
    matrices = bind.transpose(0, 2, 1).reshape(2, 16)
    builder.json["skins"] = [
        {"joints": [1, 2], "inverseBindMatrices": builder.accessor(np.ascontiguousarray(matrices))}
    ]
    turns = np.array(_HALF_TURN, np.float32)
    if interpolation == "CUBICSPLINE":
        turns = np.stack([turns * 0, turns, turns * 0 + 0.3], axis=1).reshape(-1, 4).astype(np.float32)
    times = builder.accessor(np.array([[0], [1], [2]], np.float32))
    sampler = {"input": times, "output": builder.accessor(turns), "interpolation": interpolation}
    channel = {"sampler": 0, "target": {"node": 2, "path": "rotation"}}
    builder.json["animations"] = [{"samplers": [sampler], "channels": [channel]}]


def _skinned(builder: GlbBuilder, joints: list[list[int]]) -> bytes:
    weights = np.array([[0.75, 0.25, 0, 0]] * 3, np.float32)
    triangle_glb(builder, {"JOINTS_0": np.array(joints, np.uint8), "WEIGHTS_0": weights})
    builder.json["nodes"][-1].update(skin=0, translation=[7, 7, 7])
    return builder.build()


@pytest.mark.parametrize("interpolation", ["LINEAR", "STEP", "CUBICSPLINE"])
def test_skin_follows_its_joints(write_model: WriteModel, interpolation: str) -> None:
    builder = GlbBuilder()
    _arm(builder, interpolation)

    written = write_model(_skinned(builder, [[1, 0, 0, 0]] * 3))

    assert worst_displacement(written) < 1e-3
    assert usd_problems(written.path) == ()


def test_skin_moves_its_vertices_about_the_joint(write_model: WriteModel) -> None:
    builder = GlbBuilder()
    _arm(builder)
    glb = _skinned(builder, [[1, 1, 0, 0]] * 3)

    corners = world_corners(write_model(glb).stage, 120.0)

    # Half a turn about the lower joint, which is at (0.5, 1, 0), wherever the mesh's own node is.
    assert np.allclose(corners[0], [1, 2, 0] - CORNERS, atol=1e-4)


def test_joint_under_matrix_keeps_its_place(write_model: WriteModel) -> None:
    builder = GlbBuilder()
    _arm(builder)
    lean = np.eye(4)
    lean[:3, :3] = [[0, -2, 0], [2, 0, 0], [0, 0, 2]]
    lean[:3, 3] = [1, 2, 3]
    builder.json["nodes"][1] = {"name": "Upper", "children": [2], "matrix": lean.T.ravel().tolist()}

    written = write_model(_skinned(builder, [[1, 0, 0, 0]] * 3))

    assert worst_displacement(written) < 1e-3


def test_mesh_on_a_joint_moves_with_it(write_model: WriteModel) -> None:
    builder = GlbBuilder()
    _arm(builder)
    glb_nodes: list[Json] = builder.json["nodes"]
    glb_nodes[2]["children"] = [3]
    glb_nodes.append({"name": "Ring", "mesh": 0})

    written = write_model(_skinned(builder, [[1, 0, 0, 0]] * 3))

    assert len(world_corners(written.stage, 0.0)) == 2
    assert worst_displacement(written) < 1e-3


@pytest.mark.parametrize("interpolation", ["LINEAR", "STEP", "CUBICSPLINE"])
def test_node_moves_as_gltf_has_it(write_model: WriteModel, interpolation: str) -> None:
    builder = GlbBuilder()
    _arm(builder, interpolation, scale=[1, 2, 3])
    builder.json["nodes"][2]["mesh"] = 0
    del builder.json["skins"]

    written = write_model(triangle_glb(builder, {}))

    assert worst_displacement(written) < 1e-3
    stage = written.stage
    assert (stage.GetStartTimeCode(), stage.GetEndTimeCode(), stage.GetTimeCodesPerSecond()) == (0, 120, 60)


def test_vertex_that_follows_no_joint_is_refused(write_model: WriteModel) -> None:
    builder = GlbBuilder()
    _arm(builder)

    with pytest.raises(BadModel, match="joint_out_of_range"):
        write_model(_skinned(builder, [[2, 0, 0, 0]] * 3))


def test_further_animations_are_mentioned_and_not_played(write_model: WriteModel) -> None:
    builder = GlbBuilder()
    _arm(builder)
    builder.json["animations"] *= 2

    written = write_model(_skinned(builder, [[1, 0, 0, 0]] * 3))

    assert written.codes == ["usdz_without_further_animations"]
