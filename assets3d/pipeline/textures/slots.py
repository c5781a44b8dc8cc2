"""What each image of a model is read for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assets3d.pipeline.preflight.schema import texture_infos

IMAGE_EXTENSIONS = ("EXT_texture_webp", "EXT_texture_avif")
_COLOUR_SLOTS = frozenset(
    {
        "baseColorTexture",
        "diffuseTexture",
        "emissiveTexture",
        "sheenColorTexture",
        "specularColorTexture",
        "diffuseTransmissionColorTexture",
    }
)
_ALPHA_SLOTS = frozenset(
    {"specularTexture", "sheenRoughnessTexture", "diffuseTransmissionTexture", "specularGlossinessTexture"}
)
_COVERAGE_SLOTS = frozenset({"baseColorTexture", "diffuseTexture"})


@dataclass(frozen=True)
class ImageUse:
    """How an image is read.

    slots: the material fields that read it. reads_alpha: whether any looks at its transparency channel.
    is_colour: whether every slot shows it as a picture; otherwise its channels are numbers.
    is_normal: whether it holds directions.
    """

    slots: tuple[str, ...]
    reads_alpha: bool

    @property
    def is_colour(self) -> bool:
        """Whether every slot shows it as a picture."""
        return bool(self.slots) and all(slot in _COLOUR_SLOTS for slot in self.slots)

    @property
    def is_normal(self) -> bool:
        """Whether every slot reads directions from it."""
        return bool(self.slots) and all(slot.lower().endswith("normaltexture") for slot in self.slots)


def image_uses(document: Mapping[str, Any]) -> list[ImageUse]:
    """One use for each image; an image that no material reads keeps all its channels."""
    slots: list[set[str]] = [set() for _ in document.get("images", [])]
    alphas = [False] * len(slots)
    textures = document.get("textures", [])
    for place, info in texture_infos(document):
        _, _, number, *_, slot = place.split("/")
        material = document["materials"][int(number)]
        for image in texture_images(textures[info["index"]]):
            slots[image].add(slot)
            alphas[image] |= _reads_alpha(material, slot)
    return [
        ImageUse(tuple(sorted(found)), reads_alpha=alpha or not found)
        for found, alpha in zip(slots, alphas, strict=True)
    ]


def texture_images(texture: Mapping[str, Any]) -> Iterator[int]:
    """The images of a texture, the one that viewers prefer first."""
    for name in IMAGE_EXTENSIONS:
        if name in texture.get("extensions", {}):
            yield texture["extensions"][name]["source"]
    if "source" in texture:
        yield texture["source"]


def _reads_alpha(material: Mapping[str, Any], slot: str) -> bool:
    if slot in _COVERAGE_SLOTS:
        return bool(material.get("alphaMode", "OPAQUE") != "OPAQUE")
    # A slot that is not known may read anything.
    return slot in _ALPHA_SLOTS or not (slot in _COLOUR_SLOTS or slot in _NO_ALPHA_SLOTS)


_NO_ALPHA_SLOTS = frozenset(
    {
        "normalTexture",
        "metallicRoughnessTexture",
        "occlusionTexture",
        "clearcoatTexture",
        "clearcoatRoughnessTexture",
        "clearcoatNormalTexture",
        "transmissionTexture",
        "thicknessTexture",
        "iridescenceTexture",
        "iridescenceThicknessTexture",
        "anisotropyTexture",
    }
)
