"""One image, encoded at one point of the search. The same image and choice give the same bytes."""

import io
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from imagecodecs import AVIF, avif_encode
from PIL import Image

from assets3d.pipeline.textures.canonical import Canonical, Pixels
from assets3d.pipeline.textures.resize import resized

_RGB = 3
# libavif's scale of effort: one step slower takes three to six times as long for 9 % fewer bytes.
_AVIF_SPEED = 6
# AVIF's encoder holds 40 bytes for each pixel, five times as many as any other, so only small ones are made at once.
_LARGE_PIXELS = 1_500_000
_one_large = threading.Lock()


class Format(StrEnum):
    """What an image can be stored as.

    AVIF_RGB, which is AVIF where there are not three channels: red, green and blue are coded as they are. Luma and
    chroma of eight bits shift every colour by up to two levels however many bytes they get, which shows on flat ones;
    and channels that have nothing to do with each other need fewer bytes apart.
    """

    AVIF = "avif"
    AVIF_RGB = "avif rgb"
    WEBP = "webp"
    WEBP_LOSSLESS = "webp lossless"
    PNG = "png"
    JPEG = "jpeg"

    @property
    def mime_type(self) -> str:
        """As glTF names it."""
        return f"image/{self.value.partition(' ')[0]}"

    @property
    def is_avif(self) -> bool:
        """Whether it is AVIF of either kind."""
        return self in (Format.AVIF, Format.AVIF_RGB)


@dataclass(frozen=True)
class Choice:
    """A point of the search. quality: 0 to 100 on the format's own scale, without meaning for PNG.

    Lossless WebP loses nothing at 100; at 80, 60, 40, 20 and 0 values are first rounded to steps of 2 to 32. Maps of
    numbers are often smaller and nearer that way than with WebP's halved chroma.
    width, height: in pixels; an image that is smaller keeps its size.
    """

    format: Format
    quality: int
    width: int
    height: int

    @property
    def is_large(self) -> bool:
        """Whether its encoder needs so much memory that threads take turns."""
        return self.format.is_avif and self.width * self.height > _LARGE_PIXELS


@dataclass(frozen=True)
class EncodedImage:
    """An image as it goes into a tier; sizes in pixels, `source_bytes` as it came, `folding` as in Canonical."""

    data: bytes
    mime_type: str
    width: int
    height: int
    source_bytes: int
    source_width: int
    source_height: int
    folding: tuple[str, ...] = ()


def encode(image: Canonical, choice: Choice) -> EncodedImage:
    """Encode, smaller than the image where the choice says so."""
    pixels = resized(image, min(choice.width, image.width), min(choice.height, image.height))
    with _one_large if choice.is_large else nullcontext():
        data = _stored(pixels, choice)
    return EncodedImage(
        data,
        choice.format.mime_type,
        pixels.shape[1],
        pixels.shape[0],
        image.source_bytes,
        image.source_width,
        image.source_height,
        image.folding,
    )


def encode_pixels(pixels: Pixels, image_format: Format, quality: int) -> bytes:
    """Encode (height, width, 1, 3 or 4) bytes at their own size."""
    return _stored(pixels, Choice(image_format, quality, pixels.shape[1], pixels.shape[0]))


def _stored(pixels: Pixels, choice: Choice) -> bytes:
    if choice.format is Format.WEBP_LOSSLESS and choice.quality < 100:
        pixels = _rounded(pixels, 1 << (100 - choice.quality) // 20)
    if choice.format is Format.AVIF_RGB and pixels.shape[2] == _RGB:
        return _avif_rgb(pixels, choice)
    picture = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    encoded = io.BytesIO()
    name, settings = _settings(picture.mode, choice)
    try:
        picture.save(encoded, name, **settings)
    except OSError:
        if choice.format is not Format.JPEG:
            raise
        # Pillow's buffer is too small for noise, unless libjpeg may write as it goes.
        encoded = io.BytesIO()
        picture.save(encoded, name, **{**settings, "optimize": False, "progressive": False})
    return encoded.getvalue()


def _avif_rgb(pixels: Pixels, choice: Choice) -> bytes:
    # Pillow cannot leave the conversion to luma and chroma out.
    return bytes(
        avif_encode(
            np.ascontiguousarray(pixels),
            level=choice.quality,
            speed=_AVIF_SPEED,
            pixelformat="444",
            matrix=int(AVIF.MATRIX_COEFFICIENTS.IDENTITY),
            codec="aom",
            numthreads=1,
        )
    )


def _rounded(pixels: Pixels, step: int) -> Pixels:
    # In 16 bits, so that 255 may round up before it is clipped to itself.
    near = (pixels.astype(np.uint16) + step // 2) // step * step
    return near.clip(0, 255).astype(np.uint8)


def _settings(mode: str, choice: Choice) -> tuple[str, dict[str, Any]]:
    """Pillow's name of the format, and its settings."""
    if choice.format.is_avif:
        return "AVIF", {
            "quality": choice.quality,
            # Channels are often unrelated numbers, which halved chroma would mix.
            "subsampling": "4:0:0" if mode == "L" else "4:4:4",
            "speed": _AVIF_SPEED,
            # One thread and one tile: 3 % fewer bytes, and the same on every machine.
            "max_threads": 1,
            "autotiling": False,
            "advanced": {"tune": "psnr"},
        }
    if choice.format is Format.WEBP:
        # Colours under transparent pixels show at their edges.
        return "WEBP", {"quality": choice.quality, "alpha_quality": 100, "method": 5, "exact": True}
    if choice.format is Format.WEBP_LOSSLESS:
        return "WEBP", {
            "lossless": True,
            "quality": 100,
            "method": 4,
            "exact": True,
        }
    if choice.format is Format.JPEG:
        return "JPEG", {
            "quality": choice.quality,
            "subsampling": "4:4:4",
            "optimize": True,
            "progressive": True,
        }
    return "PNG", {"compress_level": 6}


def decoded(encoded: EncodedImage) -> Pixels:
    """(height, width, 3 or 4) bytes: what a viewer will read."""
    with Image.open(io.BytesIO(encoded.data)) as picture:
        return np.array(picture.convert("RGBA" if picture.has_transparency_data else "RGB"))
