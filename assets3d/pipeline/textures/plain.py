"""Images for programs that read nothing but PNG and JPEG: phones' own viewers in augmented reality."""

import numpy as np

from assets3d.pipeline.textures.canonical import Canonical, Pixels
from assets3d.pipeline.textures.drawings import is_flat
from assets3d.pipeline.textures.encode import EncodedImage, Format, encode_pixels
from assets3d.pipeline.textures.resize import resized, smaller_size

_COLOUR_QUALITY, _DATA_QUALITY = 90, 95
# Exact numbers may take so many times the bytes.
_WORTH_IT = 2
# PNG takes a second for a large image. One band of each eight tells within a tenth how much larger than JPEG it is.
_LARGE_PIXELS, _BAND, _STEP, _CLEARLY = 200_000, 32, 8, 1.15


def plain(image: Canonical, side: int) -> EncodedImage:
    """PNG where transparency is read or the image is flat, else JPEG with whole chroma; never longer than `side`.

    Three or four channels always: some readers give a grey image's value to red alone. Directions and other
    numbers stay PNG unless JPEG halves them.
    """
    width, height = smaller_size(image.width, image.height, side)
    pixels = _three_channels(resized(image, width, height))
    data, image_format = _stored(pixels, image)
    return EncodedImage(
        data,
        image_format.mime_type,
        width,
        height,
        image.source_bytes,
        image.source_width,
        image.source_height,
        image.folding,
    )


def _stored(pixels: Pixels, image: Canonical) -> tuple[bytes, Format]:
    if pixels.shape[2] == 4:
        return encode_pixels(pixels, Format.PNG, 100), Format.PNG
    quality = _COLOUR_QUALITY if image.use.is_colour else _DATA_QUALITY
    jpeg = encode_pixels(pixels, Format.JPEG, quality)
    if image.use.is_colour and not is_flat(image):
        return jpeg, Format.JPEG
    if not image.use.is_colour and _is_clearly_larger(pixels, quality):
        return jpeg, Format.JPEG
    png = encode_pixels(pixels, Format.PNG, 100)
    enough = len(jpeg) if image.use.is_colour else _WORTH_IT * len(jpeg)
    return (png, Format.PNG) if len(png) <= enough else (jpeg, Format.JPEG)


def _is_clearly_larger(pixels: Pixels, quality: int) -> bool:
    """Whether a sample already tells that PNG is not worth its bytes."""
    height, width = pixels.shape[:2]
    if height * width < _LARGE_PIXELS or height < 2 * _BAND * _STEP:
        return False
    sample = np.concatenate([pixels[top : top + _BAND] for top in range(0, height, _BAND * _STEP)])
    png, jpeg = encode_pixels(sample, Format.PNG, 100), encode_pixels(sample, Format.JPEG, quality)
    return len(png) > _CLEARLY * _WORTH_IT * len(jpeg)


def _three_channels(pixels: Pixels) -> Pixels:
    return np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels
