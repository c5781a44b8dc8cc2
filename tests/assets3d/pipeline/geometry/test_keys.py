"""Keys that say nothing go; what is seen at any time stays."""

from typing import Any

import numpy as np
import pytest

from assets3d.pipeline.geometry.keys import drop_keys
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.animation import animation_channels, sample
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.roles import accessor_roles
from tests.assets3d.pipeline.geometry.surfaces import opened
from tests.factories.glb import GlbBuilder

TIMES = (np.arange(40, dtype=np.float32) / 30).reshape(-1, 1)


def _animated(*tracks: tuple[str, Any], interpolation: str = "LINEAR") -> tuple[Document, Arrays]:
    """A node that moves as the tracks say, all at the same moments."""
    builder = GlbBuilder()
    moments = builder.accessor(TIMES)
    samplers = [
        {"input": moments, "output": builder.accessor(values), "interpolation": interpolation}
        for _, values in tracks
    ]
    channels = [
        {"sampler": number, "target": {"node": 0, "path": path}} for number, (path, _) in enumerate(tracks)
    ]
    builder.json["nodes"] = [{"name": "part"}]
    builder.json["animations"] = [{"samplers": samplers, "channels": channels}]
    return opened(builder)


def _straight() -> Any:  # noqa: ANN401 - an array of floats
    return np.outer(np.arange(40), [0.1, 0.0, -0.2]).astype(np.float32)


def _turning(speed: float) -> Any:  # noqa: ANN401 - an array of floats
    angles = np.arange(40) * speed
    return np.stack([0 * angles, np.sin(angles), 0 * angles, np.cos(angles)], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("path", "values"),
    [("translation", _straight()), ("rotation", _turning(0.03)), ("scale", 1 + _straight())],
)
def test_steady_motion_needs_only_its_ends(path: str, values: Any) -> None:  # noqa: ANN401 - an array of floats
    document, arrays = _animated((path, values))
    (before,) = animation_channels(document, arrays, 0)

    drop_keys(document.json, arrays, accessor_roles(document.json))

    (after,) = animation_channels(document, arrays, 0)
    assert after.times.tolist() == [before.times[0], before.times[-1]]
    moments = np.linspace(0, 1.4, 200)
    assert np.abs(sample(before, moments) - sample(after, moments)).max() < 1e-4


def test_moments_are_shared_still_when_one_track_needs_them() -> None:
    bent = _straight()
    bent[20] += 1
    document, arrays = _animated(("translation", bent), ("rotation", _turning(0.03)))

    drop_keys(document.json, arrays, accessor_roles(document.json))

    assert [len(arrays[number]) for number in (0, 1, 2)] == [5, 5, 5]
    assert np.array_equal(arrays[0].ravel(), TIMES.ravel()[[0, 19, 20, 21, 39]])


def test_steps_keep_the_key_where_they_jump() -> None:
    values = np.repeat(np.array([[0, 0, 0], [1, 0, 0]], np.float32), 20, axis=0)
    document, arrays = _animated(("translation", values), interpolation="STEP")
    (before,) = animation_channels(document, arrays, 0)

    drop_keys(document.json, arrays, accessor_roles(document.json))

    (after,) = animation_channels(document, arrays, 0)
    assert len(after.times) < 6
    moments = np.linspace(0, 1.4, 200)
    assert np.array_equal(sample(before, moments), sample(after, moments))


def test_cubic_curves_keep_all_their_keys() -> None:
    document, arrays = _animated(
        ("translation", np.repeat(_straight(), 3, axis=0)), interpolation="CUBICSPLINE"
    )

    drop_keys(document.json, arrays, accessor_roles(document.json))

    assert [len(arrays[number]) for number in (0, 1)] == [40, 120]


def test_noise_keeps_all_keys() -> None:
    noise = np.random.default_rng(1).random((40, 3), np.float32)
    document, arrays = _animated(("translation", noise))

    drop_keys(document.json, arrays, accessor_roles(document.json))

    assert np.array_equal(arrays[1], noise)
