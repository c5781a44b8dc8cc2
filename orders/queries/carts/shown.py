"""Carts as their owners look at them: lines that were priced are kept in Redis and shown again while nothing is new.

PostgreSQL is asked for the cart's version each time, so that no change of a cart is missed, whatever Redis was told.
Lines hold under that version until the mirror has a document of one of their products that is newer than what they
were priced by: no line says less than the product's own page. What documents do not tell, because it is more than
shoppers are told or nothing at all, is read anew. Checkout and orders read everything anew (`read_cart`, `price_lines`).
"""

from dataclasses import asdict, fields, replace
from typing import Any
from uuid import UUID
from zlib import crc32

from django.conf import settings
from django.core.cache import cache

from catalog.errors import CatalogUnavailable
from catalog.mirror.read import read_products
from catalog.money import Money
from catalog.scarcity import PLENTY
from orders.models import Cart
from orders.pricing.shipping import Band, Method
from orders.queries.carts.cart import CartView, empty_cart, left_aside, price_all, view_of
from orders.queries.carts.lines import PricedLine
from orders.queries.charges.shipping import methods_to

# Bounds how long choices of quantity follow stock that is plenty, and what Redis was not told of.
KEEP_SECONDS = 300
# Until somebody says where a cart goes, its shipping is an estimate.
KEEP_METHODS_SECONDS = 30

# Releases whose lines differ do not read each other's.
LAYOUT = crc32(" ".join(field.name for field in fields(PricedLine)).encode())

Lines = tuple[PricedLine, ...]


def show_cart(token: UUID | None) -> CartView:
    """The cart with this token: of one that was ordered, what was put aside in it; an empty one when there is none."""
    cart = Cart.objects.filter(token=token).first() if token else None
    if cart is None:
        return empty_cart()
    return show(cart) if cart.is_open else left_aside(cart)


def show(cart: Cart) -> CartView:
    """This cart, whose row was just read; an empty one when it is ordered. No query while nothing is new."""
    if not cart.is_open:
        return empty_cart()
    lines = _recall(cart)
    if lines is None or not _hold(lines):
        lines = price_all(cart)
        _keep(cart, lines)
    return view_of(cart, lines, _methods(cart.currency))


def _recall(cart: Cart) -> Lines | None:
    kept: list[dict[str, Any]] | None = cache.get(_key(cart))
    return None if kept is None else tuple(_line(facts) for facts in kept)


def _keep(cart: Cart, lines: Lines) -> None:
    """Remember these lines, when documents tell of every change of them. While Redis is away nothing happens."""
    if all(line.is_offered and line.quantity <= PLENTY for line in lines):
        # Where it lies is for orders alone.
        kept = [asdict(replace(line, stock_ids=(), bucket_ids=())) for line in lines]
        cache.set(_key(cart), kept, KEEP_SECONDS)


def _hold(lines: Lines) -> bool:
    """Whether no product of these has changed since they were priced, as far as the mirror knows."""
    try:
        products = {view.id: view for view in read_products({line.product_slug for line in lines})}
    except CatalogUnavailable:
        return False
    found = ((line, products.get(line.product_id)) for line in lines)
    return all(product is not None and product.version <= line.product_version for line, product in found)


def _methods(currency: str) -> tuple[Method, ...]:
    """The ways of sending within the shop's own country."""
    key = f"shown-methods:{settings.SHOP_COUNTRY}:{currency}"
    kept: list[dict[str, Any]] | None = cache.get(key)
    if kept is not None:
        return tuple(_method(facts) for facts in kept)
    methods = methods_to(settings.SHOP_COUNTRY, currency)
    cache.set(key, [asdict(method) for method in methods], KEEP_METHODS_SECONDS)
    return methods


def _line(facts: dict[str, Any]) -> PricedLine:
    """What `asdict` and JSON made of a line."""
    price, seen = facts["price"], facts["seen_price"]
    return PricedLine(
        **{
            **facts,
            "stock_ids": (),
            "bucket_ids": (),
            "price": price and Money(**price),
            "seen_price": Money(**seen),
        }
    )


def _method(facts: dict[str, Any]) -> Method:
    return Method(**{**facts, "bands": tuple(Band(**band) for band in facts["bands"])})


def _key(cart: Cart) -> str:
    return f"shown-cart:{LAYOUT}:{cart.token}:{cart.version}"
