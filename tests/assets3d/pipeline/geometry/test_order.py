"""Triangles and vertices change their order, never what they say."""

import numpy as np
import pytest

from assets3d.pipeline.geometry.groups import VertexGroup, vertex_groups
from assets3d.pipeline.geometry.order import order
from assets3d.pipeline.gltf import meshopt
from assets3d.pipeline.gltf.roles import accessor_roles
from tests.assets3d.pipeline.geometry.surfaces import hill, triangles

RANDOM = np.random.default_rng(7)


def test_order_keeps_every_triangle_and_its_attributes_together() -> None:
    points = RANDOM.random((60, 3), np.float32)
    indices = RANDOM.integers(0, 50, (120, 1)).astype(np.uint32)
    arrays = {0: points, 1: points[:, :2] * 2, 2: indices}
    before = triangles(points, indices)

    order(arrays, VertexGroup({"POSITION": 0, "TEXCOORD_0": 1}, (2,), 60))

    assert np.array_equal(triangles(arrays[0], arrays[2]), before)
    assert np.array_equal(arrays[1], arrays[0][:, :2] * 2)
    assert len(arrays[0]) == len(np.unique(indices))


def test_primitives_that_share_vertices_form_one_group() -> None:
    shared = {"attributes": {"POSITION": 0}}
    document = {
        "meshes": [
            {"primitives": [{**shared, "indices": 1}, {**shared, "indices": 2}]},
            {"primitives": [{"attributes": {"POSITION": 3}, "indices": 4}]},
        ]
    }
    triangle = np.array([[0], [1], [2]], np.uint32)
    points = np.zeros((3, 3), np.float32)
    arrays = {0: points, 1: triangle, 2: triangle, 3: points, 4: triangle}

    groups = vertex_groups(document, arrays, accessor_roles(document))

    assert groups == [VertexGroup({"POSITION": 0}, (1, 2), 3), VertexGroup({"POSITION": 3}, (4,), 3)]


@pytest.mark.parametrize("primitive", [{"mode": 1, "indices": 1}, {}, {"mode": 5, "indices": 1}])
def test_lines_strips_and_plain_lists_are_left_in_their_order(primitive: dict[str, int]) -> None:
    document = {"meshes": [{"primitives": [{"attributes": {"POSITION": 0}, **primitive}]}]}
    arrays = {0: np.zeros((3, 3), np.float32), 1: np.array([[0], [1], [2]], np.uint32)}

    assert vertex_groups(document, arrays, accessor_roles(document)) == []


def test_order_packs_a_surface_smaller() -> None:
    points, indices = hill(20)
    shuffled = RANDOM.permutation(indices.reshape(-1, 3)).reshape(-1, 1)
    arrays = {0: points, 1: shuffled}

    order(arrays, VertexGroup({"POSITION": 0}, (1,), len(points)))

    packed = len(meshopt.encode_triangles(arrays[1].ravel()))
    assert packed < len(meshopt.encode_triangles(shuffled.ravel())) / 2


def test_order_is_the_same_every_time() -> None:
    points, indices = hill(12)
    first, second = ({0: points, 1: indices.reshape(-1, 1)} for _ in range(2))

    order(first, VertexGroup({"POSITION": 0}, (1,), len(points)))
    order(second, VertexGroup({"POSITION": 0}, (1,), len(points)))

    assert all(np.array_equal(first[number], second[number]) for number in first)
