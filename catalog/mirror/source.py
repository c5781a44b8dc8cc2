"""What a document is made of, out of PostgreSQL.

One statement a call, however many products: a statement sees one snapshot, so that the version and the
content it returns belong together.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from assets3d.models import Rendition
from assets3d.states import RenditionRole
from catalog.mirror.rows import (
    AttributeRow,
    CollectionRow,
    FileRow,
    FramingRow,
    ModelRow,
    PosterRow,
    ProductRow,
    ShelfRow,
    VariantRow,
)
from catalog.models import AttributeValue, Category, CollectionItem, Price, Product, Variant
from catalog.models.offers import available_of
from catalog.states import AttributeKind, ProductState
from catalog.taxes import STANDARD

MODEL = RenditionRole.WEB
POSTERS = (RenditionRole.POSTER_256, RenditionRole.POSTER_512, RenditionRole.POSTER_1024)

REVISION = "asset__published_revision"
FACTS = (
    "id",
    "version",
    "slug",
    "name",
    "tagline",
    "description",
    "seo_title",
    "seo_description",
    "state",
    "published_at",
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
    """Products for sale, newest first: those after (published_at as ISO text, id) in that order."""
    products = Product.objects.for_sale(settings.SHOP_CURRENCY).order_by("-published_at", "-pk")
    if category_slug is not None:
        products = products.filter(category__slug=category_slug)
    if before is not None:
        published_at, product_id = before
        products = products.filter(
            Q(published_at__lt=published_at) | Q(published_at=published_at, pk__lt=product_id)
        )
    return _load(products[:limit])


def load_shelves() -> list[ShelfRow]:
    """Categories in their order that have something for sale."""
    for_sale = Product.objects.for_sale(settings.SHOP_CURRENCY).filter(category=OuterRef("pk"))
    rows = Category.objects.filter(Exists(for_sale)).values_list("slug", "name", "description")
    return [ShelfRow(*row) for row in rows]


def _load(products: QuerySet[Product]) -> list[ProductRow]:
    rows = products.annotate(
        variant_facts=ArraySubquery(_variants()),
        rendition_facts=ArraySubquery(_renditions()),
        attribute_facts=ArraySubquery(_attribute_values()),
        collection_facts=ArraySubquery(_collections()),
        material_variants=F(f"{REVISION}__conversion__report__variants"),
        size=F(f"{REVISION}__conversion__report__result__bounds__size"),
        framing=F(f"{REVISION}__conversion__report__framing"),
    ).values(
        *FACTS,
        *("variant_facts", "rendition_facts", "attribute_facts", "collection_facts"),
        *("material_variants", "size", "framing"),
    )
    return [_product_row(row) for row in rows]


def _variants() -> QuerySet[Variant, Any]:
    price = Price.objects.current(settings.SHOP_CURRENCY).filter(variant=OuterRef("pk")).with_prior_lowest()
    return (
        Variant.objects.filter(product=OuterRef("pk"), is_active=True)
        .order_by("position", "pk")
        .values(
            facts=JSONObject(
                id="pk",
                sku="sku",
                name="name",
                price=Subquery(
                    price.values(
                        facts=JSONObject(
                            price_minor="amount_minor",
                            compare_at_minor="compare_at_minor",
                            prior_lowest_minor="prior_lowest_minor",
                        )
                    )
                ),
                available=available_of("pk"),
                material_variant="material_variant",
                swatch="swatch",
                width_mm="width_mm",
                depth_mm="depth_mm",
                height_mm="height_mm",
                weight_g="weight_g",
                gtin="gtin",
                mpn="mpn",
            )
        )
    )


def _attribute_values() -> QuerySet[AttributeValue, Any]:
    return (
        AttributeValue.objects.filter(product=OuterRef("pk"))
        .order_by("attribute__position", "attribute__name", "pk")
        .values(
            facts=JSONObject(
                slug="attribute__slug",
                name="attribute__name",
                kind="kind",
                unit="attribute__unit",
                text="text",
                # As text, because numbers in JSON lose digits on their way.
                number=Cast("number", TextField()),
                choice="choice__name",
                boolean="boolean",
                colour="colour",
            )
        )
    )


def _collections() -> QuerySet[CollectionItem, Any]:
    return (
        CollectionItem.objects.filter(product=OuterRef("pk"), collection__is_shown=True)
        .order_by("collection__name", "collection__pk")
        .values(facts=JSONObject(slug="collection__slug", name="collection__name"))
    )


def _renditions() -> QuerySet[Rendition, Any]:
    return (
        Rendition.objects.filter(conversion=OuterRef(f"{REVISION}__conversion"))
        .order_by("role", "material_variant")
        .values(
            facts=JSONObject(
                role="role",
                material_variant="material_variant",
                key="key",
                bytes="bytes",
                sha256="sha256",
                content_type="content_type",
                triangles="triangles",
            )
        )
    )


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
        variants=tuple(_variant_row(**facts) for facts in row["variant_facts"]),
        model=_model_row(row),
        seo_title=row["seo_title"],
        seo_description=row["seo_description"],
        attributes=tuple(_attribute_row(**facts) for facts in row["attribute_facts"]),
        collections=tuple(CollectionRow(**facts) for facts in row["collection_facts"]),
    )


def _attribute_row(*, slug: str, name: str, kind: str, unit: str, **said: Any) -> AttributeRow:
    """`said` are the columns of the value, of which its kind fills one."""
    if kind == AttributeKind.BOOLEAN:
        value = said["boolean"]
    elif kind == AttributeKind.NUMBER:
        value = f"{Decimal(said['number']).normalize():f}"
    else:
        value = said["text"] or said["choice"] or said["colour"]
    return AttributeRow(slug, name, kind, value, unit)


def _variant_row(*, price: Mapping[str, Any] | None, **facts: Any) -> VariantRow:
    return VariantRow(**facts, **(price or {"price_minor": None}))


def _model_row(row: Mapping[str, Any]) -> ModelRow | None:
    renditions: Sequence[Mapping[str, Any]] = row["rendition_facts"]
    files = [FileRow(**rendition) for rendition in renditions if rendition["role"] not in POSTERS]
    model = next((file for file in files if file.role == MODEL and not file.material_variant), None)
    if model is None:
        return None
    return ModelRow(
        revision_id=str(row[f"{REVISION}__public_id"]),
        key=model.key,
        bytes=model.bytes,
        triangles=model.triangles or 0,
        bounds_m=_size(row["size"]),
        material_variants=tuple(row["material_variants"] or ()),
        posters=_posters(renditions),
        framing=_framing(row["framing"]),
        files=tuple(files),
    )


def _size(size: Sequence[float] | None) -> tuple[float, float, float] | None:
    if size is None:
        return None
    width, height, depth = size
    return width, height, depth


def _framing(framing: Mapping[str, Any] | None) -> FramingRow | None:
    return FramingRow(framing["orbit"], framing["field_of_view_degrees"]) if framing else None


def _posters(renditions: Iterable[Mapping[str, Any]]) -> dict[str, PosterRow]:
    """Posters by material variant, where all three sizes are there."""
    keys: dict[str, dict[str, str]] = {}
    for rendition in renditions:
        keys.setdefault(rendition["material_variant"], {})[rendition["role"]] = rendition["key"]
    return {
        material_variant: PosterRow(*(by_role[role] for role in POSTERS))
        for material_variant, by_role in keys.items()
        if by_role.keys() >= set(POSTERS)
    }
