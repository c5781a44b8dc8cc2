"""The pictures of a USDZ file, taken over byte for byte."""

import io

import numpy as np
from PIL import Image

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.gltf.document import Document

# Squares along each edge of an image whose mean is wanted.
_SAMPLES = 64
_ENDINGS = {"PNG": "png", "JPEG": "jpg"}


class Images:
    """The images that materials asked for, with their place in the package."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._paths: dict[int, str] = {}
        self._contents: dict[bytes, str] = {}

    def path(self, number: int) -> str:
        """Where the image is in the package; equal images are stored once. Raises Defect unless it is PNG or JPEG."""
        if number not in self._paths:
            content = bytes(self._document.image_bytes(number))
            ending = _ENDINGS.get(_open(content).format or "")
            if ending is None:
                raise Defect("usdz_image_format", f"/images/{number} is neither PNG nor JPEG.")
            self._paths[number] = self._contents.setdefault(
                content, f"textures/{len(self._contents)}.{ending}"
            )
        return f"./{self._paths[number]}"

    def has_alpha(self, number: int) -> bool:
        """Whether the image can be transparent anywhere."""
        return _open(bytes(self._document.image_bytes(number))).has_transparency_data

    def mean_colour(self, number: int) -> tuple[float, float, float]:
        """The image's mean linear colour."""
        image = _open(bytes(self._document.image_bytes(number))).convert("RGB")
        small = image.resize((_SAMPLES, _SAMPLES), Image.Resampling.BOX)
        stored = np.asarray(small, np.float64) / 255
        linear = np.where(stored <= 0.04045, stored / 12.92, ((stored + 0.055) / 1.055) ** 2.4)
        red, green, blue = linear.mean(axis=(0, 1)).tolist()
        return red, green, blue

    def files(self) -> list[tuple[str, bytes]]:
        """Name and content of each file to pack."""
        return [(name, content) for content, name in self._contents.items()]


def _open(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))
