"""The material, texture and image tables of a glTF document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from deploy.local.demo.gltf.model import WHITE, Glass, Material, Texture

Json = dict[str, Any]

_LINEAR, _MIPMAPPED, _REPEAT = 9729, 9987, 10497


@dataclass
class Materials:
    """Collects materials by name and writes each once."""

    entries: list[Json] = field(default_factory=list)
    known: dict[str, Material] = field(default_factory=dict)
    textures: dict[str, Texture] = field(default_factory=dict)
    extensions: set[str] = field(default_factory=set)

    def index(self, material: Material) -> int:
        """The place of a material in the table, added when it is new.

        Raises ValueError when two different materials share a name.
        """
        if material.name in self.known:
            if self.known[material.name] != material:
                raise ValueError(f"two materials are called {material.name}")
            return list(self.known).index(material.name)
        self.known[material.name] = material
        self.entries.append(self._entry(material))
        return len(self.entries) - 1

    def document(self, image_view: Callable[[Texture], int]) -> Json:
        """The tables; `image_view` stores an image's bytes and returns its buffer view."""
        tables: Json = {"materials": self.entries}
        if self.textures:
            names = list(self.textures)
            tables["textures"] = [{"name": name, "sampler": 0, "source": i} for i, name in enumerate(names)]
            tables["images"] = [
                {"name": image.name, "mimeType": image.mime_type, "bufferView": image_view(image)}
                for image in self.textures.values()
            ]
            tables["samplers"] = [
                {"magFilter": _LINEAR, "minFilter": _MIPMAPPED, "wrapS": _REPEAT, "wrapT": _REPEAT}
            ]
        return tables

    def _entry(self, material: Material) -> Json:
        surface: Json = {"roughnessFactor": material.roughness, "metallicFactor": material.metalness}
        if material.colour != WHITE:
            surface["baseColorFactor"] = [*material.colour, 1.0]
        entry: Json = {"name": material.name, "pbrMetallicRoughness": surface}
        if material.maps.base:
            surface["baseColorTexture"] = self._texture(material.maps.base)
        if material.maps.surface:
            surface["metallicRoughnessTexture"] = self._texture(material.maps.surface)
            entry["occlusionTexture"] = self._texture(material.maps.surface)
        if material.maps.normal:
            entry["normalTexture"] = {**self._texture(material.maps.normal), "scale": material.normal_scale}
        if material.glow:
            entry["emissiveFactor"] = list(material.glow)
        if material.is_double_sided:
            entry["doubleSided"] = True
        extensions = self._extensions(material)
        if extensions:
            entry["extensions"] = extensions
            self.extensions.update(extensions)
        return entry

    def _extensions(self, material: Material) -> Json:
        extensions: Json = {}
        if material.clearcoat:
            extensions["KHR_materials_clearcoat"] = {
                "clearcoatFactor": material.clearcoat,
                "clearcoatRoughnessFactor": material.clearcoat_roughness,
            }
        if material.sheen:
            extensions["KHR_materials_sheen"] = {
                "sheenColorFactor": list(material.sheen.colour),
                "sheenRoughnessFactor": material.sheen.roughness,
            }
        if material.glass:
            extensions |= _glass(material.glass)
        return extensions

    def _texture(self, texture: Texture) -> Json:
        self.textures.setdefault(texture.name, texture)
        return {"index": list(self.textures).index(texture.name)}


def _glass(glass: Glass) -> Json:
    extensions: Json = {
        "KHR_materials_transmission": {"transmissionFactor": glass.transmission},
        "KHR_materials_ior": {"ior": glass.ior},
    }
    if glass.thickness:
        extensions["KHR_materials_volume"] = {
            "thicknessFactor": glass.thickness,
            "attenuationColor": list(glass.tint),
            "attenuationDistance": glass.tint_distance,
        }
    return extensions
