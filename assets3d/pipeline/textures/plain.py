"""Images for programs that read nothing but PNG and JPEG: phones' own viewers in augmented reality."""

import numpy as np

from assets3d.pipeline.textures.candidates import is_flat
from assets3d.pipeline.textures.canonical import Canonical, Pixels
from assets3d.pipeline.textures.encode import EncodedImage, Format, encode_pixels
from assets3d.pipeline.textures.resize import resized, smaller_size

_COLOUR_QUALITY, _DATA_QUALITY = 90, 95


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
    png = encode_pixels(pixels, Format.PNG, 100)
    enough = len(jpeg) if image.use.is_colour else 2 * len(jpeg)
    return (png, Format.PNG) if len(png) <= enough else (jpeg, Format.JPEG)


def _three_channels(pixels: Pixels) -> Pixels:
    return np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels
