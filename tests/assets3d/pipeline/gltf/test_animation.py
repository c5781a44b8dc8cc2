"""Poses at any time of an animation."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assets3d.pipeline.findings import BadModel
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.animation import (
    Channel,
    animation_channels,
    animation_seconds,
    posed_vertices,
    rest_pose,
    sample,
    sampled,
    world_transforms,
)
from assets3d.pipeline.gltf.document import Document, JsonObject

_SQUARE_ROOT = math.sqrt(0.5)


def _channel(path: str, values: list[Any], interpolation: str) -> Channel:
    return Channel(0, path, np.array([1.0, 2.0]), np.array(values, np.float64), interpolation)


def _at(channel: Channel, *times: float) -> list[list[float]]:
    rounded: list[list[float]] = np.round(sample(channel, np.array(times)), 6).tolist()
    return rounded


def test_linear_values_lie_on_the_line_and_rest_outside() -> None:
    channel = _channel("translation", [[0, 0, 0], [4, 8, 0]], "LINEAR")

    assert _at(channel, 0, 1, 1.25, 2, 9) == [[0, 0, 0], [0, 0, 0], [1, 2, 0], [4, 8, 0], [4, 8, 0]]


def test_step_values_jump_at_the_key() -> None:
    channel = _channel("scale", [[1, 1, 1], [2, 2, 2]], "STEP")

    assert _at(channel, 1.999, 2) == [[1, 1, 1], [2, 2, 2]]


def test_rotation_takes_the_short_way_at_even_speed() -> None:
    quarter = [0, 0, -_SQUARE_ROOT, -_SQUARE_ROOT]
    channel = _channel("rotation", [[0, 0, 0, 1], quarter], "LINEAR")

    angle = math.radians(90) / 3 / 2
    assert _at(channel, 1 + 1 / 3) == [[0, 0, round(math.sin(angle), 6), round(math.cos(angle), 6)]]


def test_cubic_spline_follows_its_tangents() -> None:
    keys = [[[0], [0], [8]], [[0], [1], [0]]]
    channel = _channel("weights", keys, "CUBICSPLINE")

    # Half way: 0.5 * 0 + 0.125 * 8 + 0.5 * 1 - 0.125 * 0.
    assert _at(channel, 1.5) == [[1.5]]


def _model(nodes: list[JsonObject], **more: Any) -> Document:
    return Document({"nodes": nodes, **more}, [])


def test_world_transforms_multiply_from_the_root() -> None:
    turn = [0, 0, _SQUARE_ROOT, _SQUARE_ROOT]
    document = _model(
        [
            {"translation": [0, 0, 3]},
            {"children": [0], "rotation": turn, "scale": [2, 1, 1]},
            {"children": [1], "matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 0, 0, 1]},
        ]
    )

    world = world_transforms(document, rest_pose(document))

    assert np.allclose(world[0] @ [1, 0, 0, 1], [5, 2, 3, 1])


def _accessor(array: NDArray[Any]) -> JsonObject:
    return {"componentType": 5126, "count": len(array), "type": "SCALAR"}


def _animated(outputs: NDArray[np.float32], path: str) -> tuple[Document, Arrays]:
    arrays: Arrays = {0: np.array([[0], [2]], np.float32), 1: outputs}
    points = np.array([[1, 0, 0], [0, 1, 0]], np.float32)
    arrays.update({2: points, 3: points * 10})
    animation = {
        "samplers": [{"input": 0, "output": 1}],
        "channels": [
            {"sampler": 0, "target": {"node": 0, "path": path}},
            {"sampler": 0, "target": {"path": "pointer"}},
        ],
    }
    primitive = {"attributes": {"POSITION": 2}, "targets": [{"POSITION": 3}]}
    document = _model(
        [{"mesh": 0, "translation": [0, 0, 1]}],
        meshes=[{"primitives": [primitive], "weights": [0.0]}],
        animations=[animation],
        accessors=[_accessor(array) for array in arrays.values()],
    )
    return document, arrays


def _vertices(document: Document, arrays: Arrays, time: float) -> list[list[float]]:
    pose = sampled(document, animation_channels(document, arrays, 0), time)
    (points,) = posed_vertices(document, arrays, 0, pose, world_transforms(document, pose))
    found: list[list[float]] = points.tolist()
    return found


def test_posed_vertices_move_with_their_node() -> None:
    document, arrays = _animated(np.array([[0, 0, 1], [4, 0, 1]], np.float32), "translation")

    assert animation_seconds(animation_channels(document, arrays, 0)) == (0, 2)
    assert _vertices(document, arrays, 1.0) == [[3, 0, 1], [2, 1, 1]]


def test_posed_vertices_follow_morph_weights() -> None:
    document, arrays = _animated(np.array([[0], [1]], np.float32), "weights")

    assert _vertices(document, arrays, 1.0) == [[6, 0, 1], [0, 6, 1]]


def test_animation_with_too_few_values_is_refused() -> None:
    document, arrays = _animated(np.array([[0, 0, 1]], np.float32), "translation")

    with pytest.raises(BadModel, match="animation_damaged"):
        animation_channels(document, arrays, 0)
