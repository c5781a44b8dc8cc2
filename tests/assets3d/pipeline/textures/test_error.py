"""Errors are measured where a reader looks, and nowhere else."""

import numpy as np
import pytest

from assets3d.pipeline.textures.canonical import Pixels, canonical
from assets3d.pipeline.textures.encode import Choice, EncodedImage, Format, encode, encode_pixels
from assets3d.pipeline.textures.error import texture_error
from assets3d.pipeline.textures.slots import ImageUse
from tests.assets3d.pipeline.textures.pictures import (
    COLOUR,
    CUTOUT,
    NORMAL,
    ROUGHNESS,
    THICKNESS,
    picture,
    png,
)


def _stored(pixels: Pixels) -> EncodedImage:
    height, width = pixels.shape[:2]
    return EncodedImage(encode_pixels(pixels, Format.PNG, 100), "image/png", width, height, 0, width, height)


@pytest.mark.parametrize("use", [COLOUR, CUTOUT, NORMAL, ROUGHNESS, THICKNESS])
def test_lossless_copy_has_no_error(use: ImageUse) -> None:
    image = canonical(png(picture(300, 300, 4)), use)

    assert texture_error(image, encode(image, Choice(Format.PNG, 100, 300, 300))) == 0


def test_error_is_the_mean_square_of_fractions() -> None:
    source = picture(64, 64)
    changed = source.copy()
    changed[..., 1] += 10

    error = texture_error(canonical(png(source), COLOUR), _stored(changed))

    assert error == pytest.approx((10 / 255) ** 2 / 3)


def test_channels_that_nobody_reads_do_not_count() -> None:
    image = canonical(png(picture(64, 64)), ROUGHNESS)
    changed = image.pixels.copy()
    changed[..., 0] = 0

    assert texture_error(image, _stored(changed)) == 0


def test_lost_transparency_counts() -> None:
    source = picture(64, 64, 4)

    error = texture_error(canonical(png(source), CUTOUT), _stored(source[..., :3].copy()))

    lost = np.square((255 - source[..., 3].astype(float)) / 255).mean()
    assert error == pytest.approx(lost / 4, rel=1e-5)


def test_colours_that_transparency_hides_do_not_count() -> None:
    source = picture(64, 64, 4)
    source[:32, :, 3] = 0
    changed = source.copy()
    changed[:32, :, :3] = 0

    assert texture_error(canonical(png(source), CUTOUT), _stored(changed)) == 0


def test_normals_are_compared_as_directions() -> None:
    source = np.full((8, 8, 3), 128, np.uint8)
    source[0, 0] = (255, 128, 128)
    source[..., 2] = 255
    opposite = source.copy()
    opposite[..., 2] = 0

    error = texture_error(canonical(png(source), NORMAL), _stored(opposite))

    # Nearly opposite: the distance is almost 2, its half 1, over three components.
    assert error == pytest.approx(1 / 3, abs=0.01)


def test_smaller_copy_of_a_smooth_image_is_near() -> None:
    image = canonical(png(picture(256, 256)), COLOUR)

    half, eighth = (
        texture_error(image, encode(image, Choice(Format.PNG, 100, side, side))) for side in (128, 32)
    )

    assert 0 < half < 1e-4 < eighth
