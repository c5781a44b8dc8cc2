"""Which points of the search are worth trying for an image."""

from collections.abc import Sequence

from assets3d.pipeline.textures.canonical import Canonical
from assets3d.pipeline.textures.encode import Choice, Format
from assets3d.pipeline.textures.resize import smaller_size

_LOSSLESS = (Format.WEBP_LOSSLESS, Format.PNG)
# In drawings nearly every pixel repeats its neighbour: 0.98 and more in palettes and masks, below 0.91 in pictures.
_FLAT_SHARE = 0.95
_ROWS = 256


def candidates(
    image: Canonical, formats: Sequence[Format], qualities: Sequence[int], sides: Sequence[int]
) -> list[Choice]:
    """Every choice of the formats, qualities and longest sides that makes sense, without repeats.

    Lossless formats are offered for flat images only, at their full size. Sides beyond the image's stand
    for its own size.
    """
    sizes = list(dict.fromkeys(smaller_size(image.width, image.height, side) for side in sides))
    found = []
    for image_format in formats:
        if image_format not in _LOSSLESS:
            found += [
                Choice(image_format, quality, width, height)
                for width, height in sizes
                for quality in qualities
            ]
        elif is_flat(image):
            found.append(Choice(image_format, 100, image.width, image.height))
    return found


def is_flat(image: Canonical) -> bool:
    """Whether an image is a drawing rather than a picture, so that storing it without loss is no waste."""
    pixels = image.pixels
    if pixels.shape[1] == 1:
        return True
    # Some rows tell enough, and a huge image is not compared whole.
    rows = pixels[:: max(1, len(pixels) // _ROWS)]
    repeats = (rows[:, 1:] == rows[:, :-1]).all(axis=2).mean()
    return bool(repeats >= _FLAT_SHARE)
