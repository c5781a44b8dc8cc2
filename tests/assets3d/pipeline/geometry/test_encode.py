"""Accessors are packed within the error that their options state."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as numbers

from assets3d.pipeline.geometry.encode import EncodedAccessor, encode_accessor
from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.uses import Use
from assets3d.pipeline.gltf import meshopt
from assets3d.pipeline.gltf.accessors import Array
from assets3d.pipeline.gltf.roles import Role

FLOAT = (5126, False)
RANDOM = np.random.default_rng(7)


def _unpacked(encoded: EncodedAccessor) -> Array:
    """What a viewer reads from the file."""
    if encoded.mode:
        unpacked = meshopt.decode(encoded.mode, encoded.data, len(encoded.values), encoded.stride)
        assert unpacked is not None
        raw: Array = unpacked
    else:
        raw = np.frombuffer(encoded.data, np.uint8).reshape(len(encoded.values), encoded.stride)
    meshopt.decode_filter(encoded.filter, raw)
    rows = np.ascontiguousarray(raw).view(encoded.values.dtype)
    return rows[:, : encoded.values.shape[1]]


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


@given(
    numbers.arrays(
        np.float32,
        st.tuples(st.integers(1, 60), st.just(3)),
        elements=st.floats(-1000, 1000, width=32, allow_nan=False),
    ),
    st.integers(8, 16),
    st.sampled_from(["khr", "ext"]),
)
def test_any_positions_come_back_within_half_a_step(points: Array, bits: int, codec: meshopt.Codec) -> None:
    options = GeometryOptions(position_bits=bits, codec=codec)

    encoded = encode_accessor(points, Role.POSITION, FLOAT, options)

    assert np.array_equal(_unpacked(encoded), encoded.values)
    span = float(np.ptp(points, axis=0).max())
    coarsest = max(span / 2**bits, float(np.abs(points).max()) / 2**21)
    assert np.abs(encoded.values - points).max() <= coarsest / 2 + 1e-12


@pytest.mark.parametrize("codec", ["khr", "ext"])
@pytest.mark.parametrize("role", [Role.NORMAL, Role.TANGENT, Role.ROTATION, Role.COLOUR, Role.SKIN_WEIGHT])
def test_file_holds_the_values_that_are_reported(role: Role, codec: meshopt.Codec) -> None:
    rows = RANDOM.random((200, 4), np.float32)
    rows[:, 3] = np.sign(rows[:, 3] - 0.5) if role is Role.TANGENT else rows[:, 3]
    rows = rows[:, :3] if role is Role.NORMAL else rows

    encoded = encode_accessor(rows, role, FLOAT, GeometryOptions(codec=codec))

    assert np.array_equal(_unpacked(encoded), encoded.values)


def test_skin_weights_still_sum_to_one() -> None:
    weights = RANDOM.random((500, 4), np.float32)
    weights /= weights.sum(axis=1, keepdims=True)

    encoded = encode_accessor(weights, Role.SKIN_WEIGHT, FLOAT, GeometryOptions(weight_bits=10))

    assert np.array_equal(encoded.values.sum(axis=1), np.ones(500, np.float32))
    assert encoded.values.min() >= 0
    assert np.abs(encoded.values - weights).max() <= 4 * 2.0**-10


def test_parts_of_one_mesh_are_rounded_alike() -> None:
    border = RANDOM.random((50, 3), np.float32)
    small, large = border * np.float32(0.5), np.concatenate([border * np.float32(0.5), border * 40])
    use = Use(span=40.0, reach=40.0)

    one = encode_accessor(small, Role.POSITION, FLOAT, GeometryOptions(), use=use)
    other = encode_accessor(large, Role.POSITION, FLOAT, GeometryOptions(), use=use)

    assert np.array_equal(one.values, other.values[:50])


def test_second_codec_packs_tighter() -> None:
    points = np.cumsum(RANDOM.normal(size=(2_000, 3)), axis=0).astype(np.float32)

    sizes = [
        len(encode_accessor(points, Role.POSITION, FLOAT, GeometryOptions(codec=codec)).data)
        for codec in ("khr", "ext")
    ]

    assert sizes[0] < sizes[1]


def test_unread_numbers_are_kept_coarser() -> None:
    coordinates = RANDOM.random((1_000, 2), np.float32)

    read, unread = (
        encode_accessor(
            coordinates, Role.TEXTURE_COORDINATE, FLOAT, GeometryOptions(), use=Use(is_read=is_read)
        )
        for is_read in (True, False)
    )

    assert len(unread.data) < len(read.data) * 0.7
    assert np.abs(unread.values - coordinates).max() <= 2.0**-9


def test_magnified_textures_get_finer_coordinates() -> None:
    coordinates = RANDOM.random((300, 2), np.float32)

    encoded = encode_accessor(
        coordinates, Role.TEXTURE_COORDINATE, FLOAT, GeometryOptions(), use=Use(texture_scale=16.0)
    )

    assert np.abs(encoded.values - coordinates).max() <= 2.0**-19


@pytest.mark.parametrize(
    ("texels", "step"),
    [(1024.0, 2.0**-11), (7 * 512.0, 2.0**-13), (16.0, 2.0**-10), (65_536.0, 2.0**-14), (math.inf, 2.0**-14)],
)
def test_texture_coordinates_are_as_fine_as_half_a_texel_asks(texels: float, step: float) -> None:
    """A grid is a power of two; at least 2^-10, and never finer than the bits say."""
    coordinates = RANDOM.random((2_000, 2), np.float32)

    encoded = encode_accessor(
        coordinates, Role.TEXTURE_COORDINATE, FLOAT, GeometryOptions(texels=0.5), use=Use(texels=texels)
    )

    assert step / 2 * 0.9 < np.abs(encoded.values - coordinates).max() <= step / 2


@pytest.mark.parametrize(
    ("texels", "has_details", "step"),
    [
        (512.0, True, 2.0**-12),
        (1024.0, True, 2.0**-13),
        (2048.0, True, 2.0**-13),
        (7 * 512.0, True, 2.0**-13),
        (512.0, False, 2.0**-10),
    ],
)
def test_texture_coordinates_of_small_textures_are_finer_where_there_are_details(
    texels: float,
    has_details: bool,  # noqa: FBT001  # a parameter of the test
    step: float,
) -> None:
    coordinates = RANDOM.random((2_000, 2), np.float32)
    use = Use(texels=texels, has_details=has_details)

    encoded = encode_accessor(
        coordinates, Role.TEXTURE_COORDINATE, FLOAT, GeometryOptions(texels=0.5, detail_bits=13), use=use
    )

    assert step / 2 * 0.9 < np.abs(encoded.values - coordinates).max() <= step / 2


def test_ways_far_from_the_origin_stay_fine() -> None:
    way = np.linspace(0, 1, 300, dtype=np.float32)[:, None] + np.array([50, 0, 0], np.float32)

    encoded = encode_accessor(way.astype(np.float32), Role.TRANSLATION, FLOAT, GeometryOptions())

    assert np.abs(encoded.values - way).max() <= 2.0**-16


@pytest.mark.parametrize(("role", "columns"), [(Role.NORMAL, 3), (Role.ROTATION, 4)])
def test_directions_that_were_packed_before_pack_as_well_again(role: Role, columns: int) -> None:
    directions = RANDOM.normal(size=(400, columns)).astype(np.float32)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    first = encode_accessor(directions, role, FLOAT, GeometryOptions())

    again = encode_accessor(first.values, role, (5122, True), GeometryOptions())

    assert len(again.data) <= len(first.data) * 1.02
    assert np.abs(again.values.astype(np.int32) - first.values).max() <= 2
