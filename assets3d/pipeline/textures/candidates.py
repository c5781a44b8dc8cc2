"""Which points of the search are worth trying for an image."""

from collections.abc import Sequence

from assets3d.pipeline.textures.canonical import Canonical
from assets3d.pipeline.textures.encode import Choice, Format
from assets3d.pipeline.textures.resize import smaller_size

# Qualities of lossless WebP (see Choice) for drawings, and for numbers that halved chroma would mix.
_DRAWING_QUALITIES, _NUMBER_QUALITIES = (100, 60, 40), (60, 40, 20)
# In drawings nearly every pixel repeats its neighbour: 0.98 and more in palettes and masks, below 0.91 in pictures.
_FLAT_SHARE = 0.95
_ROWS = 256


def candidates(
    image: Canonical, formats: Sequence[Format], qualities: Sequence[int], sides: Sequence[int]
) -> list[Choice]:
    """Every choice of the formats, qualities and longest sides that makes sense, without repeats.

    Lossless formats are offered where they are no waste, at the full size. Sides beyond the image's stand for its
    own size.
    """
    sizes = list(dict.fromkeys(smaller_size(image.width, image.height, side) for side in sides))
    found = []
    for image_format in formats:
        if image_format in (Format.WEBP_LOSSLESS, Format.PNG):
            offered = lossless_qualities(image, image_format)
            found += [Choice(image_format, quality, image.width, image.height) for quality in offered]
            continue
        found += [
            Choice(image_format, quality, width, height) for width, height in sizes for quality in qualities
        ]
    return found


def lossless_qualities(image: Canonical, image_format: Format) -> tuple[int, ...]:
    """Which qualities of a lossless format are worth trying; none for pictures."""
    if is_flat(image):
        return _DRAWING_QUALITIES if image_format is Format.WEBP_LOSSLESS else (100,)
    is_mixed_up = not image.use.is_colour and image.channels > 1
    return _NUMBER_QUALITIES if is_mixed_up and image_format is Format.WEBP_LOSSLESS else ()


def is_flat(image: Canonical) -> bool:
    """Whether an image is a drawing rather than a picture, so that storing it without loss is no waste."""
    pixels = image.pixels
    if pixels.shape[1] == 1:
        return True
    # Some rows tell enough, and a huge image is not compared whole.
    rows = pixels[:: max(1, len(pixels) // _ROWS)]
    repeats = (rows[:, 1:] == rows[:, :-1]).all(axis=2).mean()
    return bool(repeats >= _FLAT_SHARE)
