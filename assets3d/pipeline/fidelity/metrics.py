"""How far two pictures are apart, over the pixels that show the object.

Pictures are (side, side, 4) bytes, colours multiplied by transparency, as a studio takes them.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.render.studio import Picture

Plane = NDArray[np.float32]
# What shows through a model's transparent parts, in 0..1.
_BACKGROUND = np.float32(0.5)
# Structural similarity after Wang et al., "Image Quality Assessment" (2004), with a flat window.
_WINDOW = 7
_STABLE_MEAN, _STABLE_SPREAD = 0.01**2, 0.03**2
# sRGB primaries to cone responses, and those to OKLab, after B. Ottosson, "A perceptual color space" (2020).
_TO_CONES = np.array(
    [
        (0.4122214708, 0.5363325363, 0.0514459929),
        (0.2119034982, 0.6806995451, 0.1073969566),
        (0.0883024619, 0.2817188376, 0.6299787005),
    ],
    np.float32,
)
_TO_OKLAB = np.array(
    [
        (0.2104542553, 0.7936177850, -0.0040720468),
        (1.9779984951, -2.4285922050, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.8086757660),
    ],
    np.float32,
)
_LUMA = np.array((0.2126, 0.7152, 0.0722), np.float32)


@dataclass(frozen=True)
class Distance:
    """Sums over the object's pixels, so that distances of several pictures add up to one of all of them.

    pixels: how many, or a multiple of it where some pictures weigh more. squared: mean squared error of red, green and blue in 0..1. dissimilar: one less structural similarity.
    colour: distance in OKLab times 100.
    """

    pixels: float = 0.0
    squared: float = 0.0
    dissimilar: float = 0.0
    colour: float = 0.0

    def __add__(self, other: Self) -> "Distance":
        return Distance(
            self.pixels + other.pixels,
            self.squared + other.squared,
            self.dissimilar + other.dissimilar,
            self.colour + other.colour,
        )

    def __mul__(self, weight: float) -> "Distance":
        return Distance(
            self.pixels * weight, self.squared * weight, self.dissimilar * weight, self.colour * weight
        )

    @property
    def mean_squared(self) -> float:
        """Mean squared error of the colours, 0..1."""
        return self.squared / max(1, self.pixels)

    @property
    def psnr_db(self) -> float:
        """Peak signal-to-noise ratio in decibels; 99 stands for equal pictures."""
        return min(99.0, -10 * math.log10(max(self.mean_squared, 1e-12)))

    @property
    def mean_dissimilar(self) -> float:
        """One less the mean structural similarity."""
        return self.dissimilar / max(1, self.pixels)

    @property
    def ssim(self) -> float:
        """Mean structural similarity, 1 for equal pictures."""
        return 1 - self.mean_dissimilar

    @property
    def colour_error(self) -> float:
        """Mean distance in OKLab times 100; about 2 is the least that people notice side by side."""
        return self.colour / max(1, self.pixels)


def distance(reference: Picture, picture: Picture) -> Distance:
    """How far `picture` is from `reference`, over all pixels in which either shows something."""
    shown = (reference[..., 3] > 0) | (picture[..., 3] > 0)
    rows, columns = np.nonzero(shown.any(axis=1))[0], np.nonzero(shown.any(axis=0))[0]
    if not rows.size:
        return Distance()
    window = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    mask = shown[window]
    one, other = _composed(reference[window]), _composed(picture[window])
    if np.array_equal(one, other):
        return Distance(pixels=int(mask.sum()))
    return Distance(
        pixels=int(mask.sum()),
        squared=float(np.square(one - other).mean(axis=2)[mask].sum(dtype=np.float64)),
        dissimilar=float((1 - _similarity(one @ _LUMA, other @ _LUMA))[mask].sum(dtype=np.float64)),
        colour=float(100 * _colour_distance(one[mask], other[mask]).sum(dtype=np.float64)),
    )


def shown_pixels(picture: Picture) -> int:
    """How many pixels of a picture show something."""
    return int(np.count_nonzero(picture[..., 3]))


def total(distances: Iterable[Distance]) -> Distance:
    """The distance of several pictures taken together."""
    return sum(distances, Distance())


def _composed(picture: Picture) -> Plane:
    floats = picture.astype(np.float32) / np.float32(255)
    return np.asarray(floats[..., :3] + (1 - floats[..., 3:]) * _BACKGROUND, np.float32)


def _similarity(one: Plane, other: Plane) -> Plane:
    mean_one, mean_other = _smoothed(one), _smoothed(other)
    spread_one = _smoothed(one * one) - mean_one**2
    spread_other = _smoothed(other * other) - mean_other**2
    shared = _smoothed(one * other) - mean_one * mean_other
    above = (2 * mean_one * mean_other + _STABLE_MEAN) * (2 * shared + _STABLE_SPREAD)
    below = (mean_one**2 + mean_other**2 + _STABLE_MEAN) * (spread_one + spread_other + _STABLE_SPREAD)
    return np.asarray(above / below, np.float32)


def _smoothed(plane: Plane) -> Plane:
    """The mean over a square window around each pixel, edges repeated."""
    for axis in (0, 1):
        reach = _WINDOW // 2
        padding = [(reach, reach) if axis == number else (0, 0) for number in (0, 1)]
        padded = np.pad(plane, padding, mode="edge")
        length = plane.shape[axis]
        parts = (np.take(padded, range(start, start + length), axis=axis) for start in range(_WINDOW))
        plane = np.asarray(sum(parts) / np.float32(_WINDOW), np.float32)
    return plane


def _colour_distance(one: Plane, other: Plane) -> Plane:
    return np.asarray(np.linalg.norm(_oklab(one) - _oklab(other), axis=1), np.float32)


def _oklab(colours: Plane) -> Plane:
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear.astype(np.float32) @ _TO_CONES.T) @ _TO_OKLAB.T, np.float32)
