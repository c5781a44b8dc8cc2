"""Images: their headers are read, never their pixels."""

import io
import warnings
from collections.abc import Iterator

from PIL import Image

from assets3d.pipeline.findings import Finding, refusal
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.preflight.bounds import Bounds

FORMATS = ("PNG", "JPEG", "WEBP", "AVIF")
_SMALLER = "Scale the texture down and export again; 4096 pixels a side are plenty for a product."


def image_problems(document: Document, bounds: Bounds) -> Iterator[Finding]:
    """Images that cannot be read, move, or unpack into more pixels than the limits allow."""
    total = 0
    for number, image in enumerate(document.json.get("images", [])):
        place = f"/images/{number}"
        if ("uri" in image) == ("bufferView" in image):
            message = f"The file is damaged: {place} should name exactly one place where its pixels are."
            yield refusal(
                "image_unreadable", message, place, "Export the model again with its textures embedded."
            )
            continue
        header = image_header(document.image_bytes(number))
        if header is None:
            message = (
                f"The texture {image.get('name') or number} is not a readable {', '.join(FORMATS)} picture."
            )
            yield refusal(
                "image_unreadable", message, place, "Save the texture as PNG or JPEG and export again."
            )
            continue
        total += header[0] * header[1]
        yield from _size_problems(header, place, bounds)
    if total > bounds.total_pixels:
        message = (
            f"The textures have {total:,} pixels together; at most {bounds.total_pixels:,} are accepted."
        )
        yield refusal("images_too_large", message, "/images", _SMALLER)


def _size_problems(header: tuple[int, int, int], place: str, bounds: Bounds) -> Iterator[Finding]:
    width, height, frames = header
    if max(width, height) > bounds.image_side or width * height > bounds.image_pixels:
        message = (
            f"A texture is {width:,} x {height:,} pixels; at most {bounds.image_side:,} a side are accepted."
        )
        yield refusal("image_too_large", message, place, _SMALLER)
    if frames > bounds.image_frames:
        message = f"A texture is an animation of {frames} pictures."
        yield refusal("image_animated", message, place, "Use a still picture.")


def image_header(data: bytes | memoryview) -> tuple[int, int, int] | None:
    """An image's (width, height, frames), or None when its header is not one of a format that is read."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of large images; the limits above decide about them.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return image.width, image.height, getattr(image, "n_frames", 1)
    except Image.DecompressionBombError:
        return 2**16, 2**16, 1
    except (OSError, SyntaxError, ValueError, EOFError):
        return None
