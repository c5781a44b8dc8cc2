"""Orders over the API, for whoever knows their address."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.gateways.local import notice_of
from orders.models import Order
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.states import PaymentEventKind
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant
from tests.orders.api.shopper import ask

pytestmark = pytest.mark.django_db(transaction=True)


def address_of(order: Order, action: str = "") -> str:
    return f"/api/v1/orders/{order.public_id}/{action}"


def pay(order: Order, kind: PaymentEventKind = PaymentEventKind.SUCCEEDED) -> None:
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, kind, payment.amount), now=NOW)


def test_order_is_read_by_its_address_alone() -> None:
    order = placed_order((sold_variant(), 1), (sold_variant(), 2))
    # PostgreSQL learns the statement of a connection once.
    ask("GET", address_of(order))

    with CaptureQueriesContext(connection) as queries:
        told = ask("GET", address_of(order))

    assert len(queries) == 1
    assert told.document["number"] == order.number
    assert [line["quantity"] for line in told.document["lines"]] == [1, 2]
    assert told.document["total"]["minor"] == order.total_minor
    assert (told.document["tax"]["minor"], told.document["prices_include_tax"]) == (order.tax_minor, True)
    assert [(line["variant"], line["unit"]["minor"]) for line in told.document["lines"]] == [
        (line.variant_id, line.unit_minor) for line in order.lines.all()
    ]
    shouted = f"/api/v1/orders/{str(order.public_id).upper()}/"
    assert ask("GET", shouted).document == told.document
    for wrong in (uuid4(), order.cart.token):
        assert ask("GET", f"/api/v1/orders/{wrong}/").problem == (404, "order_not_found")


def test_declined_order_is_paid_again_elsewhere() -> None:
    order = placed_order((sold_variant(), 1))
    first = payment_of(order)
    pay(order, PaymentEventKind.DECLINED)
    Order.objects.update(pay_until="2999-01-01T00:00:00Z")

    told = ask("POST", address_of(order, "pay/"))

    assert told.status == 200
    assert payment_of(order) != first
    assert told.document["payment_url"] == f"http://testserver/pay/{payment_of(order).public_id}/"


def test_order_is_given_up_until_something_of_it_is_shipped() -> None:
    unpaid, paid = placed_order((sold_variant(), 1)), placed_order((sold_variant(), 1))
    pay(paid)
    Order.objects.filter(pk=paid.pk).update(fulfilment_state="fulfilled")

    told, again = (ask("POST", address_of(unpaid, "cancel/")) for _ in range(2))
    refused = ask("POST", address_of(paid, "cancel/"))

    assert told.document["order_state"] == "cancelled"
    assert again.document == told.document
    assert refused.problem == (409, "cancellation_refused")
    assert ask("POST", address_of(paid, "pay/")).problem == (409, "payment_refused")
