"""Recipes: named, versioned sets of choices. The outputs are a pure function of (source bytes, name, version)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.posters.options import PosterOptions
from assets3d.pipeline.textures.options import TextureOptions


@dataclass(frozen=True)
class Budget:
    """What a tier should stay under. Missing it is reported, never refused."""

    bytes: int = 3_000_000
    triangles: int = 100_000


@dataclass(frozen=True)
class Recipe:
    """Everything that decides how a model is converted, but for the scene that it is shown in.

    Any change to a default, or to the scene of the shop's viewer, needs a new `version`.
    """

    name: str
    version: int
    geometry: GeometryOptions = field(default_factory=GeometryOptions)
    textures: TextureOptions = field(default_factory=TextureOptions)
    posters: PosterOptions = field(default_factory=PosterOptions)
    budget: Budget = field(default_factory=Budget)


RECIPES: Mapping[str, Recipe] = MappingProxyType({"draft": Recipe(name="draft", version=2)})
