"""Lines of carts at today's price and stock, each with all that is told of it, by one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Expression, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from accounts.prepared import Parameter, Row, reading
from assets3d.models import Rendition
from assets3d.states import RenditionRole
from catalog.models import Price, Stock
from catalog.money import Money
from catalog.states import ProductState
from orders.models import CartLine
from orders.queries.carts.lines import PricedLine


@dataclass(frozen=True)
class Wish:
    """How many of something a cart holds, and the price that its owner last saw, in minor units."""

    quantity: int
    seen_minor: int
    is_saved: bool = False


def line_of(row: Row) -> PricedLine:
    """What one row of LINES says."""
    quantity, seen_minor, saved_at, currency, *ware = row
    return priced_line(ware, Wish(quantity, seen_minor, saved_at is not None), currency)


def priced_line(ware: Sequence[Any], wish: Wish, currency: str) -> PricedLine:
    """A line with what `ware_columns` tell."""
    variant_id, product_id, version, merchant_id, tax_class_id, weight_g, revision_id, *named = ware
    slug, product_name, variant_name, sku, material_variant, *today = named
    state, is_active, price_minor, poster_key, stock = today
    places: list[dict[str, Any]] = [json.loads(place) for place in stock]
    is_offered = state == ProductState.PUBLISHED and is_active and price_minor is not None
    return PricedLine(
        variant_id=variant_id,
        product_id=product_id,
        product_version=version,
        merchant_id=merchant_id,
        tax_class_id=tax_class_id,
        weight_g=weight_g or 0,
        stock_ids=tuple(place["id"] for place in places),
        bucket_ids=tuple(
            place["id"] for place in places if place["bucket"] and place["left"] >= wish.quantity
        ),
        revision_id=revision_id,
        product_slug=slug,
        product_name=product_name,
        variant_name=variant_name,
        sku=sku,
        material_variant=material_variant,
        poster_key=poster_key or "",
        quantity=wish.quantity,
        available=sum(place["left"] for place in places) if is_offered else 0,
        price=Money(price_minor, currency) if is_offered else None,
        seen_price=Money(wish.seen_minor, currency),
        is_saved=wish.is_saved,
    )


def ware_columns(variant: str, currency: Expression | OuterRef) -> tuple[str | Combinable, ...]:
    """What lines tell of a variant, for a query whose rows lead to it by the path `variant`, "" for itself."""

    def at(path: str) -> str:
        return f"{variant}__{path}" if variant else path

    pk = OuterRef(variant or "pk")
    price = Price.objects.current(currency).filter(variant=pk)
    stock = Stock.objects.filter(variant=pk).order_by("pk")
    # The variant's own before the one of the model as it opens; rows of carts are small, so the smallest will do.
    look = OuterRef(at("material_variant"))
    posters = Rendition.objects.filter(
        Q(material_variant=look) | Q(material_variant=""),
        conversion=OuterRef(at("product__asset__published_revision__conversion")),
        role=RenditionRole.POSTER_256,
    ).order_by("-material_variant")
    return (
        *(variant or "pk", at("product"), at("product__version"), at("product__merchant")),
        *(at("product__tax_class"), at("weight_g"), at("product__asset__published_revision")),
        *(at("product__slug"), at("product__name"), at("name"), at("sku"), at("material_variant")),
        *(at("product__state"), at("is_active")),
        Subquery(price.values("amount_minor")),
        Subquery(posters.values("key")[:1]),
        ArraySubquery(
            stock.values_list(JSONObject(id="pk", left=F("on_hand") - F("allocated"), bucket="bucket"))
        ),
    )


def _lines(token: Parameter) -> QuerySet[CartLine, Any]:
    wish = ("quantity", "seen_price_minor", "saved_at", "cart__currency")
    wares = ware_columns("variant", OuterRef("cart__currency"))
    return CartLine.objects.filter(cart__token=token).values_list(*wish, *wares)


# By the token of a cart; as many as it holds, in the order they were added.
LINES = reading("orders_cart_wares", lambda: _lines(Parameter(1, models.UUIDField())))
