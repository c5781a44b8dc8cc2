"""Fewer triangles, as far as one error against the whole model allows, and no gaps."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assets3d.pipeline.geometry.options import GeometryOptions, SimplifyGoal
from assets3d.pipeline.geometry.prepare import PreparedGeometry, prepare_geometry
from tests.assets3d.pipeline.geometry.surfaces import hill, open_edges, opened, scene_of
from tests.factories.glb import GlbBuilder


def _prepared(goal: SimplifyGoal | None, builder: GlbBuilder) -> PreparedGeometry:
    return prepare_geometry(*opened(builder), GeometryOptions(simplify=goal))


def _two_halves(side: int, *, in_one_mesh: bool) -> GlbBuilder:
    """Two hills that meet along an edge, each with vertices of its own."""
    builder = GlbBuilder()
    halves = []
    for start in (0.0, 1.0):
        points, indices = hill(side, start)
        halves.append(
            {
                "attributes": {"POSITION": builder.accessor(points)},
                "indices": builder.accessor(indices[:, None]),
            }
        )
    return (
        scene_of(halves, builder=builder)
        if in_one_mesh
        else scene_of(*([half] for half in halves), builder=builder)
    )


def _seam(prepared: PreparedGeometry, positions: int, indices: int) -> set[tuple[float, ...]]:
    """Places along x = 1 where the surface has an open edge."""
    edges = open_edges(prepared.arrays[positions], prepared.arrays[indices])
    return {place for edge in edges for place in edge if all(point[0] == 1.0 for point in edge)}


@pytest.mark.parametrize("in_one_mesh", [True, False])
def test_no_gap_opens_where_parts_meet(in_one_mesh: bool) -> None:  # noqa: FBT001 - a parameter of the test
    prepared = _prepared(SimplifyGoal(error=0.01), _two_halves(24, in_one_mesh=in_one_mesh))

    assert prepared.simplification is not None
    assert prepared.simplification.triangles_after < prepared.simplification.triangles_before / 2
    assert _seam(prepared, 0, 1) == _seam(prepared, 2, 3) != set()


def test_bound_is_met_with_the_least_error() -> None:
    builder = _two_halves(24, in_one_mesh=True)

    prepared = _prepared(SimplifyGoal(error=1e-5, triangles=600, limit=0.05), builder)

    done = prepared.simplification
    assert done is not None
    assert 500 < done.triangles_after <= 600
    assert 1e-5 < done.error < 0.05


def test_limit_outranks_the_bound() -> None:
    prepared = _prepared(SimplifyGoal(error=0, triangles=10, limit=1e-4), _two_halves(24, in_one_mesh=True))

    done = prepared.simplification
    assert done is not None
    assert done.triangles_after > 10
    assert done.error <= 1e-4 * 1.01


def test_rough_goal_is_met_whatever_it_costs() -> None:
    goal = SimplifyGoal(error=1e-3, triangles=40, limit=2e-3, is_rough=True)

    prepared = _prepared(goal, _two_halves(24, in_one_mesh=True))

    assert prepared.simplification is not None
    assert prepared.simplification.triangles_after <= 40
    assert len(prepared.arrays[1]) >= 3


def test_surface_moves_no_further_than_the_error() -> None:
    points, indices = hill(40)
    builder = GlbBuilder()
    primitive = {
        "attributes": {"POSITION": builder.accessor(points)},
        "indices": builder.accessor(indices[:, None]),
    }

    prepared = _prepared(SimplifyGoal(error=2e-3), scene_of([primitive], builder=builder))

    corners = prepared.arrays[0][prepared.arrays[1].reshape(-1, 3)].mean(axis=1)
    height = 0.1 * np.sin(corners[:, 0] * 3) * np.sin(corners[:, 2] * 3)
    assert len(corners) < len(indices) / 3 / 4
    assert np.abs(corners[:, 1] - height).max() < 3 * 2e-3


def test_small_parts_lose_more_than_large_ones() -> None:
    builder = GlbBuilder()
    points, indices = hill(20)
    for size in (1.0, 0.01):
        scaled = builder.accessor(points * np.float32(size))
        primitive = {"attributes": {"POSITION": scaled}, "indices": builder.accessor(indices[:, None])}
        scene_of([primitive], builder=builder)
    builder.json["scenes"] = [{"nodes": [0, 1]}]

    prepared = _prepared(SimplifyGoal(error=3e-4), builder)

    assert len(prepared.arrays[3]) < len(prepared.arrays[1]) / 4


def test_mesh_that_stands_twice_counts_twice() -> None:
    builder = GlbBuilder()
    points, indices = hill(20)
    primitive = {
        "attributes": {"POSITION": builder.accessor(points)},
        "indices": builder.accessor(indices[:, None]),
    }
    scene_of([primitive], builder=builder)
    builder.add("nodes", {"mesh": 0, "translation": [3.0, 0.0, 0.0]})
    builder.json["scenes"] = [{"nodes": [0, 1]}]

    prepared = _prepared(SimplifyGoal(error=0, triangles=400, limit=0.1), builder)

    assert prepared.simplification is not None
    assert prepared.simplification.triangles_before == 1_600
    assert 2 * len(prepared.arrays[1]) // 3 == prepared.simplification.triangles_after <= 400


def test_parts_that_are_closed_and_meet_nowhere_are_no_trouble() -> None:
    """Nothing but watertight parts: a vase and its stopper."""
    builder = GlbBuilder()
    points = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], np.float32)
    corners = np.array([0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3], np.uint32)
    primitives = [
        {
            "attributes": {"POSITION": builder.accessor(points + np.float32(3 * number))},
            "indices": builder.accessor(corners[:, None]),
        }
        for number in range(2)
    ]

    prepared = _prepared(SimplifyGoal(error=1e-3), scene_of(primitives, builder=builder))

    assert prepared.simplification is not None
    assert prepared.simplification.triangles_after == 8


def test_nothing_asked_nothing_done() -> None:
    prepared = _prepared(None, _two_halves(6, in_one_mesh=True))

    assert prepared.simplification is None
    assert len(prepared.arrays[1]) == 216


def test_texture_that_would_slide_keeps_its_triangles() -> None:
    points, indices = hill(20)
    flat = points * np.array([1, 0, 1], np.float32)
    bent = np.stack([np.sin(flat[:, 0] * 9), flat[:, 2]], axis=1).astype(np.float32)
    counts = []
    for coordinates in (flat[:, [0, 2]].copy(), bent):
        builder = GlbBuilder()
        attributes = {"POSITION": builder.accessor(flat), "TEXCOORD_0": builder.accessor(coordinates)}
        primitive = {"attributes": attributes, "indices": builder.accessor(indices[:, None]), "material": 0}
        builder.json["materials"] = [{"emissiveTexture": {"index": 0}}]
        prepared = _prepared(SimplifyGoal(error=1e-3), scene_of([primitive], builder=builder))
        counts.append(len(prepared.arrays[2]))

    assert counts[0] < counts[1] / 4


def _flat(**more: NDArray[Any]) -> PreparedGeometry:
    """A flat sheet that a goal may reduce to almost nothing, unless something else must be kept."""
    points, indices = hill(20)
    builder = GlbBuilder()
    attributes = {"POSITION": builder.accessor(points * np.array([1, 0, 1], np.float32))}
    lift = more.pop("lift", None)
    attributes |= {name: builder.accessor(values) for name, values in more.items()}
    primitive: dict[str, Any] = {"attributes": attributes, "indices": builder.accessor(indices[:, None])}
    if lift is not None:
        primitive["targets"] = [{"POSITION": builder.accessor(lift)}]
    return _prepared(SimplifyGoal(error=1e-3), scene_of([primitive], builder=builder))


def _drawn(prepared: PreparedGeometry) -> int:
    assert prepared.simplification is not None
    return prepared.simplification.triangles_after


def test_what_only_morphs_colours_and_skins_show_is_kept() -> None:
    points, _ = hill(20)
    wave = (np.sin(points[:, :1] * 9) / 2 + 0.5).astype(np.float32)
    weights = np.concatenate([wave, 1 - wave, 0 * wave, 0 * wave], axis=1)
    joints = np.tile(np.array([0, 1, 0, 0], np.uint8), (len(points), 1))

    plain = _drawn(_flat())

    assert plain < 50
    assert _drawn(_flat(lift=np.concatenate([0 * wave, wave / 9, 0 * wave], axis=1))) > 4 * plain
    assert _drawn(_flat(COLOR_0=np.repeat(wave, 4, axis=1))) > 4 * plain
    assert _drawn(_flat(WEIGHTS_0=weights, JOINTS_0=joints)) > 2 * plain


def test_simplification_is_the_same_every_time() -> None:
    goal = SimplifyGoal(error=1e-4, triangles=500, limit=0.05)
    first, second = (_prepared(goal, _two_halves(16, in_one_mesh=True)) for _ in range(2))

    assert first.simplification == second.simplification
    assert all(np.array_equal(first.arrays[number], second.arrays[number]) for number in first.arrays)


def test_very_large_surface_is_thinned_first() -> None:
    points, indices = hill(520)
    builder = GlbBuilder()
    primitive = {
        "attributes": {"POSITION": builder.accessor(points)},
        "indices": builder.accessor(indices[:, None]),
    }

    prepared = _prepared(
        SimplifyGoal(error=0, triangles=2_000, limit=0.05), scene_of([primitive], builder=builder)
    )

    assert 1_500 < _drawn(prepared) <= 2_000
    corners = prepared.arrays[0][prepared.arrays[1].reshape(-1, 3)].mean(axis=1)
    height = 0.1 * np.sin(corners[:, 0] * 3) * np.sin(corners[:, 2] * 3)
    assert np.abs(corners[:, 1] - height).max() < 2e-3
