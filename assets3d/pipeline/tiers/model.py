"""A source that has passed preflight, with everything that tiers are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.posters.looks import Look, looks_of
from assets3d.pipeline.textures.canonical import Canonical, canonical_images
from assets3d.pipeline.textures.encode import EncodedImage
from assets3d.pipeline.textures.slots import image_uses

_SIGNATURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


@dataclass(frozen=True)
class Model:
    """images: the document's, in order, equal ones the same object. variants: their names, each once. looks: groups
    of variants that look the same, None being how the model opens."""

    document: Document
    arrays: Arrays
    images: tuple[Canonical, ...]
    variants: tuple[str, ...]
    looks: tuple[Look, ...]

    @property
    def worn(self) -> list[str | None]:
        """One variant for each look."""
        return [look[0] for look in self.looks]

    def originals(self) -> list[EncodedImage]:
        """The document's images with the bytes that they came with."""
        found = []
        for number, image in enumerate(self.images):
            data = bytes(self.document.image_bytes(number))
            size = (image.source_width, image.source_height)
            found.append(EncodedImage(data, _mime_type(data), *size, len(data), *size))
        return found


def open_images(document: Document, arrays: Arrays) -> Model:
    """Read every image of a document; raises BadModel for those that cannot be."""
    sources = [bytes(document.image_bytes(number)) for number in range(len(document.listed("images")))]
    images = canonical_images(sources, image_uses(document.json))
    variants = variant_names(document)
    return Model(document, arrays, tuple(images), variants, tuple(looks_of(document.json, variants)))


def variant_names(document: Document) -> tuple[str, ...]:
    """Names of the material variants, each once: viewers choose them by name."""
    extension = document.json.get("extensions", {}).get("KHR_materials_variants", {})
    return tuple(dict.fromkeys(variant["name"] for variant in extension.get("variants", [])))


def image_sizes(images: Sequence[EncodedImage]) -> list[tuple[int, int]]:
    """Width and height of each in pixels."""
    return [(image.width, image.height) for image in images]


def _mime_type(data: bytes) -> str:
    for signature, mime_type in _SIGNATURES.items():
        if data.startswith(signature):
            return mime_type
    return "image/avif"
