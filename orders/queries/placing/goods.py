"""What is to be ordered of a cart: `price_lines` and the options that were chosen, for the moment it is ordered."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from assets3d.models import Rendition
from assets3d.states import RenditionRole
from catalog.models import Price, Stock, VariantOption
from catalog.money import Money
from catalog.states import ProductState
from orders.models import CartLine
from orders.queries.carts.cart import PricedLine
from orders.queries.prepared import Parameter, Row, reading

# As (name, value).
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class OrderedGoods:
    """A line at today's price and what was chosen of its product's options, in the order of the product page."""

    line: PricedLine
    options: Options


def goods_of(row: Row, currency: str) -> OrderedGoods:
    """What one row of GOODS says."""
    variant_id, product_id, version, merchant_id, tax_class_id, weight_g, revision_id, *said = row
    slug, product_name, variant_name, sku, material_variant, quantity, seen_minor, *today = said
    state, is_active, price_minor, poster_key, stock, options = today
    places: list[dict[str, Any]] = [json.loads(place) for place in stock]
    is_offered = state == ProductState.PUBLISHED and is_active and price_minor is not None
    line = PricedLine(
        variant_id=variant_id,
        product_id=product_id,
        product_version=version,
        merchant_id=merchant_id,
        tax_class_id=tax_class_id,
        weight_g=weight_g or 0,
        stock_ids=tuple(place["id"] for place in places),
        bucket_ids=tuple(place["id"] for place in places if place["bucket"] and place["left"] >= quantity),
        revision_id=revision_id,
        product_slug=slug,
        product_name=product_name,
        variant_name=variant_name,
        sku=sku,
        material_variant=material_variant,
        poster_key=poster_key or "",
        quantity=quantity,
        available=sum(place["left"] for place in places) if is_offered else 0,
        price=Money(price_minor, currency) if is_offered else None,
        seen_price=Money(seen_minor, currency),
    )
    chosen = [json.loads(option) for option in options]
    return OrderedGoods(line, [(option["name"], option["value"]) for option in chosen])


def _goods(token: Parameter) -> QuerySet[CartLine, Any]:
    variant = OuterRef("variant")
    price = Price.objects.current(OuterRef("cart__currency")).filter(variant=variant)
    stock = Stock.objects.filter(variant=variant).order_by("pk")
    options = VariantOption.objects.filter(variant=variant).order_by("option__position", "option")
    return (
        CartLine.objects.to_buy()
        .filter(cart__token=token)
        .values_list(
            "variant",
            "variant__product",
            "variant__product__version",
            "variant__product__merchant",
            "variant__product__tax_class",
            "variant__weight_g",
            "variant__product__asset__published_revision",
            "variant__product__slug",
            "variant__product__name",
            "variant__name",
            "variant__sku",
            "variant__material_variant",
            "quantity",
            "seen_price_minor",
            "variant__product__state",
            "variant__is_active",
            Subquery(price.values("amount_minor")),
            Subquery(_posters().values("key")[:1]),
            ArraySubquery(
                stock.values_list(JSONObject(id="pk", left=F("on_hand") - F("allocated"), bucket="bucket"))
            ),
            ArraySubquery(options.values_list(JSONObject(name="option__name", value="value__name"))),
        )
    )


def _posters() -> QuerySet[Rendition]:
    """The variant's own before the one of the model as it opens."""
    look = OuterRef("variant__material_variant")
    return Rendition.objects.filter(
        Q(material_variant=look) | Q(material_variant=""),
        conversion=OuterRef("variant__product__asset__published_revision__conversion"),
        role=RenditionRole.POSTER_256,
    ).order_by("-material_variant")


# By the token of a cart.
GOODS = reading("orders_goods", lambda: _goods(Parameter(1, models.UUIDField())))
