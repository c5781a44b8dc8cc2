"""Geometry changes how it is stored, not what it shows."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assets3d.pipeline.geometry.encode import encode_accessor
from assets3d.pipeline.geometry.groups import VertexGroup, vertex_groups
from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.order import order
from assets3d.pipeline.gltf import meshopt
from assets3d.pipeline.gltf.roles import Role, accessor_roles

FLOAT = (5126, False)
RANDOM = np.random.default_rng(7)


def _triangles(points: NDArray[Any], indices: NDArray[Any]) -> NDArray[Any]:
    """Triangles as sorted rows of nine coordinates, each turned to start at its smallest corner."""
    corners = points[indices.ravel()].reshape(-1, 3, 3)
    first = np.lexsort(corners.transpose(2, 0, 1)[::-1], axis=1)[:, 0]
    turned = np.stack([np.roll(corner, -start, axis=0) for corner, start in zip(corners, first, strict=True)])
    rows = turned.reshape(-1, 9)
    return rows[np.lexsort(rows.T)]


def test_order_keeps_every_triangle_and_its_attributes_together() -> None:
    points = RANDOM.random((60, 3), np.float32)
    indices = RANDOM.integers(0, 50, (120, 1)).astype(np.uint32)
    arrays = {0: points, 1: points[:, :2] * 2, 2: indices}
    before = _triangles(points, indices)

    order(arrays, VertexGroup({"POSITION": 0, "TEXCOORD_0": 1}, (2,), 60))

    assert np.array_equal(_triangles(arrays[0], arrays[2]), before)
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


@pytest.mark.parametrize(
    ("role", "columns", "tolerance"),
    [
        (Role.POSITION, 3, 2.0**-15),
        (Role.TEXTURE_COORDINATE, 2, 2.0**-14),
        (Role.MORPH, 3, 2.0**-15),
        (Role.VERTEX, 4, 0.0),
        (Role.EXACT, 1, 0.0),
    ],
)
def test_encoded_numbers_stay_within_their_grid(role: Role, columns: int, tolerance: float) -> None:
    numbers = RANDOM.random((300, columns), np.float32)

    encoded = encode_accessor(numbers, role, FLOAT, GeometryOptions(), 1.0)

    assert np.abs(encoded.values - numbers).max() <= tolerance
    assert encoded.mode == "ATTRIBUTES"
    unpacked = meshopt.decode(encoded.mode, encoded.data, 300, encoded.stride)
    assert unpacked is not None
    meshopt.decode_filter(encoded.filter, unpacked)
    assert np.array_equal(unpacked.view(np.float32).reshape(300, columns), encoded.values)


def test_encoded_normals_keep_their_direction() -> None:
    normals = RANDOM.normal(size=(300, 3)).astype(np.float32)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)

    encoded = encode_accessor(normals, Role.NORMAL, FLOAT, GeometryOptions(), 1.0)

    decoded = encoded.values.astype(np.float32) / 32767
    cosines = (decoded * normals).sum(axis=1) / np.linalg.norm(decoded, axis=1)
    assert float(cosines.min()) > np.cos(np.radians(0.25))


def test_positions_far_from_the_origin_fit_the_mantissa() -> None:
    points = RANDOM.random((100, 3), np.float32) + np.float32(5_000)

    encoded = encode_accessor(points, Role.POSITION, FLOAT, GeometryOptions(), 1.0)

    assert np.abs(encoded.values - points).max() <= 2.0**-9


def test_malformed_buffer_is_told_apart_from_a_good_one() -> None:
    assert meshopt.decode("ATTRIBUTES", b"\xa0" + b"\x00" * 40, 100, 12) is None
    assert meshopt.decode("TRIANGLES", b"no triangles", 30, 4) is None
