"""What is worth trying."""

import numpy as np

from assets3d.pipeline.textures.candidates import candidates, is_flat
from assets3d.pipeline.textures.canonical import canonical
from assets3d.pipeline.textures.encode import Choice, Format
from tests.assets3d.pipeline.textures.pictures import COLOUR, NORMAL, picture, png

_FORMATS = (Format.AVIF, Format.WEBP_LOSSLESS)


def test_pictures_get_every_size_and_quality_once() -> None:
    image = canonical(png(picture(256, 128)), COLOUR)

    found = candidates(image, _FORMATS, (50, 70), (4096, 256, 128))

    assert found == [
        Choice(Format.AVIF, 50, 256, 128),
        Choice(Format.AVIF, 70, 256, 128),
        Choice(Format.AVIF, 50, 128, 64),
        Choice(Format.AVIF, 70, 128, 64),
    ]


def test_drawings_may_also_be_stored_without_loss() -> None:
    swatches = np.repeat(np.repeat(picture(8, 8), 32, axis=0), 32, axis=1)
    image = canonical(png(swatches), COLOUR)

    found = candidates(image, _FORMATS, (50,), (128,))

    assert found == [
        Choice(Format.AVIF, 50, 128, 128),
        *(Choice(Format.WEBP_LOSSLESS, quality, 256, 256) for quality in (100, 60, 40)),
    ]


def test_numbers_may_be_rounded_instead_of_mixed() -> None:
    image = canonical(png(picture(64, 64)), NORMAL)

    found = candidates(image, (Format.WEBP_LOSSLESS, Format.PNG), (50,), (64,))

    assert [choice.quality for choice in found] == [60, 40, 20]


def test_noise_is_not_flat() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)

    assert not is_flat(canonical(png(noise), COLOUR))
