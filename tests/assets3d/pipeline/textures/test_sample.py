"""A part of a picture stands for the whole."""

import numpy as np
import pytest

from assets3d.pipeline.textures.canonical import Canonical
from assets3d.pipeline.textures.encode import Choice, Format, encode
from assets3d.pipeline.textures.error import texture_error
from assets3d.pipeline.textures.sample import sampled
from tests.assets3d.pipeline.textures.pictures import COLOUR, picture

SIDE = 512


@pytest.fixture(scope="module")
def image() -> Canonical:
    """A picture as rough as cloth, with more than enough pixels to be sampled."""
    rough = np.random.default_rng(1).integers(0, 40, (SIDE, SIDE, 1))
    pixels = (picture(SIDE, SIDE) * 0.8 + rough).astype(np.uint8)
    return Canonical(pixels, COLOUR, 1, SIDE, SIDE)


def test_sample_has_about_the_pixels_asked_for_and_whole_rows(image: Canonical) -> None:
    sample = sampled(image, SIDE * SIDE // 4)

    assert (sample.image.width, sample.image.height) == (SIDE, SIDE // 4)
    assert sample.times == 4


@pytest.mark.parametrize("side", [SIDE, SIDE // 2])
@pytest.mark.parametrize("image_format", [Format.AVIF, Format.AVIF_RGB, Format.WEBP])
def test_sample_tells_bytes_and_error_of_the_whole(image: Canonical, image_format: Format, side: int) -> None:
    sample = sampled(image, SIDE * SIDE // 2)
    whole = encode(image, Choice(image_format, 60, side, side))

    part = encode(sample.image, Choice(image_format, 60, *sample.size((side, side))))

    assert len(part.data) * sample.times == pytest.approx(len(whole.data), rel=0.1)
    assert texture_error(sample.image, part) == pytest.approx(texture_error(image, whole), rel=0.1)


def test_small_pictures_stand_for_themselves(image: Canonical) -> None:
    sample = sampled(image, SIDE * SIDE)

    assert (sample.image is image, sample.times, sample.size((9, 5))) == (True, 1.0, (9, 5))
