"""What a finished model consists of, before it is a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from deploy.local.demo.shapes.mesh import Array, Mesh
from deploy.local.demo.shapes.occlusion import shaded

Colour = tuple[float, float, float]
WHITE: Colour = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Texture:
    """An encoded image; equal names mean the same image."""

    name: str
    mime_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Maps:
    """The tileable images of one material."""

    base: Texture | None = None
    normal: Texture | None = None
    surface: Texture | None = None
    """Occlusion, roughness and metalness in red, green and blue."""


@dataclass(frozen=True)
class Sheen:
    """The soft edge glow of cloth (KHR_materials_sheen)."""

    colour: Colour
    roughness: float


@dataclass(frozen=True)
class Glass:
    """Light passing through (KHR_materials_transmission, _volume, _ior); lengths in metres."""

    transmission: float
    thickness: float = 0.0
    tint: Colour = WHITE
    tint_distance: float = 0.1
    ior: float = 1.5


@dataclass(frozen=True)
class Material:
    """A glTF material; colours are linear. `tile_m` is the length after which its maps repeat."""

    name: str
    tile_m: float = 1.0
    maps: Maps = field(default_factory=Maps)
    colour: Colour = WHITE
    roughness: float = 1.0
    metalness: float = 0.0
    normal_scale: float = 1.0
    clearcoat: float = 0.0
    clearcoat_roughness: float = 0.05
    sheen: Sheen | None = None
    glass: Glass | None = None
    glow: Colour | None = None
    is_double_sided: bool = False


@dataclass(frozen=True)
class Part:
    """A named mesh in one material, or in a different one for some of the model's variants."""

    name: str
    mesh: Mesh
    material: Material
    variants: Mapping[str, Material] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Model:
    """A product's parts. `variants` are in the order shown; the parts' own materials are those of the first."""

    name: str
    parts: Sequence[Part]
    variants: tuple[str, ...] = ()


def standing(model: Model, *, shade: float = 0.7) -> Model:
    """The model centred on the origin, standing on y = 0, with soft shade where its parts meet."""
    low = np.min([part.mesh.low for part in model.parts], axis=0)
    high = np.max([part.mesh.high for part in model.parts], axis=0)
    x, _, z = (-(low + high) / 2).tolist()
    meshes = [part.mesh.moved(x, -float(low[1]), z) for part in model.parts]
    if shade > 0:
        meshes = shaded(meshes, strength=shade)
    parts = tuple(replace(part, mesh=mesh) for part, mesh in zip(model.parts, meshes, strict=True))
    return replace(model, parts=parts)


def linear(swatch: str) -> Colour:
    """The linear colour of an sRGB "#rrggbb" (IEC 61966-2-1)."""
    red, green, blue = (from_srgb(np.array([int(swatch[i : i + 2], 16) / 255]))[0] for i in (1, 3, 5))
    return float(red), float(green), float(blue)


def from_srgb(values: Array) -> Array:
    """Linear light from sRGB values of 0 to 1."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
