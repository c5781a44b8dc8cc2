"""Smaller copies of an image, made so that what a viewer interpolates from them is as near as can be."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assets3d.pipeline.textures.canonical import Canonical, Pixels
from assets3d.pipeline.textures.slots import ImageUse

Plane = NDArray[np.float32]
# Source rows handled at once, so that huge images never stand in memory as floats.
_STRIP = 256


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
    power = 1 << max(0, math.ceil(math.log2(wanted)))
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
    result = np.empty((height, width, pixels.shape[2]), np.uint8)
    step = len(pixels) / height
    rows = max(1, int(_STRIP / step))
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        first, last = int(top * step), min(len(pixels), math.ceil(bottom * step))
        strip = _Strip(pixels[first:last], (width, bottom - top), top * step - first, bottom * step - first)
        result[top:bottom] = _averaged(strip, use)
    return result


@dataclass(frozen=True)
class _Strip:
    """Some rows of an image and the (width, height) that they shrink to; `top` and `bottom` may part rows."""

    pixels: Pixels
    size: tuple[int, int]
    top: float
    bottom: float

    def shrunk(self, plane: Plane) -> Plane:
        # Plain averages are what viewers build their own smaller copies from, so that from a distance the
        # smaller image is the very same. Lanczos has 2 % more bytes and 0.1 dB more from nearby.
        box = (0, self.top, self.pixels.shape[1], self.bottom)
        return np.asarray(Image.fromarray(plane).resize(self.size, Image.Resampling.BOX, box))


def _averaged(strip: _Strip, use: ImageUse) -> Pixels:
    planes = [_light(strip.pixels[..., number], use, number) for number in range(strip.pixels.shape[2])]
    if use.is_cutout and len(planes) == 4:
        # Where all is transparent every colour weighs the same little.
        weight = planes[3] + np.float32(1 / 1024)
        weights = strip.shrunk(weight)
        shrunk = [strip.shrunk(plane * weight) / weights for plane in planes[:3]] + [strip.shrunk(planes[3])]
    else:
        shrunk = [strip.shrunk(plane) for plane in planes]
    if use.is_colour:
        shrunk[:3] = [to_srgb(plane) for plane in shrunk[:3]]
    result = np.stack(shrunk, axis=2)
    if use.is_normal and len(shrunk) == 3:
        result = _unit(result)
    rounded: Pixels = np.rint(result * 255).clip(0, 255).astype(np.uint8)
    return rounded


def _light(channel: Pixels, use: ImageUse, number: int) -> Plane:
    if use.is_colour and number < 3:
        return _LIGHT[channel]
    return channel.astype(np.float32) / np.float32(255)


def magnified(pixels: Pixels, use: ImageUse, size: tuple[int, int], rows: tuple[int, int]) -> Pixels:
    """Some rows of the image as a viewer interpolates it to (width, height), colours as light."""
    top, bottom = rows
    step = len(pixels) / size[1]
    # One row more on either side is all that linear interpolation looks at.
    first, last = max(0, int(top * step) - 1), min(len(pixels), math.ceil(bottom * step) + 1)
    box = (0, top * step - first, pixels.shape[1], bottom * step - first)
    large = np.empty((bottom - top, size[0], pixels.shape[2]), np.uint8)
    for number in range(pixels.shape[2]):
        plane = Image.fromarray(_light(pixels[first:last, :, number], use, number))
        between = np.asarray(plane.resize((size[0], bottom - top), Image.Resampling.BILINEAR, box))
        if use.is_colour and number < 3:
            between = to_srgb(between)
        large[..., number] = np.rint(between * 255).clip(0, 255)
    return large


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
