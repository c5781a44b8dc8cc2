"""Small pictures for the tests of textures."""

import io

import numpy as np
from PIL import Image

from assets3d.pipeline.textures.canonical import Pixels
from assets3d.pipeline.textures.slots import ImageUse

COLOUR = ImageUse(("baseColorTexture",), frozenset("rgb"))
CUTOUT = ImageUse(("baseColorTexture",), frozenset("rgba"))
NORMAL = ImageUse(("normalTexture",), frozenset("rgb"))
ROUGHNESS = ImageUse(("metallicRoughnessTexture",), frozenset("gb"))
THICKNESS = ImageUse(("thicknessTexture",), frozenset("g"))


def picture(width: int, height: int, channels: int = 3, seed: int = 3) -> Pixels:
    """(height, width, channels) soft blotches, each channel its own."""
    coarse = np.random.default_rng(seed).integers(30, 220, (16, 16, channels), np.uint8)
    planes = [
        np.asarray(Image.fromarray(coarse[..., number]).resize((width, height), Image.Resampling.BICUBIC))
        for number in range(channels)
    ]
    return np.stack(planes, axis=2)


def png(pixels: Pixels) -> bytes:
    """The pixels as a PNG file."""
    encoded = io.BytesIO()
    Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels).save(encoded, "PNG")
    return encoded.getvalue()


def saved(image: Image.Image, image_format: str = "PNG", **settings: object) -> bytes:
    """Any image as a file."""
    encoded = io.BytesIO()
    image.save(encoded, image_format, **settings)
    return encoded.getvalue()
