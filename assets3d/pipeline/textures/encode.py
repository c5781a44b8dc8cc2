"""One image, encoded at one point of the search. The same image and choice give the same bytes."""

import io
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from PIL import Image

from assets3d.pipeline.textures.canonical import Canonical, Pixels
from assets3d.pipeline.textures.resize import resized


class Format(StrEnum):
    """What an image can be stored as."""

    AVIF = "avif"
    WEBP = "webp"
    WEBP_LOSSLESS = "webp lossless"
    PNG = "png"
    JPEG = "jpeg"

    @property
    def mime_type(self) -> str:
        """As glTF names it."""
        return "image/webp" if self is Format.WEBP_LOSSLESS else f"image/{self.value}"


@dataclass(frozen=True)
class Choice:
    """A point of the search. quality: 0 to 100 on the format's own scale, without meaning where it is lossless.

    width, height: in pixels; an image that is smaller keeps its size.
    """

    format: Format
    quality: int
    width: int
    height: int


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
    return EncodedImage(
        encode_pixels(pixels, choice.format, choice.quality),
        choice.format.mime_type,
        pixels.shape[1],
        pixels.shape[0],
        image.source_bytes,
        image.source_width,
        image.source_height,
        image.folding,
    )


def encode_pixels(pixels: Pixels, image_format: Format, quality: int) -> bytes:
    """Encode (height, width, 1, 3 or 4) bytes."""
    picture = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    encoded = io.BytesIO()
    name, settings = _settings(picture, image_format, quality)
    picture.save(encoded, name, **settings)
    return encoded.getvalue()


def _settings(picture: Image.Image, image_format: Format, quality: int) -> tuple[str, dict[str, Any]]:
    if image_format is Format.AVIF:
        # Channels are often unrelated numbers, which halved chroma would mix; one thread and one tile for bytes
        # that do not depend on the machine.
        subsampling = "4:0:0" if picture.mode == "L" else "4:4:4"
        return "AVIF", {
            "quality": quality,
            "subsampling": subsampling,
            "speed": 6,
            "max_threads": 1,
            "autotiling": False,
            "advanced": {"tune": "psnr"},
        }
    if image_format is Format.WEBP:
        return "WEBP", {"quality": quality, "alpha_quality": 100, "method": 6, "exact": True}
    if image_format is Format.WEBP_LOSSLESS:
        return "WEBP", {"lossless": True, "quality": 100, "method": 4, "exact": True}
    if image_format is Format.JPEG:
        return "JPEG", {"quality": quality, "subsampling": "4:4:4", "optimize": True, "progressive": True}
    return "PNG", {"optimize": True}


def decoded(encoded: EncodedImage) -> Pixels:
    """(height, width, 3 or 4) bytes: what a viewer will read."""
    with Image.open(io.BytesIO(encoded.data)) as picture:
        return np.array(picture.convert("RGBA" if picture.has_transparency_data else "RGB"))
