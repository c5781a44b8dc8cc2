"""What the seeding of the demo shop needs to know of a product."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class DemoCategory:
    """Where a product stands in the shop."""

    slug: str
    name: str


@dataclass(frozen=True)
class DemoVariant:
    """One thing that can be bought: EUR cents, millimetres, grams; `material_variant` names the look in the GLB."""

    sku: str
    name: str
    material_variant: str | None
    price_minor: int
    stock: int
    width_mm: int
    depth_mm: int
    height_mm: int
    weight_g: int
    swatch: str


@dataclass(frozen=True)
class DemoProduct:
    """A product with its shop copy; `build` returns its model as a GLB."""

    slug: str
    name: str
    tagline: str
    description: str
    category: DemoCategory
    merchant: str
    variants: tuple[DemoVariant, ...]
    build: Callable[[], bytes]


FURNITURE = DemoCategory("furniture", "Furniture")
LIGHTING = DemoCategory("lighting", "Lighting")
TABLEWARE = DemoCategory("tableware", "Tableware")
PLAY = DemoCategory("play", "Play")
FOOTWEAR = DemoCategory("footwear", "Footwear")
OBJECTS = DemoCategory("objects", "Objects")

ATELIER_NORD = "Atelier Nord"
HINOKI_AND_CLAY = "Hinoki & Clay"
