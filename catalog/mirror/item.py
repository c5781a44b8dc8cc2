"""Documents of the mirror: from rows to what is stored, and from what is stored to what readers get.

Pure: no database, no network, no framework. A document is JSON; it holds storage keys, never addresses.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from typing import Any

from catalog.errors import DocumentTooLarge
from catalog.mirror.rows import FileRow, ModelRow, PosterRow, ProductRow, ShelfRow, VariantRow
from catalog.mirror.view import (
    AttributeView,
    CategoryView,
    CollectionView,
    FileView,
    FramingView,
    ModelView,
    PosterView,
    ProductView,
    ReductionView,
    VariantView,
)
from catalog.money import Money
from catalog.scarcity import shown_as_left
from catalog.taxes import STANDARD

Document = Mapping[str, Any]
UrlOf = Callable[[str], str]

# DynamoDB takes 400 KB an item, attribute names included; the rest is room for those.
MAX_DOCUMENT_BYTES = 390_000
# The partition of the index `shop`, which lists the products of all categories.
WHOLE_SHOP = "all"
SHELVES_PK = "shelves"


@dataclass(frozen=True)
class Item:
    """One row of the mirror. Without a `document` it is a tombstone: that nothing is shown at this address.

    `listing` and `shop` are the partitions of the two indexes and `rank` the order in both; a tombstone has
    none, so that no listing shows it.
    """

    pk: str
    version: int
    document: str | None
    listing: str | None = None
    shop: str | None = None
    rank: str | None = None

    @property
    def digest(self) -> str:
        """Equal for equal content, whatever the version."""
        return hashlib.sha256((self.document or "").encode()).hexdigest()


def product_pk(slug: str) -> str:
    """The key of the document at a product's address."""
    return f"product#{slug}"


def rank_of(published_at: datetime, product_id: int) -> str:
    """Sorts as text like (published_at, product_id). `published_at` is in UTC."""
    return f"{published_at:%Y-%m-%dT%H:%M:%S.%f}Z#{product_id:020d}"


def tombstone(slug: str, version: int) -> Item:
    """That no product is shown at this address since `version`."""
    return Item(pk=product_pk(slug), version=version, document=None)


def product_item(row: ProductRow, currency: str) -> Item:
    """What the mirror holds at the product's address: its document, or a tombstone when it is not for sale."""
    document = product_document(row, currency)
    if document is None or row.published_at is None:
        return tombstone(row.slug, row.version)
    return Item(
        pk=product_pk(row.slug),
        version=row.version,
        document=_dump(document),
        listing=row.category_slug,
        shop=WHOLE_SHOP,
        rank=rank_of(row.published_at, row.id),
    )


def require_storable(item: Item) -> None:
    """Raise DocumentTooLarge when the mirror cannot hold the item."""
    size = len((item.document or "").encode())
    if size > MAX_DOCUMENT_BYTES:
        raise DocumentTooLarge(f"The document {item.pk} has {size} bytes, {MAX_DOCUMENT_BYTES} fit.")


def shelves_item(shelves: Iterable[ShelfRow], version: int) -> Item:
    """The one document that names the shop's categories, in their order."""
    return Item(pk=SHELVES_PK, version=version, document=_dump(shelves_document(shelves)))


def product_document(row: ProductRow, currency: str) -> Document | None:
    """All that shoppers see of a product; None when it is not published or no variant has a price."""
    variants = [
        _variant_document(variant, row.model, Money(variant.price_minor, currency))
        for variant in row.variants
        if variant.price_minor is not None
    ]
    if not row.is_published or row.published_at is None or not variants:
        return None
    # Only where something is said, so that the documents of all others stay as they are stored.
    seo = {"seo": [row.seo_title, row.seo_description]} if row.seo_title or row.seo_description else {}
    return {
        "id": row.id,
        "slug": row.slug,
        "name": row.name,
        "tagline": row.tagline,
        "description": row.description,
        **seo,
        "merchant": row.merchant_name,
        "category": {"slug": row.category_slug, "name": row.category_name},
        "published_at": row.published_at.isoformat(),
        # As with reductions: what nearly all have costs no bytes, and documents of before are without it.
        **({"tax_class": row.tax_class} if row.tax_class != STANDARD else {}),
        **_said_of(row),
        "variants": variants,
        "model": _model_document(row.model) if row.model else None,
    }


def shelves_document(shelves: Iterable[ShelfRow]) -> Document:
    return {"shelves": [asdict(shelf) for shelf in shelves]}


