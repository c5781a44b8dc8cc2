"""Vertices that say the same become one, and nothing else does."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as numbers

from assets3d.pipeline.geometry.groups import VertexGroup
from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.prepare import encode_geometry, prepare_geometry
from assets3d.pipeline.geometry.weld import weld
from assets3d.pipeline.gltf.accessors import Array
from tests.assets3d.pipeline.geometry.surfaces import hill, opened, scene_of, triangles
from tests.factories.glb import GlbBuilder


@given(
    numbers.arrays(np.uint8, st.tuples(st.integers(3, 40), st.just(3)), elements=st.integers(0, 2)),
    st.integers(1, 120),
)
def test_weld_keeps_every_corner_and_leaves_no_doubles(rows: Array, wide: int) -> None:
    points = rows.astype(np.float32)
    targets = np.repeat(points[:, :1], wide, axis=1)
    indices = np.arange(len(rows) // 3 * 3, dtype=np.uint32).reshape(-1, 1)
    arrays = {0: points, 1: targets, 2: indices}

    group = weld(arrays, VertexGroup({"POSITION": 0, "POSITION of target 0": 1}, (2,), len(rows)))

    assert np.array_equal(arrays[0][arrays[2].ravel()], points[indices.ravel()])
    assert np.array_equal(arrays[1][arrays[2].ravel()], targets[indices.ravel()])
    assert group.vertex_count == len(arrays[0]) == len(np.unique(rows, axis=0))


def test_vertices_that_differ_in_a_morph_target_stay_apart() -> None:
    arrays = {
        0: np.zeros((3, 3), np.float32),
        1: np.array([[0], [0], [1]], np.float32),
        2: np.array([[0], [1], [2]], np.uint32),
    }

    group = weld(arrays, VertexGroup({"POSITION": 0, "POSITION of target 0": 1}, (2,), 3))

    assert group.vertex_count == 2
    assert arrays[2].ravel().tolist() == [0, 0, 1]


def test_loose_triangles_get_an_index() -> None:
    points, indices = hill(8)
    builder = GlbBuilder()
    primitive = {"attributes": {"POSITION": builder.accessor(points[indices])}}
    document, arrays = opened(scene_of([primitive], builder=builder))

    prepared = prepare_geometry(document, arrays, GeometryOptions())

    new = prepared.document.json["meshes"][0]["primitives"][0]
    assert new == {"attributes": {"POSITION": 0}, "indices": 1}
    assert len(prepared.arrays[0]) == 81
    assert np.array_equal(triangles(prepared.arrays[0], prepared.arrays[1]), triangles(points, indices))
    assert "indices" not in document.json["meshes"][0]["primitives"][0]
    assert set(encode_geometry(prepared, GeometryOptions())) == {0, 1}


def test_triangles_that_share_nothing_stay_loose() -> None:
    builder = GlbBuilder()
    points = np.random.default_rng(3).random((30, 3), np.float32)
    document, arrays = opened(
        scene_of([{"attributes": {"POSITION": builder.accessor(points)}}], builder=builder)
    )

    prepared = prepare_geometry(document, arrays, GeometryOptions())

    assert prepared.document.json == document.json
    assert np.array_equal(prepared.arrays[0], points)
