"""Carts and quotes, as `told.CartSerializer` and `quotes.QuoteSerializer` describe them."""

from typing import Any

from rest_framework.request import Request

from accounts.programs.links import link
from catalog.money import Money
from orders.api.tokens import written
from orders.models import Cart
from orders.pricing.bill import Totals
from orders.queries.buying.order import find_order_of_cart
from orders.queries.carts.cart import CartView
from orders.queries.carts.lines import PricedLine
from orders.queries.quote import Quote

Document = dict[str, Any]


def cart_document(cart: Cart, view: CartView, request: Request) -> Document:
    """As `CartSerializer` has it. One query for a cart that was ordered."""
    order_id = None if cart.is_open else find_order_of_cart(cart.token)
    return {
        "token": written(cart.token),
        "state": str(cart.state),
        "currency": view.currency,
        "count": view.count,
        "lines": [_line(line) for line in view.lines],
        "saved": [_line(line) for line in view.saved],
        "totals": _totals(view.totals),
        "left_to_free_shipping": _money_or_none(view.left_to_free_shipping),
        "can_be_ordered": view.can_be_ordered,
        "order": order_id and link(request, "orders-api:order", str(order_id)),
    }


def quote_document(quote: Quote, request: Request) -> Document:
    """As `QuoteSerializer` has it."""
    return {
        "shipping_methods": [
            {
                "id": choice.method.id,
                "name": choice.method.name,
                "days_from": choice.method.days_from,
                "days_to": choice.method.days_to,
                "cost": choice.cost.facts,
            }
            for choice in quote.methods
        ],
        "shipping_method": quote.chosen.method.id,
        "totals": _totals(quote.totals),
        "taxes": [{"percent": share.percent, "tax": share.tax.facts} for share in quote.taxes],
        "terms_url": link(request, "orders:terms"),
    }


def _line(line: PricedLine) -> Document:
    return {
        "variant": line.variant_id,
        "sku": line.sku,
        "product": line.product_slug,
        "product_name": line.product_name,
        "variant_name": line.variant_name,
        "quantity": line.quantity,
        "price": _money_or_none(line.price),
        "price_changed": line.has_new_price,
        "seen_price": line.seen_price.facts,
        "total": _money_or_none(line.total),
        "only_left": line.only_left,
        "can_be_ordered": line.can_be_ordered,
        "poster": line.poster_url or None,
    }


def _totals(totals: Totals) -> Document:
    return {
        "lines": totals.lines.facts,
        "shipping": totals.shipping.facts,
        "tax": totals.tax.facts,
        "discount": totals.discount.facts,
        "prices_include_tax": totals.prices_include_tax,
        "total": totals.total.facts,
    }


def _money_or_none(money: Money | None) -> Document | None:
    return None if money is None else dict(money.facts)