def product_view(document: Document, version: int, url_of: UrlOf) -> ProductView:
    """The product that a document describes; `url_of` makes an address of a storage key."""
    seo_title, seo_description = document.get("seo", ("", ""))
    return ProductView(
        id=document["id"],
        version=version,
        slug=document["slug"],
        name=document["name"],
        tagline=document["tagline"],
        description=document["description"],
        merchant_name=document["merchant"],
        category_slug=document["category"]["slug"],
        category_name=document["category"]["name"],
        published_at=datetime.fromisoformat(document["published_at"]),
        variants=tuple(_variant_view(variant, url_of) for variant in document["variants"]),
        model=_model_view(document["model"], url_of) if document["model"] else None,
        seo_title=seo_title,
        seo_description=seo_description,
        tax_class=document.get("tax_class", STANDARD),
        attributes=tuple(AttributeView(*attribute) for attribute in document.get("attributes", ())),
        collections=tuple(CollectionView(*collection) for collection in document.get("collections", ())),
    )


def category_views(document: Document) -> tuple[CategoryView, ...]:
    return tuple(CategoryView(**shelf) for shelf in document["shelves"])


def _dump(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _said_of(row: ProductRow) -> Document:
    """Attributes and collections as lists of values, in the order of their views; only where there are any."""
    attributes = [astuple(attribute) for attribute in row.attributes]
    collections = [astuple(collection) for collection in row.collections]
    return {
        **({"attributes": attributes} if attributes else {}),
        **({"collections": collections} if collections else {}),
    }


def _variant_document(variant: VariantRow, model: ModelRow | None, price: Money) -> Document:
    posters = model.posters if model else {}
    poster = posters.get(variant.material_variant) or posters.get("")
    reduction = {"reduction": [variant.compare_at_minor, variant.prior_lowest_minor]}
    return {
        "id": variant.id,
        "sku": variant.sku,
        **({"gtin": variant.gtin} if variant.gtin else {}),
        **({"mpn": variant.mpn} if variant.mpn else {}),
        "name": variant.name,
        "price": [price.minor, price.currency],
        **(reduction if variant.compare_at_minor is not None else {}),
        "left": shown_as_left(variant.available),
        "material_variant": variant.material_variant,
        "swatch": variant.swatch,
        "size_mm": [variant.width_mm, variant.depth_mm, variant.height_mm],
        "weight_g": variant.weight_g,
        "poster": _poster_document(poster) if poster else None,
    }


def _poster_document(poster: PosterRow) -> list[str]:
    return [poster.small_key, poster.medium_key, poster.large_key]


def _model_document(model: ModelRow) -> Document:
    return {
        "revision": model.revision_id,
        "key": model.key,
        "bytes": model.bytes,
        "triangles": model.triangles,
        "bounds_m": model.bounds_m,
        "material_variants": model.material_variants,
        "framing": asdict(model.framing) if model.framing else None,
        "files": [_file_document(file) for file in model.files],
    }


def _file_document(file: FileRow) -> list[object]:
    """A list, because there may be hundreds of files and each of their members would cost its name again."""
    return [
        *(file.role, file.material_variant, file.key),
        *(file.bytes, file.sha256, file.content_type, file.triangles),
    ]


def _variant_view(document: Document, url_of: UrlOf) -> VariantView:
    minor, currency = document["price"]
    width, depth, height = document["size_mm"]
    poster = document["poster"]
    # Only in documents of reduced variants.
    reduction = document.get("reduction")
    return VariantView(
        id=document["id"],
        sku=document["sku"],
        name=document["name"],
        price=Money(minor, currency),
        left=document["left"],
        material_variant=document["material_variant"],
        swatch=document["swatch"],
        width_mm=width,
        depth_mm=depth,
        height_mm=height,
        weight_g=document["weight_g"],
        poster=PosterView(*(url_of(key) for key in poster)) if poster else None,
        reduction=_reduction_view(reduction, currency) if reduction else None,
        gtin=document.get("gtin", ""),
        mpn=document.get("mpn", ""),
    )


def _reduction_view(amounts: Sequence[Any], currency: str) -> ReductionView:
    compare_at, prior_lowest = amounts
    lowest = None if prior_lowest is None else Money(prior_lowest, currency)
    return ReductionView(compare_at=Money(compare_at, currency), prior_lowest=lowest)


def _model_view(document: Document, url_of: UrlOf) -> ModelView:
    bounds = document["bounds_m"]
    # Documents of before posters had a framing of their own, or models several files, are without them.
    framing = document.get("framing")
    return ModelView(
        revision_id=document["revision"],
        url=url_of(document["key"]),
        bytes=document["bytes"],
        triangles=document["triangles"],
        bounds_m=(bounds[0], bounds[1], bounds[2]) if bounds else None,
        material_variants=tuple(document["material_variants"]),
        framing=FramingView(framing["orbit"], framing["field_of_view_degrees"]) if framing else None,
        files=tuple(_file_view(file, url_of) for file in document.get("files", ())),
    )


def _file_view(file: Sequence[Any], url_of: UrlOf) -> FileView:
    role, material_variant, key, bytes_, sha256, content_type, triangles = file
    return FileView(role, material_variant, url_of(key), bytes_, sha256, content_type, triangles)
