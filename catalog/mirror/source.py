"""What a document is made of, out of PostgreSQL.

One statement a call, however many products: a statement sees one snapshot, so that the version and the
content it returns belong together.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from catalog.mirror.rows import CollectedRow, CollectionRow, MediaRow, ProductRow, ShelfRow
from catalog.mirror.statement.chosen import media, option_row, options
from catalog.mirror.statement.described import attribute_row, attribute_values, categories_above, collections
from catalog.mirror.statement.model import REVISION, model_row, renditions
from catalog.mirror.statement.offers import variant_row, variants
from catalog.models import Attribute, AttributeChoice, Category, Collection, CollectionItem, Product
from catalog.states import ProductState
from catalog.taxes import STANDARD

# Products of a collection that are shown; more would not fit into one document.
MOST_COLLECTED = 2_000
FACTS = (
    "id",
    "version",
    "slug",
    "name",
    "tagline",
    "description",
    "language",
    "seo_title",
    "seo_description",
    "state",
    "published_at",
    "changed_at",
    "merchant__name",
    "category__slug",
    "category__name",
    "tax_class__code",
    f"{REVISION}__public_id",
)


def load_by_slugs(slugs: Iterable[str]) -> dict[str, ProductRow]:
    """Products by address, in whatever state; addresses that nobody has are left out."""
    return {row.slug: row for row in _load(Product.objects.filter(slug__in=list(slugs)))}


def load_by_ids(ids: Iterable[int]) -> list[ProductRow]:
    return _load(Product.objects.filter(pk__in=list(ids)))


def load_newest(category_slug: str | None, before: tuple[str, int] | None, limit: int) -> list[ProductRow]:
    """Products for sale, newest first: those after (published_at as ISO text, id) in that order.

    Of the category and of all below it; of the whole shop where it is None.
    """
    products = Product.objects.for_sale(settings.SHOP_CURRENCY).order_by("-published_at", "-pk")
    if category_slug is not None:
        products = products.on_shelf(category_slug)
    if before is not None:
        published_at, product_id = before
        products = products.filter(
            Q(published_at__lt=published_at) | Q(published_at=published_at, pk__lt=product_id)
        )
    return _load(products[:limit])


def load_shelves() -> list[ShelfRow]:
    """Categories in their order that have something for sale on them or below."""
    for_sale = Product.objects.for_sale(settings.SHOP_CURRENCY).filter(category=OuterRef("pk"))
    categories = list(Category.objects.annotate(has_own=Exists(for_sale)))
    by_path = {category.path: category for category in categories}
    stocked = {
        path for category in categories if category.has_own for path in (*category.paths_above, category.path)
    }
    return [
        ShelfRow(
            slug=category.slug,
            name=category.name,
            description=category.description,
            parent_slug=by_path[category.parent_path].slug if category.parent_path else "",
            has_own=category.has_own,
        )
        for category in categories
        if category.path in stocked
    ]


def load_collections() -> list[CollectedRow]:
    """Collections by name that are shown and have something in them, without their products."""
    rows = _shown_collections().values_list("slug", "name", "description")
    return [CollectedRow(*row) for row in rows]


def load_collected(slug: str) -> CollectedRow | None:
    """The collection at this address with its products; None where none is shown."""
    items = (
        CollectionItem.objects.filter(collection=OuterRef("pk"))
        .order_by("position", "pk")
        .values("product__slug")[:MOST_COLLECTED]
    )
    found = _shown_collections().filter(slug=slug).annotate(product_slugs=ArraySubquery(items))
    for name, description, slugs in found.values_list("name", "description", "product_slugs"):
        return CollectedRow(slug, name, description, tuple(slugs))
    return None


def load_attributes() -> list[tuple[str, str, str, str, list[str]]]:
    """Slug, name, kind, unit and the names of the choices of each attribute, in their order."""
    choices = AttributeChoice.objects.filter(attribute=OuterRef("pk")).order_by("position", "name", "pk")
    attributes = Attribute.objects.annotate(choice_names=ArraySubquery(choices.values("name")))
    return list(attributes.values_list("slug", "name", "kind", "unit", "choice_names"))


def _shown_collections() -> QuerySet[Collection]:
    return Collection.objects.filter(
        Exists(CollectionItem.objects.filter(collection=OuterRef("pk"))), is_shown=True
    )


def _load(products: QuerySet[Product]) -> list[ProductRow]:
    rows = products.annotate(
        variant_facts=ArraySubquery(variants()),
        rendition_facts=ArraySubquery(renditions()),
        attribute_facts=ArraySubquery(attribute_values()),
        collection_facts=ArraySubquery(collections()),
        above=ArraySubquery(categories_above()),
        option_facts=ArraySubquery(options()),
        media_facts=ArraySubquery(media()),
        material_variants=F(f"{REVISION}__conversion__report__variants"),
        size=F(f"{REVISION}__conversion__report__result__bounds__size"),
        framing=F(f"{REVISION}__conversion__report__framing"),
    ).values(
        *FACTS,
        *("variant_facts", "rendition_facts", "attribute_facts", "collection_facts", "above"),
        *("option_facts", "media_facts", "material_variants", "size", "framing"),
    )
    return [_product_row(row) for row in rows]


def _product_row(row: Mapping[str, Any]) -> ProductRow:
    return ProductRow(
        id=row["id"],
        version=row["version"],
        slug=row["slug"],
        name=row["name"],
        tagline=row["tagline"],
        description=row["description"],
        merchant_name=row["merchant__name"],
        category_slug=row["category__slug"],
        category_name=row["category__name"],
        tax_class=row["tax_class__code"] or STANDARD,
        is_published=row["state"] == ProductState.PUBLISHED,
        published_at=row["published_at"],
        changed_at=row["changed_at"],
        variants=tuple(variant_row(**facts) for facts in row["variant_facts"]),
        model=model_row(row),
        seo_title=row["seo_title"],
        seo_description=row["seo_description"],
        attributes=tuple(attribute_row(**facts) for facts in row["attribute_facts"]),
        collections=tuple(CollectionRow(**facts) for facts in row["collection_facts"]),
        categories_above=tuple((facts["slug"], facts["name"]) for facts in row["above"]),
        options=tuple(option_row(**facts) for facts in row["option_facts"]),
        media=tuple(MediaRow(**facts) for facts in row["media_facts"]),
        language="" if row["language"] == settings.LANGUAGE_CODE else row["language"],
    )
