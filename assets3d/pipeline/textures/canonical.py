"""An image as its readers see it: decoded, and without anything that nobody reads.

Nothing here changes what a renderer computes. A constant image becomes a tiny one rather than a factor of its
material: that costs a hundred bytes, and leaves the structure of the merchant's document alone.
"""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.preflight.images import FORMATS
from assets3d.pipeline.textures.slots import ImageUse

Pixels = NDArray[np.uint8]
# Rows handled at once, so that a huge image is never copied whole.
_STRIP = 256
_CONSTANT_SIDE = 4
# The share of red, green and blue in brightness (ITU-R BT.601), as AVIF, WebP and JPEG reckon it.
_LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, eq=False)
class Canonical:
    """One distinct image as its readers see it.

    pixels: (height, width, channels) with 1, 3 or 4 channels; one channel stands for three equal ones.
    source_bytes, source_width, source_height: as it came. folding: what was folded, in stable words: "alpha",
    "channels", "grey", "constant".
    """

    pixels: Pixels
    use: ImageUse
    source_bytes: int
    source_width: int
    source_height: int
    folding: tuple[str, ...] = ()
    _sizes: dict[tuple[int, int], Pixels] = field(default_factory=dict, repr=False)

    @property
    def width(self) -> int:
        """In pixels, after folding."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """In pixels, after folding."""
        return int(self.pixels.shape[0])

    @property
    def channels(self) -> int:
        """1, 3 or 4."""
        return int(self.pixels.shape[2])


def canonical(data: bytes, use: ImageUse) -> Canonical:
    """Decode and fold; raises BadModel when the pixels cannot be read.

    Colour profiles, gamma and orientation are ignored, as glTF 2.0 section 3.8.3 asks of viewers.
    """
    source = decode(data)
    height, width = source.shape[:2]
    pixels, folding = _folded(source, use)
    return Canonical(pixels, use, len(data), width, height, folding)


def canonical_images(sources: Sequence[bytes], uses: Sequence[ImageUse]) -> list[Canonical]:
    """One for each image, in order; images that are read alike and have equal pixels are the same object."""
    by_bytes: dict[tuple[bytes, ImageUse], Canonical] = {}
    by_pixels: dict[tuple[bytes, tuple[int, ...], ImageUse], Canonical] = {}
    found = []
    for data, use in zip(sources, uses, strict=True):
        key = (sha256(data).digest(), use)
        if key not in by_bytes:
            image = canonical(data, use)
            pixels = (sha256(image.pixels.data).digest(), image.pixels.shape, use)
            by_bytes[key] = by_pixels.setdefault(pixels, image)
        found.append(by_bytes[key])
    return found


def decode(data: bytes) -> Pixels:
    """(height, width, 1, 3 or 4) bytes of any image that glTF may hold; raises BadModel when it is damaged.

    Wider samples are rounded to bytes where Pillow hands them out; of 16-bit colours it keeps the upper byte.
    """
    try:
        with warnings.catch_warnings():
            # Preflight has bounded the size, so Pillow's own warning has nothing to add.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                image.load()
                return _bytes(image)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        message = f"A texture breaks off or is damaged ({error})."
        raise BadModel(
            refusal("image_unreadable", message, "/images", "Save the texture again and export.")
        ) from None


def _bytes(image: Image.Image) -> Pixels:
    is_wide = image.mode.startswith("I")
    has_alpha = image.has_transparency_data
    mode = "RGBA" if has_alpha else "L" if is_wide or image.mode in ("1", "L") else "RGB"
    pixels = np.empty((image.height, image.width, len(mode)), np.uint8)
    for top in range(0, image.height, _STRIP):
        strip = image.crop((0, top, image.width, min(top + _STRIP, image.height)))
        if is_wide:
            pixels[top : top + _STRIP] = _wide_greys(strip, image.info.get("transparency"))
        else:
            rows = np.asarray(strip.convert(mode))
            pixels[top : top + _STRIP] = rows.reshape(*rows.shape[:2], len(mode))
    return pixels


def _wide_greys(strip: Image.Image, transparent: int | None) -> Pixels:
    """Pillow would clip 16-bit greys instead of scaling them."""
    wide = np.asarray(strip).astype(np.uint32).clip(0, 65535)
    grey = ((wide + 128) // 257).astype(np.uint8)[..., None]
    if transparent is None:
        return grey
    alpha = np.where(wide == transparent, 0, 255).astype(np.uint8)[..., None]
    return np.concatenate([grey, grey, grey, alpha], axis=2)


def _folded(pixels: Pixels, use: ImageUse) -> tuple[Pixels, tuple[str, ...]]:
    folding = []
    if pixels.shape[2] == 4 and not (use.reads_alpha and _has_transparency(pixels)):
        pixels = pixels[..., :3]
        folding.append("alpha")
    if pixels.shape[2] > 1 and not set("rgb") <= use.channels:
        pixels = _read_channels(pixels, [number for number, name in enumerate("rgb") if name in use.channels])
        folding.append("channels")
    if pixels.shape[2] == 3 and _is_grey(pixels):
        pixels = pixels[..., :1]
        folding.append("grey")
    if _is_constant(pixels):
        if max(pixels.shape[:2]) > _CONSTANT_SIDE:
            folding.append("constant")
        pixels = pixels[:_CONSTANT_SIDE, :_CONSTANT_SIDE]
    return np.ascontiguousarray(pixels), tuple(folding)


def _read_channels(pixels: Pixels, read: Sequence[int]) -> Pixels:
    """Put the brightness of the others into the channels that nobody reads.

    With red as bright as the whole, the plane of red differences is empty in every format that parts brightness
    from colour: a tenth fewer bytes than with a copy of green, measured on metallic-roughness maps.
    """
    if not read:
        white = np.full_like(pixels, 255)
        white[..., 3:] = pixels[..., 3:]
        return white
    weights = np.array(_LUMA, np.float32)[list(read)]
    folded = pixels.copy()
    for strip, source in zip(_strips(folded), _strips(pixels), strict=True):
        brightness = np.rint(source[..., list(read)] @ (weights / weights.sum()))
        for number in set(range(3)) - set(read):
            strip[..., number] = brightness
    return folded


def _has_transparency(pixels: Pixels) -> bool:
    return any(bool((strip[..., 3] != 255).any()) for strip in _strips(pixels))


def _is_grey(pixels: Pixels) -> bool:
    return all(
        bool((strip[..., 0] == strip[..., 1]).all() and (strip[..., 0] == strip[..., 2]).all())
        for strip in _strips(pixels)
    )


def _is_constant(pixels: Pixels) -> bool:
    return all(bool((strip == pixels[0, 0]).all()) for strip in _strips(pixels))


def _strips(pixels: Pixels) -> list[Pixels]:
    return [pixels[top : top + _STRIP] for top in range(0, len(pixels), _STRIP)]
