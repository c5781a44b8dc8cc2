"""How far an encoded image is from its source, as its readers see both."""

import numpy as np

from assets3d.pipeline.textures.canonical import Canonical, Pixels
from assets3d.pipeline.textures.encode import EncodedImage, decoded
from assets3d.pipeline.textures.resize import Plane, magnified

_STRIP = 256


def texture_error(image: Canonical, encoded: EncodedImage) -> float:
    """Mean squared error, 0..1, over the channels that are read, at the source's resolution.

    A smaller image is interpolated linearly, colours as light, as a viewer does. Normals are compared as
    directions: half the distance of unit vectors, squared, over three components. Colours that transparency
    hides weigh nothing.
    """
    shown = decoded(encoded)
    is_smaller = shown.shape[:2] != image.pixels.shape[:2]
    size = (image.width, image.height)
    total = 0.0
    for top in range(0, image.height, _STRIP):
        rows = (top, min(top + _STRIP, image.height))
        strip = magnified(shown, image.use, size, rows) if is_smaller else shown[rows[0] : rows[1]]
        total += _squared(image, image.pixels[rows[0] : rows[1]], strip)
    return total / (image.width * image.height * len(_compared(image)))


def _compared(image: Canonical) -> list[int]:
    """The channels that are read and can differ."""
    read = [number for number, name in enumerate("rgb") if name in image.use.channels]
    if image.channels == 4:
        read.append(3)
    return read or [0]


def _squared(image: Canonical, source: Pixels, shown: Pixels) -> float:
    if image.use.is_normal and image.channels != 4:
        return float(np.square(_directions(source) - _directions(shown[..., :3])).sum()) / 4
    total = 0.0
    weight = source[..., 3].astype(np.float32) / 255 if image.use.is_cutout and image.channels == 4 else None
    for number in _compared(image):
        before = source[..., min(number, source.shape[2] - 1)].astype(np.float32)
        after = _channel(shown, number)
        squared = np.square(before - after)
        total += float((squared * weight).sum() if weight is not None and number < 3 else squared.sum())
    return total / 255**2


def _channel(shown: Pixels, number: int) -> Plane:
    if number >= shown.shape[2]:
        return np.full(shown.shape[:2], 255, np.float32)
    return shown[..., number].astype(np.float32)


def _directions(pixels: Pixels) -> Plane:
    vectors = np.broadcast_to(pixels, (*pixels.shape[:2], 3)).astype(np.float32) / np.float32(127.5) - 1
    unit: Plane = vectors / np.maximum(np.linalg.norm(vectors, axis=2, keepdims=True), 1e-6)
    return unit
