"""Smaller copies of an image, made so that what a viewer interpolates from them is as near as can be."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assets3d.pipeline.textures.canonical import Canonical, Pixels
from assets3d.pipeline.textures.slots import ImageUse

Plane = NDArray[np.float32]


def smaller_size(width: int, height: int, side: int) -> tuple[int, int]:
    """(width, height) with no side longer than `side`: as it is where it fits, else powers of two.

    The shape is kept as well as powers of two can, in doubt with more pixels; nothing ever grows.
    """
    longest = max(width, height)
    if longest <= side:
        return width, height
    return _shrunk(width, side, longest), _shrunk(height, side, longest)


def _shrunk(length: int, side: int, longest: int) -> int:
    wanted = length * _power_below(side) / longest
    power = 1 << max(0, int(np.ceil(np.log2(wanted))))
    return min(power, _power_below(length))


def _power_below(length: int) -> int:
    return 1 << (length.bit_length() - 1)


def resized(image: Canonical, width: int, height: int) -> Pixels:
    """The pixels at a size no larger than their own: colours averaged as light, directions kept at length one.

    A size is made once and kept with the image.
    """
    if (width, height) == (image.width, image.height):
        return image.pixels
    known = image._sizes.get((width, height))
    if known is None:
        known = image._sizes[width, height] = _reduced(image.pixels, image.use, width, height)
    return known


def _reduced(pixels: Pixels, use: ImageUse, width: int, height: int) -> Pixels:
    planes = [_light(pixels[..., number], use, number) for number in range(pixels.shape[2])]
    if use.is_cutout and len(planes) == 4:
        weight = planes[3] + np.float32(1 / 1024)
        alpha = _shrink(planes[3], width, height)
        weights = _shrink(weight, width, height)
        shrunk = [_shrink(plane * weight, width, height) / weights for plane in planes[:3]] + [alpha]
    else:
        shrunk = [_shrink(plane, width, height) for plane in planes]
    result = np.stack(shrunk, axis=2)
    if use.is_normal and result.shape[2] == 3:
        result = _unit(result)
    for number in range(result.shape[2]):
        if use.is_colour and number < 3:
            result[..., number] = to_srgb(result[..., number])
    rounded: Pixels = np.rint(result * 255).clip(0, 255).astype(np.uint8)
    return rounded


def _light(channel: Pixels, use: ImageUse, number: int) -> Plane:
    if use.is_colour and number < 3:
        return _LIGHT[channel]
    return channel.astype(np.float32) / np.float32(255)


def _shrink(plane: Plane, width: int, height: int) -> Plane:
    return np.asarray(Image.fromarray(plane).resize((width, height), Image.Resampling.LANCZOS))


def _unit(pixels: Plane) -> Plane:
    """Averaged directions are too short, which would look like roughness lost."""
    vectors = pixels * 2 - 1
    lengths = np.maximum(np.linalg.norm(vectors, axis=2, keepdims=True), 1e-6)
    unit: Plane = (vectors / lengths + 1) / 2
    return unit


def to_light(srgb: Plane) -> Plane:
    """From sRGB to linear light, both 0..1 (IEC 61966-2-1)."""
    light: Plane = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)
    return light


def to_srgb(light: Plane) -> Plane:
    """From linear light to sRGB, both 0..1 (IEC 61966-2-1); what lies outside is clipped."""
    light = light.clip(0, 1)
    srgb: Plane = np.where(
        light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055
    ).astype(np.float32)
    return srgb


_LIGHT = to_light(np.arange(256, dtype=np.float32) / np.float32(255))
