"""A photograph in three widths of WebP: upright, in sRGB, and without what a camera notes beside the picture."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from assets3d.pipeline.preflight.images import FORMATS, image_header

WIDTHS = (400, 800, 1600)
LONGEST_SIDE = 12_000
MOST_PIXELS = 60_000_000
QUALITY = 82
# Of seven steps; each further one takes half as long again for a hundredth of the bytes.
EFFORT = 4
DAMAGE = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)


class PhotoRefused(Exception):
    """The file is no photograph that can be shown; `code` is stable, the message for whoever sent it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Picture:
    """One width as a WebP file; both sides in pixels."""

    content: bytes
    width: int
    height: int


def prepare_photo(data: bytes) -> tuple[Picture, ...]:
    """The widths from the smallest to the largest; a photograph that is smaller than one keeps its own.

    What a file is, is told by its first bytes. Its header is judged before any pixel is unpacked. Raises PhotoRefused.
    """
    _require_harmless(data)
    try:
        with warnings.catch_warnings():
            # Pillow warns of large images and odd notes; the limits have decided about the ones, and the others go.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as photo:
                # JPEG unpacks at a fraction of its size, when that is enough.
                photo.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
                upright = _plain(ImageOps.exif_transpose(photo))
    except DAMAGE as error:
        raise PhotoRefused("photo_damaged", "This picture is damaged. Export it again.") from error
    return tuple(_picture(upright, width) for width in WIDTHS)


def _require_harmless(data: bytes) -> None:
    header = image_header(data)
    if header is None:
        raise PhotoRefused("photo_kind", "This is not a JPEG, PNG, WebP or AVIF picture.")
    width, height, frames = header
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise PhotoRefused(
            "photo_too_large",
            f"This picture has {width:,} x {height:,} pixels; {LONGEST_SIDE:,} a side and {MOST_PIXELS:,} in all are taken.",
        )
    if frames > 1:
        raise PhotoRefused("photo_animated", "This is an animation. Send a still picture.")


def _plain(photo: Image.Image) -> Image.Image:
    """In sRGB, with transparency where there is any."""
    has_alpha = photo.mode in ("LA", "PA", "RGBA") or "transparency" in photo.info
    mode = "RGBA" if has_alpha else "RGB"
    profile = photo.info.get("icc_profile")
    if profile and photo.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                photo, source, ImageCms.createProfile("sRGB"), outputMode="RGBA" if has_alpha else "RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    return photo.convert(mode)


def _picture(photo: Image.Image, width: int) -> Picture:
    shown = photo
    if photo.width > width:
        height = max(1, round(photo.height * width / photo.width))
        shown = photo.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    file = io.BytesIO()
    shown.save(file, "WEBP", quality=QUALITY, method=EFFORT, icc_profile=None, exif=b"", xmp=b"")
    return Picture(file.getvalue(), shown.width, shown.height)
