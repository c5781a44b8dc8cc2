"""Every corner of every triangle in a USDZ file is where glTF has it, at rest and in motion."""

from pathlib import Path

import numpy as np
import pytest

from assets3d.pipeline.gltf.animation import (
    animation_channels,
    animation_seconds,
    posed_vertices,
    sampled,
    world_transforms,
)
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.skin import Floats
from assets3d.pipeline.usd.plan import is_drawn, scene_roots
from tests.assets3d.pipeline.conftest import real_models
from tests.assets3d.pipeline.usd.conftest import WriteModel, Written
from tests.assets3d.pipeline.usd.stages import displacement
from tests.factories.glb import build_glb


def _as_traversed(document: Document) -> list[int]:
    """The shown nodes as a stage lists their meshes: those of a node after those of the nodes under it."""
    order: list[int] = []
    waiting = [(node, False) for node in scene_roots(document)[::-1]]
    while waiting:
        node, is_below_done = waiting.pop()
        if is_below_done:
            order.append(node)
            continue
        waiting.append((node, True))
        waiting.extend((child, False) for child in document.json["nodes"][node].get("children", [])[::-1])
    return order


def _expected(written: Written, seconds: float) -> list[Floats]:
    """Corners of all triangle lists of the source, mesh by mesh."""
    document, arrays = written.document, written.arrays
    channels = animation_channels(document, arrays, 0) if document.listed("animations") else ()
    channels = tuple(channel for channel in channels if channel.path != "weights")
    pose = sampled(document, channels, seconds)
    world = world_transforms(document, pose)
    corners = []
    for node in _as_traversed(document):
        described = document.json["nodes"][node]
        if "mesh" not in described:
            continue
        primitives = document.json["meshes"][described["mesh"]]["primitives"]
        for primitive, points in zip(
            primitives, posed_vertices(document, arrays, node, pose, world), strict=True
        ):
            if is_drawn(primitive):
                rows = np.arange(len(points))
                rows = arrays[primitive["indices"]].ravel() if "indices" in primitive else rows
                corners.append(points[rows])
    return corners


def worst_displacement(written: Written) -> float:
    """The largest displacement over nine times of the animation, as a share of the model's size."""
    document = written.document
    channels = animation_channels(document, written.arrays, 0) if document.listed("animations") else ()
    stage = written.stage
    worst = 0.0
    for seconds in np.linspace(*animation_seconds(channels), 9):
        expected = _expected(written, float(seconds))
        size = float(np.ptp(np.concatenate(expected), axis=0).max())
        worst = max(worst, displacement(stage, expected, float(seconds) * 60) / size)
    return worst


def test_moving_box_is_where_gltf_has_it(write_model: WriteModel) -> None:
    written = write_model(build_glb(animated=True))

    assert worst_displacement(written) < 1e-5


@pytest.mark.skipif(not real_models(), reason="the folder of real models is absent")
@pytest.mark.parametrize("path", real_models(), ids=lambda path: path.stem)
def test_real_model_is_where_gltf_has_it(write_model: WriteModel, path: Path) -> None:
    written = write_model(path)

    assert worst_displacement(written) < 1e-4
