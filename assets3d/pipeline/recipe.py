"""Recipes: named, versioned sets of choices. The outputs are a pure function of (source bytes, name, version)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from assets3d.pipeline import RECIPE_VERSIONS
from assets3d.pipeline.posters.options import PosterOptions
from assets3d.pipeline.search.options import SearchOptions
from assets3d.pipeline.tiers.plans import AR, HIGH, LITE, NANO, WEB, WEB_WEBP, Plan


@dataclass(frozen=True)
class Recipe:
    """Everything that decides how a model is converted, but for the scene that it is shown in.

    plans: of all tiers, each made from the triangles of the one before, so the largest comes first; `web` among
    them. search: how `web` and `web-webp` are searched, None where they are made by their plans too.
    Any change to a default, or to the scene of the shop's viewer, needs a new `version`.
    """

    name: str
    version: int
    plans: tuple[Plan, ...] = (HIGH, WEB, WEB_WEBP, AR, LITE, NANO)
    search: SearchOptions | None = None
    posters: PosterOptions = field(default_factory=PosterOptions)


RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "draft": Recipe(name="draft", version=RECIPE_VERSIONS["draft"]),
        "searched": Recipe(name="searched", version=RECIPE_VERSIONS["searched"], search=SearchOptions()),
    }
)
