"""What PostgreSQL says about a product, as plain facts: what its document is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from catalog.taxes import STANDARD


@dataclass(frozen=True)
class PosterRow:
    """Storage keys of one picture in three sizes."""

    small_key: str
    medium_key: str
    large_key: str


@dataclass(frozen=True)
class FramingRow:
    """The camera that took the posters."""

    orbit: str
    field_of_view_degrees: float


@dataclass(frozen=True)
class FileRow:
    """A model file of the revision. `role` is a RenditionRole; `material_variant` is "" where it holds all of them."""

    role: str
    material_variant: str
    key: str
    bytes: int
    sha256: str
    content_type: str
    triangles: int | None


@dataclass(frozen=True)
class ModelRow:
    """The published revision of the product's 3D model.

    `key`, `bytes` and `triangles` are those of the file for the shop, which is also among the `files`. `posters` are found by material variant, "" being the model as it opens. `bounds_m` is width, height,
    depth in metres.
    """

    revision_id: str
    key: str
    bytes: int
    triangles: int
    bounds_m: tuple[float, float, float] | None
    material_variants: tuple[str, ...]
    posters: Mapping[str, PosterRow]
    framing: FramingRow | None = None
    files: tuple[FileRow, ...] = ()


@dataclass(frozen=True)
class VariantRow:
    """An offered variant. `price_minor` is None where it has no price in the shop's currency now.

    `value_ids` are the keys of its options' values. Of a reduced price, `compare_at_minor` is what it costs otherwise and
    `prior_lowest_minor` the lowest price of the thirty days before the reduction, None where there was none.
    """

    id: int
    sku: str
    name: str
    price_minor: int | None
    available: int
    material_variant: str
    swatch: str
    width_mm: int | None
    depth_mm: int | None
    height_mm: int | None
    weight_g: int | None
    compare_at_minor: int | None = None
    prior_lowest_minor: int | None = None
    gtin: str = ""
    mpn: str = ""
    value_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class AttributeRow:
    """What is said of a product under one attribute.

    `kind` is an AttributeKind. `value` is a bool where it is a yes or no, and text of every other kind: a number's
    decimal digits without needless zeros, a choice's name, a colour like #a1b2c3.
    """

    slug: str
    name: str
    kind: str
    value: str | bool
    unit: str = ""


@dataclass(frozen=True)
class CollectionRow:
    """A collection that is shown and has the product in it."""

    slug: str
    name: str


@dataclass(frozen=True)
class ValueRow:
    """A value of an option."""

    id: int
    name: str
    swatch: str


@dataclass(frozen=True)
class OptionRow:
    """An option with its values, each in its order."""

    name: str
    values: tuple[ValueRow, ...]


@dataclass(frozen=True)
class MediaRow:
    """A picture, with storage keys and the largest one's pixels, or a video, with its address alone."""

    alt: str
    variant_id: int | None
    video_url: str
    small_key: str
    medium_key: str
    large_key: str
    width: int | None
    height: int | None


@dataclass(frozen=True)
class ProductRow:
    """A product in any state, with its offered variants and what is said of it in their order."""

    id: int
    version: int
    slug: str
    name: str
    tagline: str
    description: str
    merchant_name: str
    category_slug: str
    category_name: str
    is_published: bool
    published_at: datetime | None
    variants: tuple[VariantRow, ...]
    model: ModelRow | None
    seo_title: str = ""
    seo_description: str = ""
    tax_class: str = STANDARD
    attributes: tuple[AttributeRow, ...] = ()
    collections: tuple[CollectionRow, ...] = ()
    # Slug and name of each category above its own, from the top down.
    categories_above: tuple[tuple[str, str], ...] = ()
    options: tuple[OptionRow, ...] = ()
    media: tuple[MediaRow, ...] = ()
    # "" where it is the shop's own.
    language: str = ""
    # Since when it has its version, None where nothing kept that.
    changed_at: datetime | None = None


@dataclass(frozen=True)
class ShelfRow:
    """A category that has something on it, or below it where `has_own` is False.

    `parent_slug` is that of the category above it, "" at the top.
    """

    slug: str
    name: str
    description: str
    parent_slug: str = ""
    has_own: bool = True


@dataclass(frozen=True)
class CollectedRow:
    """A collection that is shown, and the addresses of its products in their order, whatever their state."""

    slug: str
    name: str
    description: str
    product_slugs: tuple[str, ...] = ()
