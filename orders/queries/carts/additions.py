"""All that putting something into a cart stands on, read in one trip."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Expression, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.prepared import Parameter, Row, columns_of, execute, reading
from catalog.models import Price, Variant
from catalog.models.offers import available_of
from catalog.money import Money
from catalog.states import ProductState
from orders.models import LARGEST_ID, Cart, CartLine
from orders.queries.carts.offers import Offer

CART_COLUMNS = tuple(columns_of(Cart))


@dataclass(frozen=True)
class KnownLine:
    """`is_saved` when it is put aside for later."""

    quantity: int
    is_saved: bool


@dataclass(frozen=True)
class Additions:
    """A cart whose row is locked, None without one; its lines by variant; and what is to be added, None if not sold."""

    cart: Cart | None
    lines: dict[int, KnownLine]
    offer: Offer | None


def lock_and_read(token: UUID | None, variant_id: int) -> Additions:
    """The cart with this token, locked until the transaction ends, and the offer of a variant in its currency.

    Without a token nothing is locked, and the currency is the shop's.
    """
    # What no row can have for a key cannot even be asked for.
    wanted = variant_id if 0 < variant_id <= LARGEST_ID else 0
    offer = (_OFFER, [wanted, token, settings.SHOP_CURRENCY])
    if token is None:
        (offers,) = execute(offer)
        return Additions(None, {}, _offer_of(offers))
    carts, lines, offers = execute((CART, [token]), (_LINES, [token]), offer)
    return Additions(
        cart=Cart.from_db("default", CART_COLUMNS, carts[0]) if carts else None,
        lines={variant: KnownLine(quantity, saved_at is not None) for variant, quantity, saved_at in lines},
        offer=_offer_of(offers),
    )


def _offer_of(rows: list[Row]) -> Offer | None:
    if not rows:
        return None
    variant_id, product_name, name, currency, price_minor, available = rows[0]
    return Offer(
        variant_id=variant_id,
        name=f"{product_name} ({name})",
        price=Money(price_minor, currency),
        available=available,
    )


def _carts(token: Parameter) -> QuerySet[Cart, Any]:
    return Cart.objects.select_for_update().filter(token=token).values_list(*CART_COLUMNS)


def _lines(token: Parameter) -> QuerySet[CartLine, Any]:
    return CartLine.objects.filter(cart__token=token).values_list("variant", "quantity", "saved_at")


def _offers(variant: Parameter, token: Parameter, currency: Parameter) -> QuerySet[Variant, Any]:
    counted_in: Expression = Coalesce(
        Subquery(Cart.objects.filter(token=token).values("currency")),
        currency,
        output_field=models.CharField(),
    )
    price = Price.objects.current(counted_in).filter(variant=OuterRef("pk"))
    sold = Variant.objects.filter(pk=variant, is_active=True, product__state=ProductState.PUBLISHED)
    priced = sold.annotate(price_minor=Subquery(price.values("amount_minor"))).filter(
        price_minor__isnull=False
    )
    return priced.values_list(
        "pk", "product__name", "name", counted_in, "price_minor", available_of("pk")
    ).order_by()


_TOKEN = Parameter(1, models.UUIDField())
# By the token of a cart: locked, and only looked at.
CART = reading("orders_cart", lambda: _carts(_TOKEN))
SEEN_CART = reading("orders_seen_cart", lambda: Cart.objects.filter(token=_TOKEN).values_list(*CART_COLUMNS))
_LINES = reading("orders_cart_lines", lambda: _lines(_TOKEN))
_OFFER = reading(
    "orders_offer",
    lambda: _offers(
        Parameter(1, models.BigIntegerField()),
        Parameter(2, models.UUIDField()),
        Parameter(3, models.CharField()),
    ),
)
