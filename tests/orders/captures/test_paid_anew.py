"""An order whose authorisation has ended is paid anew by its buyer, as long as it stands."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test import Client
from pytest_django import Settings

from orders.errors import GatewayFault, PaymentRefused
from orders.gateways.contract import KnownPayment, PaymentReport, PaymentRequest, StartedPayment
from orders.gateways.local import LocalGateway, notice_of
from orders.models import Order, Payment
from orders.services.cancel_order import cancel_order
from orders.services.fulfilment.fulfil import fulfil
from orders.services.invoices.sweep_invoices import sweep_invoices
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.payments.start_payment import start_payment
from orders.states import OrderEventKind, OrderState, PaymentEventKind, PaymentState
from tests.factories.orders import NOW, payment_of, sold_variant
from tests.factories.selling import authorised_order, details_of, refund_of
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)

CONFIRMED = OrderState.CONFIRMED
AUTHORISED, CAPTURED, VOIDED = PaymentState.AUTHORISED, PaymentState.CAPTURED, PaymentState.VOIDED
PENDING, FAILED = PaymentState.PENDING, PaymentState.FAILED
LATER = NOW + timedelta(days=8)


@pytest.fixture
def order() -> Order:
    order = authorised_order((sold_variant(), 2))
    hear(order, PaymentEventKind.VOIDED)
    return order


def hear(order: Order, kind: PaymentEventKind) -> None:
    """Of the newest attempt to pay it."""
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, kind, payment.amount), now=LATER)


def begin(order: Order, now: datetime = LATER) -> Payment:
    assert start_payment(order_id=order.public_id, now=now) == f"/pay/{payment_of(order).public_id}/"
    return payment_of(order)


def states(order: Order) -> tuple[str, str, list[str]]:
    order.refresh_from_db()
    payments = order.payments.order_by("pk").values_list("state", flat=True)
    return order.order_state, order.payment_state, list(payments)


def test_new_attempt_waits_while_the_order_stays_as_it_is(order: Order) -> None:
    payments = side_by_side([partial(begin, order)] * 4)

    assert len({payment.pk for payment in payments}) == 1
    assert states(order) == (CONFIRMED, VOIDED, [VOIDED, PENDING])
    assert (payments[0].amount, payments[0].is_anew) == (order.total, True)
    assert order.pay_until == LATER + timedelta(minutes=30)
    assert "Pay €" not in Client().get(f"/orders/{order.public_id}/?returned=1").content.decode()


def test_what_is_authorised_anew_is_shipped_and_captured(order: Order, settings: Settings) -> None:
    settings.PAYMENT_CAPTURE = "when_shipped"
    begin(order)

    hear(order, PaymentEventKind.AUTHORISED)

    assert states(order) == (CONFIRMED, AUTHORISED, [VOIDED, AUTHORISED])
    told = list(order.events.order_by("pk").values_list("kind", flat=True))
    assert (told[-2:], told.count("payment_authorised")) == (["payment_voided", "payment_authorised"], 2)
    line = order.lines.get()
    fulfil(order_id=order.public_id, actor=line.merchant, quantities={line.pk: 2}, now=LATER)
    assert states(order) == (CONFIRMED, CAPTURED, [VOIDED, CAPTURED])


def test_shop_that_captures_at_once_by_then_is_paid(order: Order) -> None:
    details_of(order.lines.get().merchant)
    begin(order)

    hear(order, PaymentEventKind.SUCCEEDED)
    sweep_invoices(now=LATER)

    assert states(order) == (CONFIRMED, CAPTURED, [VOIDED, CAPTURED])
    assert order.events.filter(kind=OrderEventKind.PAID).count() == 1
    assert order.invoices.get().total_minor == order.total_minor


def test_what_was_shipped_is_captured_as_soon_as_it_is_authorised_anew(settings: Settings) -> None:
    settings.PAYMENT_CAPTURE = "when_shipped"
    order = authorised_order((sold_variant(), 1))
    Order.objects.filter(pk=order.pk).update(fulfilment_state="fulfilled")
    hear(order, PaymentEventKind.VOIDED)
    begin(order)

    hear(order, PaymentEventKind.AUTHORISED)

    assert states(order) == (CONFIRMED, CAPTURED, [VOIDED, CAPTURED])


def test_declined_once_more_it_can_be_tried_again(order: Order) -> None:
    begin(order)
    hear(order, PaymentEventKind.DECLINED)
    assert states(order) == (CONFIRMED, VOIDED, [VOIDED, FAILED])

    begin(order)

    assert states(order) == (CONFIRMED, VOIDED, [VOIDED, FAILED, PENDING])


def test_money_that_was_taken_after_all_pays_and_the_new_attempt_is_given_up(order: Order) -> None:
    first = payment_of(order)
    begin(order)

    apply_payment_event(notice_of(first.public_id, PaymentEventKind.SUCCEEDED, first.amount), now=LATER)

    assert states(order) == (CONFIRMED, CAPTURED, [CAPTURED, PaymentState.CANCELLED])
    hear(order, PaymentEventKind.SUCCEEDED)
    assert states(order) == (CONFIRMED, CAPTURED, [CAPTURED, PaymentState.RETURNED])


def test_cancelled_while_it_is_paid_anew_the_money_goes_back(order: Order) -> None:
    begin(order)
    cancel_order(order_id=order.public_id, now=LATER)

    hear(order, PaymentEventKind.SUCCEEDED)

    assert states(order) == (OrderState.CANCELLED, PaymentState.RETURNED, [VOIDED, PaymentState.RETURNED])


def test_attempt_that_was_never_begun_makes_room_for_another(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: LocalGateway, request: PaymentRequest) -> StartedPayment:
        raise GatewayFault("No answer.")

    with monkeypatch.context() as patch:
        patch.setattr(LocalGateway, "start", fail)
        with pytest.raises(GatewayFault):
            start_payment(order_id=order.public_id, now=LATER)

    begin(order, LATER + timedelta(minutes=1))
    assert states(order) == (CONFIRMED, VOIDED, [VOIDED, PENDING])
    Payment.objects.filter(state=PENDING).update(reference=None)
    begin(order, LATER + timedelta(hours=1))

    assert states(order) == (CONFIRMED, VOIDED, [VOIDED, FAILED, PENDING])
    assert order.pay_until == LATER + timedelta(minutes=90)


def test_attempt_is_asked_about_while_it_can_be_made_and_closed_after_that(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    payment = begin(order)

    def look_up(_: LocalGateway, known: KnownPayment) -> PaymentReport:
        asked.append("look_up")
        return PaymentReport()

    def close(_: LocalGateway, known: KnownPayment) -> PaymentReport:
        asked.append("close")
        return PaymentReport()

    monkeypatch.setattr(LocalGateway, "look_up", look_up)
    monkeypatch.setattr(LocalGateway, "close", close)

    for minutes in (5, 40):
        Payment.objects.filter(pk=payment.pk).update(ask_at=LATER)
        reconcile_payments(now=LATER + timedelta(minutes=minutes))

    assert asked == ["look_up", "close"]


def test_what_was_refunded_in_part_is_not_paid_anew() -> None:
    order = authorised_order((sold_variant(), 1))
    refund_of(order, 500)
    hear(order, PaymentEventKind.VOIDED)

    with pytest.raises(PaymentRefused, match="order again"):
        start_payment(order_id=order.public_id, now=LATER)

    page = Client().get(f"/orders/{order.public_id}/").content.decode()
    assert "order again what you still want" in page
    assert "Pay €" not in page
    assert states(order)[2] == [VOIDED]


def test_page_offers_to_pay_and_programs_are_told_that_they_can(order: Order, client: Client) -> None:
    page = client.get(f"/orders/{order.public_id}/").content.decode()
    told = client.get(f"/api/v1/orders/{order.public_id}/").json()
    assert (f"Pay {order.total.format()}" in page, page.count("Cancel the order")) == (True, 1)
    assert told["can_be_paid"] is True

    answer = client.post(f"/orders/{order.public_id}/pay/")

    assert answer.headers["Location"] == f"/pay/{payment_of(order).public_id}/"
