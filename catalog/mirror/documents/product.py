"""A product: its document, and what readers get of it."""

from dataclasses import astuple
from datetime import datetime

from catalog.mirror.documents.media import media_document, media_views
from catalog.mirror.documents.model import model_document, model_view
from catalog.mirror.documents.options import option_views, options_document, shown_options
from catalog.mirror.documents.variant import variant_document, variant_view
from catalog.mirror.documents.words import Document, UrlOf
from catalog.mirror.rows import ProductRow
from catalog.mirror.view import AttributeView, CategoryAboveView, CollectionView, ProductView
from catalog.money import Money
from catalog.taxes import STANDARD


def product_document(row: ProductRow, currency: str) -> Document | None:
    """All that shoppers see of a product; None when it is not published or no variant has a price."""
    offered = [variant for variant in row.variants if variant.price_minor is not None]
    options = shown_options(row, offered)
    variants = [
        variant_document(variant, row.model, Money(variant.price_minor or 0, currency), options)
        for variant in offered
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
        **({"language": row.language} if row.language else {}),
        "merchant": row.merchant_name,
        "category": _category_document(row),
        "published_at": row.published_at.isoformat(),
        **({"changed_at": row.changed_at.isoformat()} if row.changed_at else {}),
        # As with reductions: what nearly all have costs no bytes, and documents of before are without it.
        **({"tax_class": row.tax_class} if row.tax_class != STANDARD else {}),
        **_said_of(row),
        **({"options": options_document(options, offered)} if options else {}),
        "variants": variants,
        **({"media": media_document(row.media)} if row.media else {}),
        "model": model_document(row.model) if row.model else None,
    }


def product_view(document: Document, version: int, url_of: UrlOf) -> ProductView:
    """The product that a document describes; `url_of` makes an address of a storage key."""
    seo_title, seo_description = document.get("seo", ("", ""))
    changed_at = document.get("changed_at")
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
        changed_at=datetime.fromisoformat(changed_at) if changed_at else None,
        variants=tuple(variant_view(variant, url_of) for variant in document["variants"]),
        model=model_view(document["model"], url_of) if document["model"] else None,
        seo_title=seo_title,
        seo_description=seo_description,
        tax_class=document.get("tax_class", STANDARD),
        attributes=tuple(AttributeView(*attribute) for attribute in document.get("attributes", ())),
        options=option_views(document),
        media=media_views(document, url_of),
        language=document.get("language", ""),
        collections=tuple(CollectionView(*collection) for collection in document.get("collections", ())),
        categories_above=tuple(CategoryAboveView(*each) for each in document["category"].get("above", ())),
    )


def _category_document(row: ProductRow) -> Document:
    above = {"above": row.categories_above} if row.categories_above else {}
    return {"slug": row.category_slug, "name": row.category_name, **above}


def _said_of(row: ProductRow) -> Document:
    """Attributes and collections as lists of values, in the order of their views; only where there are any."""
    attributes = [astuple(attribute) for attribute in row.attributes]
    collections = [astuple(collection) for collection in row.collections]
    return {
        **({"attributes": attributes} if attributes else {}),
        **({"collections": collections} if collections else {}),
    }
