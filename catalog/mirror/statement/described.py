"""What is said of products, and where they stand: attributes, collections, categories above their own."""

from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject, Substr

from catalog.mirror.rows import AttributeRow
from catalog.models import AttributeValue, Category, CollectionItem
from catalog.models.categories import DEEPEST
from catalog.models.triggers.products import CATEGORY_STEP
from catalog.states import AttributeKind


def attribute_values() -> QuerySet[AttributeValue, Any]:
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


def collections() -> QuerySet[CollectionItem, Any]:
    return (
        CollectionItem.objects.filter(product=OuterRef("pk"), collection__is_shown=True)
        .order_by("collection__name", "collection__pk")
        .values(facts=JSONObject(slug="collection__slug", name="collection__name"))
    )


def categories_above() -> QuerySet[Category, Any]:
    """Found by their paths, with which the category's own path begins."""
    own = OuterRef("category__path")
    above = [Substr(own, 1, level * CATEGORY_STEP) for level in range(1, DEEPEST)]
    rows: QuerySet[Category, Any] = (
        Category.objects.filter(path__in=above, depth__lt=OuterRef("category__depth"))
        .order_by("depth")
        .values(facts=JSONObject(slug="slug", name="name"))
    )
    return rows


def attribute_row(*, slug: str, name: str, kind: str, unit: str, **said: Any) -> AttributeRow:
    """`said` are the columns of the value, of which its kind fills one."""
    if kind == AttributeKind.BOOLEAN:
        value = said["boolean"]
    elif kind == AttributeKind.NUMBER:
        value = f"{Decimal(said['number']).normalize():f}"
    else:
        value = said["text"] or said["choice"] or said["colour"]
    return AttributeRow(slug, name, kind, value, unit)
