"""Packed skins and animations bring every vertex to where the source brings it."""

import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.prepare import PreparedGeometry, encode_geometry, prepare_geometry
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.animation import (
    animation_channels,
    animation_seconds,
    posed_vertices,
    sampled,
    world_transforms,
)
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.meshopt import Codec
from tests.assets3d.pipeline.geometry.surfaces import hill, opened
from tests.factories.glb import GlbBuilder

KEYS, JOINTS = 30, 4
ALLOWED = 1e-3


def _waving() -> GlbBuilder:
    """A hill of 1 m that hangs on a chain of joints, each of which swings and all of which travel."""
    builder = GlbBuilder()
    points, indices = hill(12)
    place = points[:, 0] * (JOINTS - 1)
    first = np.minimum(place.astype(np.uint16), JOINTS - 2)
    joints = np.stack([first, first + 1, first * 0, first * 0], axis=1).astype(np.uint16)
    weights = np.zeros((len(points), 4), np.float32)
    weights[:, 1] = place - first
    weights[:, 0] = 1 - weights[:, 1]
    attributes: dict[str, NDArray[Any]] = {"POSITION": points, "JOINTS_0": joints, "WEIGHTS_0": weights}
    primitive = {
        "attributes": {name: builder.accessor(values) for name, values in attributes.items()},
        "indices": builder.accessor(indices[:, None]),
    }
    builder.json["meshes"] = [{"primitives": [primitive]}]
    chain = [{"name": f"joint {joint}", "translation": [0.3, 0.0, 0.0]} for joint in range(JOINTS)]
    for joint in range(JOINTS - 1):
        chain[joint]["children"] = [joint + 2]
    builder.json["nodes"] = [{"mesh": 0, "skin": 0}, *chain]
    builder.json["skins"] = [{"joints": [*range(1, JOINTS + 1)]}]
    builder.json["scenes"] = [{"nodes": [0, 1]}]
    _swing(builder)
    return builder


def _swing(builder: GlbBuilder) -> None:
    times = np.arange(KEYS, dtype=np.float32).reshape(-1, 1) / 24
    moments = builder.accessor(times)
    samplers: list[dict[str, Any]] = []
    channels: list[dict[str, Any]] = []
    for joint in range(1, JOINTS + 1):
        angle = np.sin(times.ravel() * (2 + joint)) / 2
        turns = np.stack([angle * 0, angle * 0, np.sin(angle), np.cos(angle)], axis=1).astype(np.float32)
        samplers.append({"input": moments, "output": builder.accessor(turns)})
        channels.append({"sampler": joint - 1, "target": {"node": joint, "path": "rotation"}})
    way = np.stack([np.cos(times), np.sin(times), times], axis=1).astype(np.float32).reshape(-1, 3)
    samplers.append({"input": moments, "output": builder.accessor(way)})
    channels.append({"sampler": JOINTS, "target": {"node": 1, "path": "translation"}})
    builder.json["animations"] = [{"samplers": samplers, "channels": channels}]


def _poses(document: Document, arrays: Arrays) -> NDArray[np.float64]:
    """Vertices at twenty moments between keys."""
    channels = animation_channels(document, arrays, 0)
    poses = []
    for time in np.linspace(*animation_seconds(channels), 20):
        pose = sampled(document, channels, float(time))
        poses.append(posed_vertices(document, arrays, 0, pose, world_transforms(document, pose))[0])
    return np.array(poses)


def _as_read(prepared: PreparedGeometry, options: GeometryOptions) -> tuple[Document, Arrays]:
    json, arrays = copy.deepcopy(prepared.document.json), dict(prepared.arrays)
    for number, encoded in encode_geometry(prepared, options).items():
        arrays[number] = encoded.values
        stored = {"componentType": encoded.component_type, "normalized": encoded.is_normalized}
        json["accessors"][number] |= stored
    return replace(prepared.document, json=json), arrays


@pytest.mark.parametrize("codec", ["khr", "ext"])
def test_poses_agree_within_a_thousandth_of_the_model(codec: Codec) -> None:
    options = GeometryOptions(codec=codec)
    prepared = prepare_geometry(*opened(_waving()), options)

    expected = _poses(prepared.document, prepared.arrays)
    found = _poses(*_as_read(prepared, options))

    size = np.ptp(expected.reshape(-1, 3), axis=0).max()
    assert np.linalg.norm(found - expected, axis=2).max() < ALLOWED * size / 2
    assert np.ptp(expected, axis=0).max() > 0.3
