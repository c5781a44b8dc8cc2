"""What a merchant gives away before it is captured is sent all the same, and nothing is taken for it."""

import pytest
from django.test import Client

from accounts.models import WebhookDelivery
from catalog.models import Variant
from orders.errors import ShipmentRefused
from orders.models import Capture, Order
from orders.queries.selling.pick_list import read_pick_list
from orders.queries.selling.waiting import may_be_sent, to_ship
from orders.services.fulfilment.fulfil import fulfil
from orders.services.refunds.request_refund import request_refund
from orders.states import FulfilmentState, OrderState, PaymentState, RefundReason
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, payment_of, sold_variant, stock_of
from tests.factories.selling import authorised_order, works_for
from tests.orders.admin.conftest import LIST, client_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def variant() -> Variant:
    return sold_variant(on_hand=5)


@pytest.fixture
def order(variant: Variant) -> Order:
    return authorised_order((variant, 2))


def give_away(order: Order, reason: RefundReason = RefundReason.GOODWILL, *, whole: bool = False) -> None:
    """All of it; with `whole` also its pieces."""
    request_refund(
        order_id=order.public_id,
        actor=UserFactory.create(is_superuser=True),
        amount=order.total,
        reason=reason,
        lines={line.pk: line.quantity for line in order.lines.all()} if whole else None,
        now=NOW,
    )
    order.refresh_from_db()
    assert (order.order_state, order.payment_state) == (OrderState.CONFIRMED, PaymentState.VOIDED)


def ship(order: Order, pieces: int = 1) -> None:
    line = order.lines.get()
    fulfil(
        order_id=order.public_id, actor=line.variant.product.merchant, quantities={line.pk: pieces}, now=NOW
    )
    order.refresh_from_db()


def test_it_is_sent_in_parts_and_nothing_is_captured(order: Order, variant: Variant) -> None:
    give_away(order)
    merchant = variant.product.merchant
    assert list(to_ship(Order.objects.all(), merchant)) == [order]
    assert may_be_sent(order)
    assert [pick.quantity for pick in read_pick_list([order.pk], works_for(merchant))] == [2]

    ship(order)
    ship(order)

    assert (order.fulfilment_state, order.payment_state) == (FulfilmentState.FULFILLED, PaymentState.VOIDED)
    assert (stock_of(variant), Capture.objects.exists()) == ((3, 0), False)
    assert (payment_of(order).received_minor, order.invoices.exists()) == (0, False)
    assert "It is on its way to you." in Client().get(f"/orders/{order.public_id}/").content.decode()


def test_goodwill_that_names_pieces_keeps_none(order: Order) -> None:
    give_away(order, whole=True)

    ship(order, 2)

    assert order.fulfilment_state == FulfilmentState.FULFILLED


def test_pieces_that_were_refunded_as_such_stay(order: Order, variant: Variant) -> None:
    give_away(order, RefundReason.UNAVAILABLE, whole=True)

    with pytest.raises(ShipmentRefused, match="refunded"):
        ship(order)

    assert not to_ship(Order.objects.all(), variant.product.merchant).exists()
    assert stock_of(variant) == (5, 0)


def test_page_offers_to_ship_and_programs_hear_of_no_end(order: Order, variant: Variant) -> None:
    endpoint_at("https://hooks.vitrine.test/", variant.product.merchant)

    give_away(order)

    text = client_of(UserFactory.create(is_superuser=True)).get(f"{LIST}{order.pk}/change/").content.decode()
    assert "_ship-" in text
    assert "must not be shipped" not in text
    events = set(WebhookDelivery.objects.values_list("event", flat=True))
    assert events == {"order.refund_requested", "order.refunded"}
