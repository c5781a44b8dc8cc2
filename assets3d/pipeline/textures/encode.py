"""One image, encoded as WebP as small as its use allows, and never larger than it came."""

import io
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.preflight.images import FORMATS
from assets3d.pipeline.textures.options import TextureOptions
from assets3d.pipeline.textures.slots import ImageUse

_MIME_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "AVIF": "image/avif"}


@dataclass(frozen=True)
class EncodedImage:
    """An image as it goes into a tier; sizes in pixels, `source_bytes` as it came."""

    data: bytes
    mime_type: str
    width: int
    height: int
    source_bytes: int
    source_width: int
    source_height: int


def encode_image(data: bytes, use: ImageUse, options: TextureOptions) -> EncodedImage:
    """Encode for one use; raises BadModel when the pixels cannot be read."""
    source, mime_type = _decode(data)
    pixels = _reduced(_channels(source, use), use, options.side)
    encoded = io.BytesIO()
    pixels.save(
        encoded,
        "WEBP",
        quality=_quality(use, options),
        alpha_quality=100,
        method=options.effort,
        # Colours under transparent pixels are someone's numbers unless the image is a picture.
        exact=not use.is_colour,
    )
    webp = encoded.getvalue()
    is_kept = len(webp) >= len(data) and pixels.size == source.size
    result = (data, mime_type) if is_kept else (webp, "image/webp")
    return EncodedImage(*result, *pixels.size, len(data), *source.size)


def _quality(use: ImageUse, options: TextureOptions) -> int:
    if use.is_colour:
        return options.colour_quality
    return options.normal_quality if use.is_normal else options.data_quality


def _decode(data: bytes) -> tuple[Image.Image, str]:
    try:
        with warnings.catch_warnings():
            # Preflight has bounded the size, so Pillow's own warning has nothing to add.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                image.load()
                return image, _MIME_TYPES[image.format or "PNG"]
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        message = f"A texture breaks off or is damaged ({error})."
        raise BadModel(
            refusal("image_unreadable", message, "/images", "Save the texture again and export.")
        ) from None


def _channels(image: Image.Image, use: ImageUse) -> Image.Image:
    if image.mode.startswith("I"):
        # Pillow clips 16-bit greys instead of scaling them.
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8))
    has_alpha = image.has_transparency_data
    if not (has_alpha and use.reads_alpha):
        return image.convert("RGBA").convert("RGB") if has_alpha else image.convert("RGB")
    image = image.convert("RGBA")
    return image if image.getchannel(3).getextrema() != (255, 255) else image.convert("RGB")


def _reduced(image: Image.Image, use: ImageUse, side: int) -> Image.Image:
    if max(image.size) <= side:
        return image
    size = (_power_of_two(min(image.width, side)), _power_of_two(min(image.height, side)))
    # Channel by channel: with an alpha channel Pillow would weigh colours by it, and numbers are not colours.
    bands = [band.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0) for band in image.split()]
    reduced = (
        image.resize(size, Image.Resampling.LANCZOS) if use.is_colour else Image.merge(image.mode, bands)
    )
    return _unit_normals(reduced) if use.is_normal else reduced


def _power_of_two(size: int) -> int:
    return 1 << (size.bit_length() - 1)


def _unit_normals(image: Image.Image) -> Image.Image:
    """Averaged directions are too short, which would look like roughness lost."""
    vectors = np.asarray(image.convert("RGB")).astype(np.float32) / 127.5 - 1
    vectors /= np.maximum(np.linalg.norm(vectors, axis=2, keepdims=True), 1e-6)
    return Image.fromarray(np.rint((vectors + 1) * 127.5).clip(0, 255).astype(np.uint8))
