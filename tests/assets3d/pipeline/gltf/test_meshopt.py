"""Both meshopt extensions: what is packed comes back, from any thread."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as numbers

from assets3d.pipeline.gltf import meshopt

ROWS = np.cumsum(np.random.default_rng(5).integers(-9, 9, (3_000, 12)), axis=0).astype(np.uint8)


@given(
    numbers.arrays(np.uint8, st.tuples(st.integers(1, 300), st.integers(1, 16).map(lambda size: size * 4))),
    st.sampled_from(["khr", "ext"]),
)
def test_any_rows_come_back(rows: meshopt.Bytes, codec: meshopt.Codec) -> None:
    packed = meshopt.encode_vertices(rows, codec)

    unpacked = meshopt.decode("ATTRIBUTES", packed, *rows.shape)

    assert unpacked is not None
    assert np.array_equal(unpacked, rows)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=300))
def test_any_sequence_comes_back(numbered: list[int]) -> None:
    indices = np.array(numbered, np.uint32)

    unpacked = meshopt.decode("INDICES", meshopt.encode_sequence(indices), len(indices), 4)

    assert unpacked is not None
    assert np.array_equal(unpacked.view(np.uint32).ravel(), indices)


def test_each_extension_gets_its_own_stream() -> None:
    assert meshopt.encode_vertices(ROWS, "ext")[0] == 0xA0
    assert meshopt.encode_vertices(ROWS, "khr")[0] == 0xA1


def test_threads_do_not_disturb_each_other() -> None:
    codecs: list[meshopt.Codec] = ["khr", "ext"] * 40
    expected = {codec: meshopt.encode_vertices(ROWS, codec) for codec in codecs}

    with ThreadPoolExecutor(4) as pool:
        packed = list(pool.map(lambda codec: meshopt.encode_vertices(ROWS, codec), codecs))

    assert packed == [expected[codec] for codec in codecs]


def test_malformed_buffer_is_told_apart_from_a_good_one() -> None:
    assert meshopt.decode("ATTRIBUTES", b"\xa0" + b"\x00" * 40, 100, 12) is None
    assert meshopt.decode("ATTRIBUTES", b"\xa1" + b"\x00" * 40, 100, 12) is None
    assert meshopt.decode("TRIANGLES", b"no triangles", 30, 4) is None


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_colour_filter_is_undone(dtype: type[np.unsignedinteger]) -> None:
    # Full red, white and half-transparent black with components of eight bits, as luma, orange, green and alpha.
    luma = np.array([[64, 127, -64, 0xFF], [255, 0, 0, 0xFF], [0, 0, 0, 0xC0]])
    rows = luma.astype(dtype).view(np.uint8).reshape(3, -1)

    meshopt.decode_filter("COLOR", rows)

    highest = np.iinfo(dtype).max
    colours = rows.view(dtype).astype(np.float64) / highest * 255
    assert np.abs(colours - [[255, 0, 1, 255], [255, 255, 255, 255], [0, 0, 0, 128]]).max() <= 1
