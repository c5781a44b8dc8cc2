"""What is chosen of products and seen of them: options with their values, pictures and videos."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from catalog.mirror.rows import MediaRow, OptionRow, ValueRow
from catalog.models import OptionValue, ProductMedia, ProductOption


def options() -> QuerySet[ProductOption, Any]:
    values = OptionValue.objects.filter(option=OuterRef("pk")).order_by("position", "pk")
    facts = values.values(facts=JSONObject(id="pk", name="name", swatch="swatch"))
    return (
        ProductOption.objects.filter(product=OuterRef("pk"))
        .order_by("position", "pk")
        .values(facts=JSONObject(name="name", values=ArraySubquery(facts)))
    )


def option_row(*, name: str, values: Iterable[Mapping[str, Any]]) -> OptionRow:
    return OptionRow(name, tuple(ValueRow(**value) for value in values))


def media() -> QuerySet[ProductMedia, Any]:
    facts = [field.name for field in fields(MediaRow)]
    return (
        ProductMedia.objects.shown()
        .filter(product=OuterRef("pk"))
        .order_by("position", "pk")
        .values(facts=JSONObject(**{fact: fact for fact in facts}))
    )
