"""Smaller images look like the large one from further away."""

import numpy as np
import pytest

from assets3d.pipeline.textures.canonical import canonical
from assets3d.pipeline.textures.resize import magnified, resized, smaller_size
from tests.assets3d.pipeline.textures.pictures import COLOUR, CUTOUT, NORMAL, THICKNESS, picture, png


@pytest.mark.parametrize(
    ("width", "height", "side", "expected"),
    [
        (2048, 2048, 1024, (1024, 1024)),
        (2048, 512, 1024, (1024, 256)),
        (600, 600, 600, (600, 600)),
        (600, 600, 512, (512, 512)),
        (1500, 1000, 1024, (1024, 512)),
        (1000, 1, 64, (64, 1)),
        (640, 480, 300, (256, 256)),
    ],
)
def test_size_shrinks_to_powers_of_two_and_keeps_the_shape(
    width: int, height: int, side: int, expected: tuple[int, int]
) -> None:
    assert smaller_size(width, height, side) == expected


def test_colours_are_averaged_as_light() -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = 255

    shrunk = resized(canonical(png(stripes), COLOUR), 32, 32)

    # Half the light of white is 188 in sRGB.
    assert np.unique(shrunk).tolist() == [188]


def test_numbers_are_averaged_as_they_are() -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = 254

    shrunk = resized(canonical(png(stripes), THICKNESS), 32, 32)

    assert np.unique(shrunk).tolist() == [127]


def test_colours_that_transparency_hides_do_not_bleed() -> None:
    source = np.zeros((64, 64, 4), np.uint8)
    source[:, ::2] = (200, 100, 50, 255)
    source[:, 1::2] = (0, 255, 0, 0)

    shrunk = resized(canonical(png(source), CUTOUT), 32, 32)

    assert np.abs(shrunk[0, 0].astype(int) - (200, 100, 50, 128)).max() <= 1


def test_shrunk_normals_keep_their_length() -> None:
    checker = np.indices((512, 512)).sum(axis=0) % 2
    vectors = np.stack([np.where(checker, 0.6, -0.6), np.zeros((512, 512)), np.full((512, 512), 0.8)], axis=2)
    source = np.rint((vectors + 1) * 127.5).astype(np.uint8)

    shrunk = resized(canonical(png(source), NORMAL), 128, 128)

    lengths = np.linalg.norm(shrunk.astype(np.float32) / 127.5 - 1, axis=2)
    assert np.abs(lengths - 1).max() < 0.02


def test_strips_leave_no_seams() -> None:
    tall = np.repeat(np.linspace(0, 255, 1500).astype(np.uint8)[:, None, None], 8, axis=1)

    shrunk = resized(canonical(png(tall), THICKNESS), 8, 1024)
    large = np.concatenate(
        [magnified(shrunk, THICKNESS, (8, 1500), rows) for rows in ((0, 700), (700, 1500))]
    )

    assert (np.diff(shrunk[:, 0, 0].astype(int)) >= 0).all()
    assert np.abs(large.astype(int) - tall).max() <= 1


def test_image_is_shrunk_once_for_all_qualities() -> None:
    image = canonical(png(picture(64, 64)), COLOUR)

    assert resized(image, 32, 32) is resized(image, 32, 32)
