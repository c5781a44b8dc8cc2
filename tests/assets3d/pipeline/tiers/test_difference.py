"""What may differ in a tier, and what may not, where geometry is stored anew."""

from typing import Any

import numpy as np
import pytest

from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.prepare import encode_geometry, prepare_geometry
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.tiers.difference import Tolerance, differences
from tests.assets3d.pipeline.geometry.surfaces import hill, opened, scene_of
from tests.factories.glb import GlbBuilder

TIMES = (np.arange(30, dtype=np.float32) / 30).reshape(-1, 1)


def _loose() -> GlbBuilder:
    """A hill whose triangles share no vertex, with texture coordinates that nobody reads, moving along a line."""
    points, indices = hill(6)
    builder = GlbBuilder()
    attributes = {
        "POSITION": builder.accessor(points[indices]),
        "TEXCOORD_0": builder.accessor(points[indices][:, [0, 2]].copy()),
    }
    scene_of([{"attributes": attributes}], builder=builder)
    way = np.outer(np.arange(30), [0.1, 0, 0]).astype(np.float32)
    sampler = {"input": builder.accessor(TIMES), "output": builder.accessor(way)}
    channel = {"sampler": 0, "target": {"node": 0, "path": "translation"}}
    builder.json["animations"] = [{"samplers": [sampler], "channels": [channel]}]
    return builder


def _tier() -> tuple[tuple[Document, Arrays], tuple[Document, Arrays]]:
    source = opened(_loose())
    prepared = prepare_geometry(*source, GeometryOptions())
    return source, (prepared.document, dict(prepared.arrays))


def _lost(source: tuple[Document, Arrays], tier: tuple[Document, Arrays]) -> list[str]:
    return differences(source, tier, Tolerance(), is_simplified=False)


def test_new_index_and_fewer_keys_are_no_loss() -> None:
    source, tier = _tier()

    assert _lost(source, tier) == []
    assert len(tier[0].json["accessors"]) == len(source[0].json["accessors"]) + 1
    assert [len(tier[1][number]) for number in (2, 3)] == [2, 2]


def test_missing_triangle_behind_a_new_index_is_a_loss() -> None:
    source, tier = _tier()

    tier[1][4] = tier[1][4][:-3]

    assert _lost(source, tier) == ["meshes/0/primitives/0: 216 corners became 213"]


def test_other_accessor_that_comes_from_nowhere_is_a_loss() -> None:
    source, tier = _tier()

    tier[0].json["accessors"].append({"componentType": 5126, "count": 1, "type": "SCALAR"})

    assert _lost(source, tier) == ["accessors: 4 became 5"]


def test_other_movement_is_a_loss() -> None:
    source, tier = _tier()

    tier[1][3] = tier[1][3] * np.float32(1.01)

    assert _lost(source, tier) == ["animations/0/channels/0: translation differs"]


@pytest.mark.parametrize(("shift", "is_loss"), [(2e-3, False), (2e-2, True)])
def test_unread_coordinates_may_differ_a_little(shift: float, *, is_loss: bool) -> None:
    source, tier = _tier()

    tier[1][1] = tier[1][1] + np.float32(shift)

    assert bool(_lost(source, tier)) is is_loss


@pytest.mark.parametrize(("shift", "is_loss"), [(3e-4, False), (1e-3, True)])
def test_read_coordinates_may_differ_by_half_a_pixel(shift: float, *, is_loss: bool) -> None:
    builder = _loose()
    builder.json["materials"] = [{"emissiveTexture": {"index": 0}}]
    primitive: dict[str, Any] = builder.json["meshes"][0]["primitives"][0]
    primitive["material"] = 0
    source = opened(builder)

    moved = source[1] | {1: source[1][1] + np.float32(shift)}

    assert bool(_lost(source, (source[0], moved))) is is_loss


def _sculpted() -> tuple[Document, Arrays]:
    """A large hill with one flat colour, and a morph target that lifts it by very little."""
    points, indices = hill(6)
    builder = GlbBuilder()
    attributes = {
        "POSITION": builder.accessor(points),
        "COLOR_0": builder.accessor(np.full((len(points), 4), 0.3, np.float32)),
    }
    lift = np.zeros((len(points), 3), np.float32)
    lift[:, 1] = np.linspace(0, 0.003, len(points))
    tilt = lift * np.float32(9.3)
    targets = [{"POSITION": builder.accessor(lift), "NORMAL": builder.accessor(tilt)}]
    primitive = {"attributes": attributes, "targets": targets, "indices": builder.accessor(indices[:, None])}
    return opened(scene_of([primitive], builder=builder))


def test_small_morphs_and_flat_colours_are_kept_well_enough() -> None:
    source = _sculpted()
    options = GeometryOptions()
    prepared = prepare_geometry(*source, options)

    read = {number: encoded.values for number, encoded in encode_geometry(prepared, options).items()}

    assert _lost(source, (prepared.document, read)) == []


def test_morph_that_does_something_else_is_a_loss() -> None:
    source = _sculpted()
    doubled = source[1] | {2: source[1][2] * np.float32(2)}

    assert len(_lost(source, (source[0], doubled))) == 1
