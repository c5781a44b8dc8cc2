"""A product as lists tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    gtin: str = ""
    mpn: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ListedPicture:
    """Where a picture came from, what it shows, and of which variants, none being the product."""

    address: str
    alt: str
    skus: tuple[str, ...]


@dataclass(frozen=True)
class ListedProduct:
    """`handle` is what the product was called in the list it came from, otherwise its address.

    `said` is what is said under attributes, by what programs call them, as text. `tags` are the names of the merchant's
    collections that the product is in, `collections` their addresses.
    """

    handle: str
    name: str
    tagline: str
    description: str
    category: str
    state: str
    merchant: str
    variants: tuple[ListedVariant, ...]
    type: str = ""
    tax_class: str = ""
    seo_title: str = ""
    seo_description: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    collections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    pictures: tuple[ListedPicture, ...] = ()

    def picture_of(self, sku: str) -> str:
        """The address of the picture of this variant, "" when it has none of its own."""
        return next((picture.address for picture in self.pictures if sku in picture.skus), "")
