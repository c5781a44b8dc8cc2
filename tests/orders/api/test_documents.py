"""Documents that are written member by member say what their serializers say, in the same order and kinds."""

import pytest
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from catalog.models import Price, Stock
from orders.api.documents.carts import cart_document, quote_document
from orders.api.documents.orders import order_document
from orders.api.quotes import QuoteSerializer
from orders.api.tokens import written
from orders.api.told import CartSerializer, OrderSerializer
from orders.models import ShippingMethod, TaxRate
from orders.queries.buying.order import read_order
from orders.queries.carts.held import hold_cart, hold_for_quote
from orders.queries.quote import Wanted, quote
from orders.services.carts.save_for_later import save_for_later
from tests.factories.orders import NOW, filled_cart, placed_order, sold_variant

pytestmark = pytest.mark.django_db


def request() -> Request:
    return Request(RequestFactory().get("/"))


def as_sent(document: object) -> bytes:
    sent: bytes = JSONRenderer().render(document)
    return sent


def test_cart_is_told_as_its_serializer_has_it() -> None:
    dearer, scarce, gone, aside = (sold_variant() for _ in range(4))
    token = filled_cart((dearer, 1), (scarce, 4), (gone, 1), (aside, 2))
    save_for_later(token=token, variant_id=aside.pk, now=NOW)
    Price.objects.filter(variant=dearer).update(amount_minor=2600)
    Stock.objects.filter(variant=scarce).update(on_hand=2)
    Price.objects.filter(variant=gone).delete()
    held = hold_cart(token)
    assert held is not None
    view = held.view
    members = ("currency", "count", "lines", "saved", "totals", "left_to_free_shipping", "can_be_ordered")

    facts = {name: getattr(view, name) for name in members}
    described = CartSerializer({**facts, "token": written(token), "state": "open", "order": None}).data

    assert (len(view.lines), len(view.saved)) == (3, 1)
    assert as_sent(cart_document(held.cart, view, request())) == as_sent(described)


def test_quote_is_told_as_its_serializer_has_it() -> None:
    now = timezone.now()
    token = filled_cart((sold_variant(price=2500), 2))
    found = hold_for_quote(token, "AT", now=now)
    assert found is not None

    priced = quote(found.lines, found.cart.currency, Wanted("AT"), now=now, known=found.known)

    assert ShippingMethod.objects.exists()
    assert TaxRate.objects.filter(country="AT").exists() == bool(priced.taxes)
    described = QuoteSerializer(priced, context={"request": request()}).data
    assert as_sent(quote_document(priced, request())) == as_sent(described)


@pytest.mark.django_db(transaction=True)
def test_order_is_told_as_its_serializer_has_it() -> None:
    order = placed_order((sold_variant(price=2500), 2), (sold_variant(price=1000), 1))

    view = read_order(order.public_id, now=timezone.now())

    assert as_sent(order_document(view)) == as_sent(OrderSerializer(view).data)
