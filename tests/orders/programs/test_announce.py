"""What merchants' programs are told of an order: each line of its story, in its transaction, and only their part."""

import json
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import tasks
from accounts.models import Merchant, WebhookDelivery
from accounts.states import WebhookEvent
from catalog.money import Money
from orders.gateways.local import notice_of
from orders.models import Fulfilment, Order
from orders.services.cancel_order import cancel_order
from orders.services.history import record
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.programs.announce import TOLD
from orders.services.refunds.request_refund import request_refund
from orders.states import OrderEventKind, PaymentEventKind, RefundReason
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.factories.accounts import MerchantFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, written_order
from tests.factories.selling import line_of, sent_back, shipped_order

pytestmark = pytest.mark.django_db(transaction=True)

URL = "https://hooks.vitrine.test/"


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The messages that were rung for, in place of sending them."""
    rung: list[int] = []
    monkeypatch.setattr(tasks, "deliver", lambda *, delivery_id, now: rung.append(delivery_id))
    return rung


def told(merchant: Merchant) -> list[tuple[str, Any]]:
    deliveries = WebhookDelivery.objects.filter(endpoint__merchant=merchant).order_by("pk")
    documents = [json.loads(delivery.body) for delivery in deliveries]
    return [(document["type"], document["data"]) for document in documents]


def pay(order: Order) -> None:
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount), now=NOW)


def test_each_merchant_is_told_of_their_own_lines(rung: list[int]) -> None:
    oak, ash = sold_variant(price=2500), sold_variant(price=1000)
    merchants = [variant.product.merchant for variant in (oak, ash)]
    for merchant in (*merchants, MerchantFactory.create()):
        endpoint_at(URL, merchant)

    order = placed_order((oak, 2), (ash, 1))
    pay(order)

    events = [WebhookEvent.ORDER_PLACED, WebhookEvent.ORDER_PAID]
    assert [[kind for kind, _ in told(merchant)] for merchant in merchants] == [events, events]
    paid = told(merchants[0])[1][1]
    assert paid["order"]["lines"] == [
        {
            "id": order.lines.get(variant=oak).pk,
            "sku": oak.sku,
            "quantity": 2,
            "total": {"amount": "50.00", "minor": 5000, "currency": "EUR"},
            "shipped_quantity": 0,
            "returned_quantity": 0,
        }
    ]
    assert (paid["order"]["number"], paid["order"]["order_state"]) == (order.number, "confirmed")
    assert paid["order"]["total"]["minor"] == 5000
    assert len(rung) == WebhookDelivery.objects.count() == 4


def test_messages_hold_no_address_and_no_key_of_the_buyers() -> None:
    variant = sold_variant()
    endpoint_at(URL, variant.product.merchant)

    order = placed_order((variant, 1))
    cancel_order(order_id=order.public_id, now=NOW)

    written = " ".join(WebhookDelivery.objects.values_list("body", flat=True))
    assert written.count("order.") == 2
    for secret in (order.email, "Ada", "Linden", str(order.public_id), str(order.cart.token)):
        assert secret not in written


def test_what_is_undone_is_told_to_nobody(rung: list[int]) -> None:
    variant = sold_variant()
    endpoint_at(URL, variant.product.merchant)
    order = written_order(variant)

    class Undone(Exception):
        pass

    def be_undone() -> None:
        with transaction.atomic():
            record(order, OrderEventKind.PAID, now=NOW)
            assert WebhookDelivery.objects.exists()
            raise Undone

    with pytest.raises(Undone):
        be_undone()

    assert (WebhookDelivery.objects.count(), rung) == (0, [])


def test_only_what_was_asked_for_is_told() -> None:
    variant = sold_variant()
    merchant = variant.product.merchant
    endpoint_at(URL, merchant, events=(WebhookEvent.ORDER_CANCELLED,))
    off = endpoint_at(URL, merchant)
    off.is_active = False
    off.save()
    order = written_order(variant)

    for kind in OrderEventKind:
        record(order, kind, now=NOW)

    assert [kind for kind, _ in told(merchant)] == [WebhookEvent.ORDER_CANCELLED]


def test_particulars_are_for_the_merchant_whom_they_concern() -> None:
    oak, ash = sold_variant(), sold_variant()
    merchants = [variant.product.merchant for variant in (oak, ash)]
    for merchant in merchants:
        endpoint_at(URL, merchant)
    order = written_order(oak, ash)
    shipment = Fulfilment.objects.create(
        order=order, merchant=merchants[0], number=1, carrier="dhl", tracking_number="0034", created_at=NOW
    )

    record(order, OrderEventKind.FULFILLED, now=NOW, merchant=merchants[0], data={"fulfilment": shipment.pk})
    record(order, OrderEventKind.PAID, now=NOW, data={"payment": 8})

    sent = {
        "id": str(shipment.public_id),
        "number": 1,
        "carrier": "dhl",
        "tracking_number": "0034",
    }
    assert [(kind, data["particulars"]) for kind, data in told(merchants[0])] == [
        (WebhookEvent.ORDER_FULFILLED, {"shipment": sent}),
        (WebhookEvent.ORDER_PAID, {}),
    ]
    assert [kind for kind, _ in told(merchants[1])] == [WebhookEvent.ORDER_PAID]


def test_returns_and_refunds_are_told_by_the_names_that_programs_know() -> None:
    variant = sold_variant()
    merchant = variant.product.merchant
    order = shipped_order((variant, 1))
    endpoint_at(URL, merchant)

    returned = sent_back(order, {line_of(order, variant).pk: 1})
    refund = request_refund(
        order_id=order.public_id,
        actor=merchant,
        amount=Money(500, "EUR"),
        reason=RefundReason.RETURN,
        now=NOW,
    )

    facts = [data["particulars"] for _, data in told(merchant)]
    assert facts[0] == {
        "return": {
            "id": str(returned.public_id),
            "number": 1,
            "state": "requested",
            "reason": "damaged",
        }
    }
    assert facts[1]["refund"]["id"] == str(refund.public_id)
    assert facts[1]["refund"]["amount"] == {"amount": "5.00", "minor": 500, "currency": "EUR"}


def test_story_of_which_nobody_wants_to_hear_costs_one_query_more() -> None:
    order = written_order(sold_variant())
    # PostgreSQL learns the statements of a connection once.
    record(order, OrderEventKind.REFUND_REQUESTED, now=NOW)

    with CaptureQueriesContext(connection) as quiet:
        record(order, OrderEventKind.NOTE, now=NOW)
    with CaptureQueriesContext(connection) as asked:
        record(order, OrderEventKind.REFUND_REQUESTED, now=NOW)

    assert len(asked) - len(quiet) == 1


def test_every_event_of_webhooks_follows_from_a_line_of_a_story() -> None:
    assert set(TOLD.values()) == set(WebhookEvent)
