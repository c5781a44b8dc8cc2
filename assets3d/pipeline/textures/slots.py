"""What each image of a model is read for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assets3d.pipeline.preflight.schema import texture_infos

IMAGE_EXTENSIONS = ("EXT_texture_webp", "EXT_texture_avif")
# The channels that each slot reads, after glTF 2.0 section 3.9 and the extension of the slot's material.
_COLOUR, _ALL = frozenset("rgb"), frozenset("rgba")
_CHANNELS: Mapping[str, frozenset[str]] = {
    "baseColorTexture": _COLOUR,
    "diffuseTexture": _COLOUR,
    "emissiveTexture": _COLOUR,
    "sheenColorTexture": _COLOUR,
    "specularColorTexture": _COLOUR,
    "diffuseTransmissionColorTexture": _COLOUR,
    "specularGlossinessTexture": _ALL,
    "normalTexture": _COLOUR,
    "clearcoatNormalTexture": _COLOUR,
    "anisotropyTexture": _COLOUR,
    "metallicRoughnessTexture": frozenset("gb"),
    "occlusionTexture": frozenset("r"),
    "clearcoatTexture": frozenset("r"),
    "transmissionTexture": frozenset("r"),
    "iridescenceTexture": frozenset("r"),
    "clearcoatRoughnessTexture": frozenset("g"),
    "thicknessTexture": frozenset("g"),
    "iridescenceThicknessTexture": frozenset("g"),
    "specularTexture": frozenset("a"),
    "sheenRoughnessTexture": frozenset("a"),
    "diffuseTransmissionTexture": frozenset("a"),
}
_COLOUR_SLOTS = frozenset(
    {
        "baseColorTexture",
        "diffuseTexture",
        "emissiveTexture",
        "sheenColorTexture",
        "specularColorTexture",
        "diffuseTransmissionColorTexture",
        "specularGlossinessTexture",
    }
)
# Their transparency says how much of a surface there is, unless the material is opaque.
_COVERAGE_SLOTS = frozenset({"baseColorTexture", "diffuseTexture"})


@dataclass(frozen=True)
class ImageUse:
    """How an image is read.

    slots: the material fields that read it, of all materials and so of all variants.
    channels: the channels that any of them looks at, of "r", "g", "b" and "a".
    """

    slots: tuple[str, ...]
    channels: frozenset[str] = _ALL

    @property
    def reads_alpha(self) -> bool:
        """Whether any slot looks at the transparency channel."""
        return "a" in self.channels

    @property
    def is_colour(self) -> bool:
        """Whether red, green and blue are a picture in sRGB; otherwise they are plain numbers."""
        readers = [slot for slot in self.slots if _CHANNELS.get(slot, _ALL) & _COLOUR]
        return bool(readers) and all(slot in _COLOUR_SLOTS for slot in readers)

    @property
    def is_normal(self) -> bool:
        """Whether every slot reads directions from it."""
        return bool(self.slots) and all(slot.lower().endswith("normaltexture") for slot in self.slots)

    @property
    def is_cutout(self) -> bool:
        """Whether transparency says how much of a picture is there, so that unseen colours weigh nothing."""
        return self.is_colour and self.reads_alpha and set(self.slots) <= _COVERAGE_SLOTS


def image_uses(document: Mapping[str, Any]) -> list[ImageUse]:
    """One use for each image; an image that no material reads keeps all its channels."""
    slots: list[set[str]] = [set() for _ in document.get("images", [])]
    channels: list[frozenset[str]] = [frozenset()] * len(slots)
    textures = document.get("textures", [])
    for place, info in texture_infos(document):
        _, _, number, *_, slot = place.split("/")
        material = document["materials"][int(number)]
        for image in texture_images(textures[info["index"]]):
            slots[image].add(slot)
            channels[image] |= _channels_read(material, slot)
    return [ImageUse(tuple(sorted(found)), read or _ALL) for found, read in zip(slots, channels, strict=True)]


def texture_images(texture: Mapping[str, Any]) -> Iterator[int]:
    """The images of a texture, the one that viewers prefer first."""
    for name in IMAGE_EXTENSIONS:
        if name in texture.get("extensions", {}):
            yield texture["extensions"][name]["source"]
    if "source" in texture:
        yield texture["source"]


def _channels_read(material: Mapping[str, Any], slot: str) -> frozenset[str]:
    if slot in _COVERAGE_SLOTS and material.get("alphaMode", "OPAQUE") != "OPAQUE":
        return _ALL
    # A slot that is not known may read anything.
    return _CHANNELS.get(slot, _ALL)
