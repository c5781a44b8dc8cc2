"""Materials, textures and pictures of a scene as glTF."""

from collections.abc import Callable
from typing import Any

from assets3d.pipeline.intake.scene import Material, Scene, TextureUse

JsonObject = dict[str, Any]
_REPEAT, _CLAMP = 10497, 33071
_MAGIC = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


def mime_type(content: bytes) -> str:
    """The type of an encoded picture, by its first bytes."""
    found = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), None)
    return found or ("image/avif" if content[4:12] == b"ftypavif" else "application/octet-stream")


class MaterialWriter:
    """Writes each picture once, each pair of picture and sampler as one texture."""

    def __init__(self, scene: Scene, add_view: Callable[..., int]) -> None:
        self._scene = scene
        self._add_view = add_view
        self._samplers: list[JsonObject] = []
        self._textures: list[JsonObject] = []
        self._extensions: set[str] = set()

    def document(self) -> JsonObject:
        """The lists of the document that concern materials."""
        materials = [self._material(material) for material in self._scene.materials]
        images = [
            {
                **({"name": picture.name} if picture.name else {}),
                "mimeType": mime_type(picture.content),
                "bufferView": self._add_view(picture.content),
            }
            for picture in self._scene.pictures
        ]
        return {
            "materials": materials,
            "textures": self._textures,
            "samplers": self._samplers,
            "images": images,
            "extensionsUsed": sorted(self._extensions),
            "extensionsRequired": sorted(self._extensions & {"EXT_texture_webp", "EXT_texture_avif"}),
        }

    def _material(self, material: Material) -> JsonObject:
        surface: JsonObject = {
            "baseColorFactor": list(material.base_colour),
            "metallicFactor": material.metallic,
            "roughnessFactor": material.roughness,
        }
        written: JsonObject = {"name": material.name} if material.name else {}
        written["pbrMetallicRoughness"] = surface
        if material.base_texture:
            surface["baseColorTexture"] = self._info(material.base_texture)
        if material.metallic_roughness_texture:
            surface["metallicRoughnessTexture"] = self._info(material.metallic_roughness_texture)
        if material.normal_texture:
            written["normalTexture"] = self._info(material.normal_texture, "scale")
        if material.occlusion_texture:
            written["occlusionTexture"] = self._info(material.occlusion_texture, "strength")
        return written | self._rest(material)

    def _rest(self, material: Material) -> JsonObject:
        written: JsonObject = {}
        if material.emissive_texture:
            written["emissiveTexture"] = self._info(material.emissive_texture)
        if any(material.emissive):
            brightest = max(1.0, *material.emissive)
            written["emissiveFactor"] = [value / brightest for value in material.emissive]
            if brightest > 1:
                self._extensions.add("KHR_materials_emissive_strength")
                strength = {"emissiveStrength": brightest}
                written["extensions"] = {"KHR_materials_emissive_strength": strength}
        if material.alpha != "OPAQUE":
            written["alphaMode"] = material.alpha
        if material.alpha == "MASK":
            written["alphaCutoff"] = material.cutoff
        if material.is_double_sided:
            written["doubleSided"] = True
        return written

    def _info(self, use: TextureUse, strength: str = "") -> JsonObject:
        info: JsonObject = {"index": self._texture(use)}
        if use.coordinates:
            info["texCoord"] = use.coordinates
        if strength and use.strength != 1:
            info[strength] = use.strength
        transform: JsonObject = {}
        if use.offset != (0, 0):
            transform["offset"] = list(use.offset)
        if use.rotation:
            transform["rotation"] = use.rotation
        if use.scale != (1, 1):
            transform["scale"] = list(use.scale)
        if transform:
            self._extensions.add("KHR_texture_transform")
            info["extensions"] = {"KHR_texture_transform": transform}
        return info

    def _texture(self, use: TextureUse) -> int:
        wraps = [_REPEAT if repeats else _CLAMP for repeats in use.repeats]
        sampler = _position(self._samplers, {"wrapS": wraps[0], "wrapT": wraps[1]})
        texture: JsonObject = {"sampler": sampler, "source": use.picture}
        extension = {"image/webp": "EXT_texture_webp", "image/avif": "EXT_texture_avif"}.get(
            mime_type(self._scene.pictures[use.picture].content)
        )
        if extension:
            self._extensions.add(extension)
            texture = {"sampler": sampler, "extensions": {extension: {"source": use.picture}}}
        return _position(self._textures, texture)


def _position(listed: list[JsonObject], wanted: JsonObject) -> int:
    if wanted not in listed:
        listed.append(wanted)
    return listed.index(wanted)
