"""A product as lists tell of it."""

from dataclasses import dataclass

from catalog.money import Money


@dataclass(frozen=True)
class ListedVariant:
    """Lengths in millimetres, weight in grams; None where nobody has said."""

    sku: str
    name: str
    price: Money | None
    compare_at: Money | None
    on_hand: int | None
    is_offered: bool
    look: str
    swatch: str
    width_mm: int | None
    depth_mm: int | None
    height_mm: int | None
    weight_g: int | None


@dataclass(frozen=True)
class ListedProduct:
    """`handle` is what the product was called in the list it came from, otherwise its address."""

    handle: str
    name: str
    tagline: str
    description: str
    category: str
    state: str
    merchant: str
    variants: tuple[ListedVariant, ...]
