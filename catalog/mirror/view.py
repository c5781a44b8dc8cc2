"""What readers of the catalogue get: frozen facts about products, complete without another query.

Addresses of posters and models are put together when a document is read, so that documents hold keys
only and an asset host may change without rewriting the mirror.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from catalog.mirror.documents.media_view import MediaView
from catalog.money import Money
from catalog.scarcity import PLENTY
from catalog.taxes import STANDARD


@dataclass(frozen=True)
class PosterView:
    """The same picture in three sizes: square WebP of 256, 512 and 1024 pixels with a clear background."""

    small_url: str
    medium_url: str
    large_url: str

    @property
    def srcset(self) -> str:
        """The three sizes as an <img> lists them."""
        return f"{self.small_url} 256w, {self.medium_url} 512w, {self.large_url} 1024w"


@dataclass(frozen=True)
class FramingView:
    """The camera that took the posters, as the viewer's template wants it: the orbit in <model-viewer>'s words."""

    orbit: str
    field_of_view_degrees: float


@dataclass(frozen=True)
class FileView:
    """A file of the model. `role` is "web", "web-webp", "high", "lite", "nano", "ar-glb" or "ar-usdz".

    `material_variant` is "" where the file holds all variants, or shows the model as it opens.
    """

    role: str
    material_variant: str
    url: str
    bytes: int
    sha256: str
    content_type: str
    triangles: int | None


@dataclass(frozen=True)
class ModelView:
    """The published 3D model as the page loads it.

    `url`, `bytes` and `triangles` are those of the file "web"; `files` are all there are, none of them in documents
    of before there were several. `bounds_m` is width, height, depth in metres. `framing` is None where no camera is known.
    """

    revision_id: str
    url: str
    bytes: int
    triangles: int
    bounds_m: tuple[float, float, float] | None
    material_variants: tuple[str, ...]
    framing: FramingView | None = None
    files: tuple[FileView, ...] = ()

    @property
    def webp(self) -> FileView | None:
        """The same as "web" for browsers that cannot read its pictures."""
        return self._file("web-webp")

    @property
    def lite(self) -> FileView | None:
        """For weak devices and for people who save data."""
        return self._file("lite")

    @property
    def room(self) -> FileView | None:
        """What Android stands into a room."""
        return self._file("ar-glb")

    @property
    def room_urls(self) -> Mapping[str, str]:
        """What iPhone and iPad stand into a room: addresses by material variant, "" being as the model opens."""
        return {file.material_variant: file.url for file in self.files if file.role == "ar-usdz"}

    @property
    def room_urls_json(self) -> str:
        return json.dumps(self.room_urls, ensure_ascii=False)

    def _file(self, role: str) -> FileView | None:
        return next((file for file in self.files if file.role == role), None)


@dataclass(frozen=True)
class ReductionView:
    """What a reduced variant costs otherwise, and the lowest price of the thirty days before it was reduced.

    `prior_lowest` is None where the variant had no price before.
    """

    compare_at: Money
    prior_lowest: Money | None


@dataclass(frozen=True)
class ValueView:
    """A value of an option. `swatch` is a colour such as #a1b2c3, or ""."""

    name: str
    swatch: str


@dataclass(frozen=True)
class OptionView:
    """What is chosen, and from which values; each of them leads to a variant at least."""

    name: str
    values: tuple[ValueView, ...]


@dataclass(frozen=True)
class VariantView:
    """One choice. `left` is the number available, never above PLENTY.

    `values` are names of values in the order of the product's options.
    """

    id: int
    sku: str
    name: str
    price: Money
    left: int
    material_variant: str
    swatch: str
    width_mm: int | None
    depth_mm: int | None
    height_mm: int | None
    weight_g: int | None
    poster: PosterView | None
    reduction: ReductionView | None = None
    gtin: str = ""
    mpn: str = ""
    values: tuple[str, ...] = ()

    @property
    def is_sold_out(self) -> bool:
        return self.left == 0

    @property
    def is_scarce(self) -> bool:
        return 0 < self.left < PLENTY


@dataclass(frozen=True)
class AttributeView:
    """What is said of a product under one attribute.

    `kind` is an AttributeKind. `value` is a bool where it is a yes or no, and text of every other kind: a number's
    decimal digits, a choice's name, a colour like #a1b2c3. `unit` is that of numbers, "" where they have none.
    """

    slug: str
    name: str
    kind: str
    value: str | bool
    unit: str


@dataclass(frozen=True)
class CategoryAboveView:
    """A category above the product's own."""

    slug: str
    name: str


@dataclass(frozen=True)
class CollectionView:
    """A collection that the product is in."""

    slug: str
    name: str


@dataclass(frozen=True)
class ProductView:
    """A published product with at least one variant that has a price.

    `seo_title` and `seo_description` are for search engines and shared links, "" where the product's own words do.
    """

    id: int
    version: int
    slug: str
    name: str
    tagline: str
    description: str
    merchant_name: str
    category_slug: str
    category_name: str
    published_at: datetime
    variants: tuple[VariantView, ...]
    model: ModelView | None
    seo_title: str = ""
    seo_description: str = ""
    # The code of the class; which rate that is depends on where it is sent.
    tax_class: str = STANDARD
    attributes: tuple[AttributeView, ...] = ()
    collections: tuple[CollectionView, ...] = ()
    # From the top down.
    categories_above: tuple[CategoryAboveView, ...] = ()
    options: tuple[OptionView, ...] = ()
    media: tuple[MediaView, ...] = ()
    # A BCP 47 tag; "" where it is the shop's own.
    language: str = ""
    # Since when it has its version, None where nothing kept that.
    changed_at: datetime | None = None

    @property
    def shared_title(self) -> str:
        """What search engines and shared links call it."""
        return self.seo_title or self.name

    @property
    def shared_description(self) -> str:
        """What they say of it; never empty."""
        return self.seo_description or self.tagline or self.description or self.name

    @property
    def poster(self) -> PosterView | None:
        return next((variant.poster for variant in self.variants if variant.poster), None)

    @property
    def lowest_price(self) -> Money:
        return min((variant.price for variant in self.variants), key=lambda price: price.minor)

    @property
    def has_several_prices(self) -> bool:
        return len({variant.price.minor for variant in self.variants}) > 1

    @property
    def is_sold_out(self) -> bool:
        return all(variant.is_sold_out for variant in self.variants)


@dataclass(frozen=True)
class CategoryView:
    """A category with something on it or below. `has_own` when there is something on it itself.

    `parent_slug` is that of the category above it, "" at the top.
    """

    slug: str
    name: str
    description: str
    parent_slug: str = ""
    has_own: bool = True


@dataclass(frozen=True)
class ListingView:
    """A page of products, newest first, and the opaque cursor of the next page ("" on the last)."""

    products: tuple[ProductView, ...]
    next_cursor: str
