"""The pictures that come with a model which is not glTF: judged by their headers, changed only where they must be."""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from PIL import Image

from assets3d.pipeline.findings import BadModel, Finding, refusal, warning
from assets3d.pipeline.intake.scene import Picture, Scene
from assets3d.pipeline.intake.source import Source
from assets3d.pipeline.preflight.archive import shown
from assets3d.pipeline.preflight.images import FORMATS

# These are turned into PNG, without loss.
_CONVERTED = ("BMP", "TGA", "TIFF", "GIF")
_SEND_ALONG = "Pack the model and its textures into one ZIP file, or save the texture as PNG or JPEG."
# What Pillow raises about a damaged picture.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError)


@dataclass
class Shelf:
    """Adds pictures to a scene, each once; what cannot be had is told in `findings`."""

    source: Source
    scene: Scene
    findings: list[Finding] = field(default_factory=list)
    _numbers: dict[str, int | None] = field(default_factory=dict, repr=False)

    def from_file(self, name: str) -> int | None:
        """The number of the picture that a model refers to by its file name, None when it cannot be used."""
        return self._known(name, lambda: self.source.read(name))

    def from_bytes(self, name: str, content: bytes) -> int | None:
        """The number of a picture whose bytes are inside the model; `name` tells it from others."""
        return self._known(name, lambda: content)

    def made(self, name: str, image: Image.Image) -> int:
        """The number of a picture that was put together here."""
        if name not in self._numbers:
            self._numbers[name] = self._add(name, _png(image))
        return self._numbers[name] or 0

    def opened(self, number: int) -> Image.Image:
        """A picture's pixels; it is known to be readable and not too large."""
        return Image.open(io.BytesIO(self.scene.pictures[number].content), formats=FORMATS)

    def _known(self, name: str, read: Callable[[], bytes | None]) -> int | None:
        if name not in self._numbers:
            content = read()
            usable = None if content is None else self._usable(content)
            if usable is None:
                words = "did not come with it" if content is None else "cannot be read"
                message = f"The model shows the picture “{shown(name)}”, which {words}; it was left out."
                code = "texture_missing" if content is None else "texture_unreadable"
                self.findings.append(warning(code, message, shown(name), _SEND_ALONG))
            self._numbers[name] = None if usable is None else self._add(name, usable)
        return self._numbers[name]

    def _add(self, name: str, content: bytes) -> int:
        self.scene.pictures.append(Picture(PurePosixPath(name.replace("\\", "/")).stem, content))
        return len(self.scene.pictures) - 1

    def _usable(self, content: bytes) -> bytes | None:
        """The picture in a format of glTF, None where it is unreadable; raises BadModel where it is too large."""
        bounds = self.source.bounds
        try:
            with warnings.catch_warnings():
                # Pillow warns of large images; the limits decide about them.
                warnings.simplefilter("ignore")
                with Image.open(io.BytesIO(content), formats=(*FORMATS, *_CONVERTED)) as image:
                    if (
                        max(image.size) > bounds.image_side
                        or image.width * image.height > bounds.image_pixels
                    ):
                        raise BadModel(_too_large(image.width, image.height, bounds.image_side))
                    if image.format in FORMATS:
                        image.load()
                        return content
                    return _png(image.convert("RGBA" if image.has_transparency_data else "RGB"))
        except Image.DecompressionBombError:
            raise BadModel(_too_large(2**16, 2**16, bounds.image_side)) from None
        except _DAMAGE:
            return None


def _too_large(width: int, height: int, side: int) -> Finding:
    message = f"A texture is {width:,} x {height:,} pixels; at most {side:,} a side are accepted."
    return refusal("image_too_large", message, "", "Scale the texture down and export again.")


def _png(image: Image.Image) -> bytes:
    encoded = io.BytesIO()
    image.save(encoded, "PNG", compress_level=4)
    return encoded.getvalue()
