"""What a foreign format is read into, on its way to a GLB."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.uint32]
Path3 = Literal["translation", "rotation", "scale", "weights"]
# A matt, light grey that shows the form; shiny or plain white hides it.
NEUTRAL = (0.6, 0.6, 0.6, 1.0)


@dataclass(frozen=True)
class Picture:
    """An encoded image, PNG, JPEG, WebP or AVIF."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class TextureUse:
    """A picture as a material reads it.

    strength: of a normal map or of occlusion. repeats: along u and v. offset, scale, rotation: as
    KHR_texture_transform has them.
    """

    picture: int
    coordinates: int = 0
    strength: float = 1.0
    repeats: tuple[bool, bool] = (True, True)
    offset: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)
    rotation: float = 0.0


@dataclass(frozen=True)
class Material:
    """A metallic-roughness material; colours are linear."""

    name: str = ""
    base_colour: tuple[float, float, float, float] = NEUTRAL
    metallic: float = 0.0
    roughness: float = 0.6
    emissive: tuple[float, float, float] = (0.0, 0.0, 0.0)
    base_texture: TextureUse | None = None
    metallic_roughness_texture: TextureUse | None = None
    normal_texture: TextureUse | None = None
    occlusion_texture: TextureUse | None = None
    emissive_texture: TextureUse | None = None
    alpha: Literal["OPAQUE", "MASK", "BLEND"] = "OPAQUE"
    cutoff: float = 0.5
    is_double_sided: bool = False


@dataclass(frozen=True, eq=False)
class Part:
    """Triangles of one material.

    positions, normals: (count, 3). triangles: (count, 3). coordinates: UV sets of (count, 2), V down as in glTF.
    colours: (count, 4), linear, 0 to 1. joints, weights: (count, 4). targets: differences to the positions.
    """

    positions: Floats
    triangles: Indices
    normals: Floats | None = None
    coordinates: tuple[Floats, ...] = ()
    colours: Floats | None = None
    joints: NDArray[np.uint16] | None = None
    weights: Floats | None = None
    targets: tuple[Floats, ...] = ()
    material: int | None = None


@dataclass(frozen=True)
class Mesh:
    """Parts that stand together; `target_names` and `target_weights` belong to the parts' targets."""

    name: str
    parts: tuple[Part, ...]
    target_names: tuple[str, ...] = ()
    target_weights: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Node:
    """A place in the scene; `matrix` is 4 by 4, column vectors; or translation, rotation (x y z w) and scale."""

    name: str = ""
    children: tuple[int, ...] = ()
    mesh: int | None = None
    skin: int | None = None
    matrix: NDArray[np.float64] | None = None
    translation: tuple[float, ...] | None = None
    rotation: tuple[float, ...] | None = None
    scale: tuple[float, ...] | None = None


@dataclass(frozen=True, eq=False)
class Skin:
    """joints: nodes. inverse_bind: (count, 4, 4), column vectors."""

    name: str
    joints: tuple[int, ...]
    inverse_bind: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Channel:
    """One property of one node over time, straight lines between keys; times in seconds, values (count, n)."""

    node: int
    path: Path3
    times: Floats
    values: Floats


@dataclass(frozen=True)
class Animation:
    """Channels that run together."""

    name: str
    channels: tuple[Channel, ...]


@dataclass
class Scene:
    """A whole model. Lengths are metres and +Y is up once the root nodes have been applied."""

    nodes: list[Node] = field(default_factory=list)
    roots: list[int] = field(default_factory=list)
    meshes: list[Mesh] = field(default_factory=list)
    materials: list[Material] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    skins: list[Skin] = field(default_factory=list)
    animations: list[Animation] = field(default_factory=list)

    def add(self, node: Node) -> int:
        """Append a node and return its number."""
        self.nodes.append(node)
        return len(self.nodes) - 1


def to_linear(colours: NDArray[np.generic]) -> Floats:
    """sRGB from 0 to 1, as files and screens have it, as linear light: IEC 61966-2-1. Any shape."""
    stored = np.asarray(colours, np.float32)
    bent = ((np.maximum(stored, 0.0) + 0.055) / 1.055) ** 2.4
    return np.where(stored <= 0.04045, stored / 12.92, bent).astype(np.float32)


def linear_colour(
    red: float, green: float, blue: float, alpha: float = 1.0
) -> tuple[float, float, float, float]:
    """A colour as programs show it, as the linear factor of a material."""
    light = to_linear(np.clip(np.array([red, green, blue], np.float64), 0, 1))
    r, g, b = (round(float(value), 6) for value in light)
    return r, g, b, round(min(max(float(alpha), 0.0), 1.0), 6)
