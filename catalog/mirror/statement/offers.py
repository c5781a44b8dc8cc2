"""Offered variants with their prices and stock."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from catalog.mirror.rows import VariantRow
from catalog.models import Price, Variant
from catalog.models.offers import available_of


def variants() -> QuerySet[Variant, Any]:
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
                combination="combination",
            )
        )
    )


def variant_row(*, price: Mapping[str, Any] | None, combination: str | None, **facts: Any) -> VariantRow:
    value_ids = tuple(int(value_id) for value_id in combination.split(",")) if combination else ()
    return VariantRow(**facts, **(price or {"price_minor": None}), value_ids=value_ids)
