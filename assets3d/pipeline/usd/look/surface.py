"""What UsdPreviewSurface can say of a glTF material. Pure: no USD here."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from assets3d.pipeline.usd.plan import texture_image

Four = tuple[float, float, float, float]
Three = tuple[float, float, float]
Value = float | int | Three
_ONES: Four = (1.0, 1.0, 1.0, 1.0)
_ZEROS: Four = (0.0, 0.0, 0.0, 0.0)
_WRAPS = {10497: "repeat", 33071: "clamp", 33648: "mirror"}
_PERIODS = {"repeat": 1.0, "mirror": 2.0}
# The format has no light that shines through: opacity 0 would make clear glass vanish, since the AR view draws
# no reflections where there is nothing. A sixth of the surface's own colour keeps it visible and see-through.
_TRANSMITTED = 0.85
_DEFAULT_IOR = 1.5
_DARKEST = 0.05
# How much of all light the sheen of KHR_materials_sheen reflects, at roughness 0, 0.2 ... 1: its Charlie
# distribution with Neubelt's visibility, integrated over all directions.
_SHEEN_ROUGHNESS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_SHEEN_ALBEDO = (0.0, 0.0753, 0.1436, 0.1919, 0.2226, 0.2419)


class Pictures(Protocol):
    """What a surface must know of images, by their number."""

    def has_alpha(self, number: int) -> bool:
        """Whether it can be transparent anywhere."""

    def mean_colour(self, number: int) -> Three:
        """Its mean linear colour."""


@dataclass(frozen=True)
class Placement:
    """UsdTransform2d on coordinates whose second runs upwards: scale, turn by degrees, move."""

    scale: tuple[float, float] = (1.0, 1.0)
    rotation: float = 0.0
    translation: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Picture:
    """An image as a material uses it. coordinates: the number of the UV set. wraps: along each axis."""

    image: int
    coordinates: int
    wraps: tuple[str, str]
    placement: Placement


@dataclass(frozen=True)
class Textured:
    """A surface input that is read from channels of a picture, times `scale` plus `bias`."""

    picture: Picture
    channels: str
    scale: Four = _ONES
    bias: Four = _ZEROS
    is_colour: bool = False


@dataclass
class Surface:
    """The inputs of a UsdPreviewSurface by name. colour: linear RGBA that multiplies everything of the base."""

    values: dict[str, Value] = field(default_factory=dict)
    textures: dict[str, Textured] = field(default_factory=dict)
    colour: Four = _ONES
    base: str = "diffuseColor"
    is_double_sided: bool = False
    is_opaque: bool = True

    @property
    def reads_vertex_opacity(self) -> bool:
        """Whether the alpha of vertex colours counts, where a material has them."""
        return not self.is_opaque and "opacity" not in self.textures


def surface_of(document: Mapping[str, Any], material: Mapping[str, Any], pictures: Pictures) -> Surface:
    """The surface of a material."""
    surface = Surface(is_double_sided=material.get("doubleSided", False))
    extensions = material.get("extensions", {})
    glossy = extensions.get("KHR_materials_pbrSpecularGlossiness")
    if "KHR_materials_unlit" in extensions:
        surface.base = "emissiveColor"
        surface.values.update(diffuseColor=(0.0, 0.0, 0.0), roughness=1.0, metallic=0.0, ior=1.0)
    elif glossy is not None:
        _glossy(document, surface, glossy)
    else:
        _metallic(document, surface, material.get("pbrMetallicRoughness", {}))
    base = material.get("pbrMetallicRoughness", {}) if glossy is None else glossy
    prefix = "baseColor" if glossy is None else "diffuse"
    surface.colour = _four(base.get(f"{prefix}Factor", _ONES))
    _base(document, surface, base.get(f"{prefix}Texture"), sheen_tint(extensions), pictures)
    _opacity(document, surface, material, pictures)
    if "KHR_materials_unlit" not in extensions:
        _details(document, surface, material)
        _coat(document, surface, extensions)
    return surface


def _base(
    document: Mapping[str, Any],
    surface: Surface,
    texture: Mapping[str, Any] | None,
    tint: Three,
    pictures: Pictures,
) -> None:
    kept = 1.0 - max(tint)
    picture = None if texture is None else picture_of(document, texture)
    mean = pictures.mean_colour(picture.image) if picture is not None and any(tint) else _ONES[:3]
    # Not as a bias on a picture: some readers heed that in normal maps alone.
    red, green, blue = (
        factor * kept + more / max(average, _DARKEST)
        for factor, more, average in zip(surface.colour, tint, mean, strict=False)
    )
    surface.colour = (red, green, blue, surface.colour[3])
    if picture is None:
        surface.values[surface.base] = surface.colour[:3]
    else:
        surface.textures[surface.base] = Textured(picture, "rgb", surface.colour, is_colour=True)


def _metallic(document: Mapping[str, Any], surface: Surface, described: Mapping[str, Any]) -> None:
    factors = {
        "roughness": ("g", described.get("roughnessFactor", 1.0)),
        "metallic": ("b", described.get("metallicFactor", 1.0)),
    }
    texture = described.get("metallicRoughnessTexture")
    scale = (1.0, factors["roughness"][1], factors["metallic"][1], 1.0)
    for name, (channel, factor) in factors.items():
        if texture is None or factor == 0:
            surface.values[name] = factor
        else:
            surface.textures[name] = Textured(picture_of(document, texture), channel, scale)


def _glossy(document: Mapping[str, Any], surface: Surface, described: Mapping[str, Any]) -> None:
    """Specular colour and gloss, which the format knows; metallic says what readers without them shall do."""
    specular, gloss = described.get("specularFactor", _ONES[:3]), described.get("glossinessFactor", 1.0)
    surface.values.update(useSpecularWorkflow=1, metallic=0.0)
    texture = described.get("specularGlossinessTexture")
    if texture is None:
        surface.values.update(specularColor=_three(specular), roughness=1.0 - gloss)
        return
    picture = picture_of(document, texture)
    scale, bias = (*_three(specular), -gloss), (0.0, 0.0, 0.0, 1.0)
    surface.textures["specularColor"] = Textured(picture, "rgb", scale, bias, is_colour=True)
    surface.textures["roughness"] = Textured(picture, "a", scale, bias, is_colour=True)


def _opacity(
    document: Mapping[str, Any],
    surface: Surface,
    material: Mapping[str, Any],
    pictures: Pictures,
) -> None:
    mode = material.get("alphaMode", "OPAQUE")
    surface.is_opaque = mode == "OPAQUE"
    base = surface.textures.get(surface.base)
    passing, texture = _transmission(material)
    if mode == "MASK":
        surface.values["opacityThreshold"] = material.get("alphaCutoff", 0.5)
    factor = (surface.colour[3] if mode != "OPAQUE" else 1.0) * (1.0 - _TRANSMITTED * passing)
    if mode != "OPAQUE" and base is not None and pictures.has_alpha(base.picture.image):
        scale = (*surface.colour[:3], factor)
        surface.textures[surface.base] = replace(base, scale=scale)
        surface.textures["opacity"] = replace(base, scale=scale, channels="a")
    elif texture is not None:
        whole = surface.colour[3] if mode != "OPAQUE" else 1.0
        scale, bias = (-whole * _TRANSMITTED * passing, 1.0, 1.0, 1.0), (whole, 0.0, 0.0, 0.0)
        surface.textures["opacity"] = Textured(picture_of(document, texture), "r", scale, bias)
    elif factor != 1.0:
        surface.values["opacity"] = factor


def _transmission(material: Mapping[str, Any]) -> tuple[float, Mapping[str, Any] | None]:
    """Which share of the light passes through, and the texture that scales it. Metal lets nothing pass."""
    described = material.get("extensions", {}).get("KHR_materials_transmission", {})
    factor = float(described.get("transmissionFactor", 0.0))
    surface = material.get("pbrMetallicRoughness", {})
    if "metallicRoughnessTexture" not in surface:
        factor *= 1.0 - float(surface.get("metallicFactor", 1.0))
    return factor, described.get("transmissionTexture") if factor else None


def _details(document: Mapping[str, Any], surface: Surface, material: Mapping[str, Any]) -> None:
    normal, occlusion = material.get("normalTexture"), material.get("occlusionTexture")
    if normal is not None:
        size = normal.get("scale", 1.0)
        scale, bias = (2.0 * size, 2.0 * size, 2.0, 1.0), (-size, -size, -1.0, 0.0)
        surface.textures["normal"] = Textured(picture_of(document, normal), "rgb", scale, bias)
    if occlusion is not None and occlusion.get("strength", 1.0):
        strength = occlusion.get("strength", 1.0)
        rest = 1.0 - strength
        scale = _ONES if strength == 1.0 else (strength, strength, strength, 1.0)
        surface.textures["occlusion"] = Textured(
            picture_of(document, occlusion), "r", scale, (rest, rest, rest, 0.0)
        )
    strength = material.get("extensions", {}).get("KHR_materials_emissive_strength", {})
    brightness = strength.get("emissiveStrength", 1.0)
    light = _three([part * brightness for part in material.get("emissiveFactor", (0, 0, 0))])
    if any(light) and "emissiveTexture" in material:
        picture = picture_of(document, material["emissiveTexture"])
        surface.textures["emissiveColor"] = Textured(picture, "rgb", (*light, 1.0), is_colour=True)
    elif any(light):
        surface.values["emissiveColor"] = light


def _coat(document: Mapping[str, Any], surface: Surface, extensions: Mapping[str, Any]) -> None:
    coat = extensions.get("KHR_materials_clearcoat", {})
    if coat.get("clearcoatFactor", 0.0):
        for name, channel in (("clearcoat", "r"), ("clearcoatRoughness", "g")):
            factor, texture = coat.get(f"{name}Factor", 0.0), coat.get(f"{name}Texture")
            if texture is None or factor == 0:
                surface.values[name] = factor
            else:
                scale = (factor, factor, factor, 1.0)
                surface.textures[name] = Textured(picture_of(document, texture), channel, scale)
    ior = extensions.get("KHR_materials_ior", {}).get("ior", _DEFAULT_IOR)
    specular = extensions.get("KHR_materials_specular", {}).get("specularFactor", 1.0)
    if specular != 1.0 and ior:
        # A weaker reflection is the reflection of a smaller index of refraction.
        reflected = math.sqrt(specular) * abs(ior - 1) / (ior + 1)
        ior = (1 + reflected) / (1 - reflected)
    if ior and ior != _DEFAULT_IOR:
        surface.values["ior"] = ior


def sheen_tint(extensions: Mapping[str, Any]) -> Three:
    """The sheen's colour as an even reflection of the same strength, since the format has no sheen.

    The base gives up what the strongest part of it takes, as KHR_materials_sheen does. Sheen from a texture
    is left out: how much of it there is cannot be told from the factor.
    """
    sheen = extensions.get("KHR_materials_sheen", {})
    if "sheenColorTexture" in sheen or "KHR_materials_unlit" in extensions:
        return 0.0, 0.0, 0.0
    albedo = float(np.interp(sheen.get("sheenRoughnessFactor", 0.0), _SHEEN_ROUGHNESS, _SHEEN_ALBEDO))
    red, green, blue = _three(sheen.get("sheenColorFactor", (0, 0, 0)))
    return red * albedo, green * albedo, blue * albedo


def picture_of(document: Mapping[str, Any], texture: Mapping[str, Any]) -> Picture:
    """How a material's texture reference is to be read; raises ValueError when its texture has no image."""
    described = document["textures"][texture["index"]]
    sampler = document["samplers"][described["sampler"]] if "sampler" in described else {}
    wraps = (
        _WRAPS.get(sampler.get("wrapS", 10497), "repeat"),
        _WRAPS.get(sampler.get("wrapT", 10497), "repeat"),
    )
    moved = texture.get("extensions", {}).get("KHR_texture_transform", {})
    coordinates = moved.get("texCoord", texture.get("texCoord", 0))
    image = texture_image(described)
    if image is None:
        raise ValueError(f"texture {texture['index']} has no image")
    return Picture(image, coordinates, wraps, _placement(moved, wraps))


def _placement(moved: Mapping[str, Any], wraps: tuple[str, str]) -> Placement:
    """The transform for coordinates turned upside down: with v = 1 - t, its angle stays and its offset changes.

    Where the picture repeats, whole periods of the offset are left out: the nearer it is to nothing, the less
    it matters that some readers move before they scale.
    """
    across, down = moved.get("scale", (1.0, 1.0))
    right, below = moved.get("offset", (0.0, 0.0))
    angle = moved.get("rotation", 0.0)
    sine, cosine = math.sin(angle), math.cos(angle)
    offset = (right + sine * down, 1.0 - below - cosine * down)
    translation = [
        value % _PERIODS[wrap] if wrap in _PERIODS else value
        for value, wrap in zip(offset, wraps, strict=True)
    ]
    return Placement((across, down), math.degrees(angle), (translation[0], translation[1]))


def _three(values: Any) -> Three:  # noqa: ANN401 - numbers from JSON
    return float(values[0]), float(values[1]), float(values[2])


def _four(values: Any) -> Four:  # noqa: ANN401 - numbers from JSON
    return *_three(values), float(values[3])
