"""Authorised money is taken once, all that is still to be had, or let go."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from orders.errors import CancellationRefused, CaptureRefused, GatewayFault, OrderNotFound, RefundRefused
from orders.gateways.contract import CaptureAnswer, CaptureRequest
from orders.gateways.local import LocalGateway
from orders.models import Capture, Order, Payment, Refund
from orders.queries.selling.waiting import with_failed_captures
from orders.services.cancel_order import cancel_order
from orders.services.captures import perform_captures as performing
from orders.services.captures.perform_captures import perform_captures
from orders.services.captures.request_capture import request_capture
from orders.services.fulfilment.fulfil import fulfil
from orders.states import (
    CaptureState,
    FulfilmentState,
    OrderEventKind,
    OrderState,
    PaymentState,
    RefundReason,
    RefundState,
)
from tests.factories.accounts import MerchantFactory
from tests.factories.orders import NOW, payment_of, sold_variant, stock_of
from tests.factories.selling import authorised_order, paid_order, refund_of
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)

CAPTURED, AUTHORISED, VOIDED = PaymentState.CAPTURED, PaymentState.AUTHORISED, PaymentState.VOIDED


def states(order: Order) -> tuple[str, str, str]:
    """(order, its payment, the one attempt)"""
    order.refresh_from_db()
    return order.order_state, order.payment_state, payment_of(order).state


def ask(order: Order) -> Capture:
    return request_capture(order_id=order.public_id, actor=order.lines.all()[0].merchant, now=NOW)


refund = partial(refund_of, reason=RefundReason.UNAVAILABLE)


def unanswered(monkeypatch: pytest.MonkeyPatch) -> None:
    def capture(_: LocalGateway, request: CaptureRequest) -> CaptureAnswer:
        raise GatewayFault("No answer.")

    monkeypatch.setattr(LocalGateway, "capture", capture)


def test_asked_for_by_many_at_once_it_is_taken_once() -> None:
    order = authorised_order((sold_variant(), 1))

    captures = side_by_side([partial(_tried, partial(ask, order), CaptureRefused)] * 4)

    assert any(captures)
    assert states(order) == (OrderState.CONFIRMED, CAPTURED, CAPTURED)
    assert Capture.objects.get().state == CaptureState.SUCCEEDED
    assert payment_of(order).received == order.total


def test_first_of_two_shipments_takes_all_that_is_not_refunded() -> None:
    order = authorised_order((sold_variant(), 3))
    line = order.lines.get()
    refund(order, 2500, lines={line.pk: 1})

    for _ in range(2):
        fulfil(order_id=order.public_id, actor=line.merchant, quantities={line.pk: 1}, now=NOW)

    assert states(order) == (OrderState.CONFIRMED, CAPTURED, CAPTURED)
    assert order.fulfilment_state == FulfilmentState.FULFILLED
    assert Capture.objects.get().amount_minor == order.total_minor - 2500 == payment_of(order).received_minor
    released = Refund.objects.get()
    assert (released.state, released.is_released, order.refunded_minor) == (RefundState.SUCCEEDED, True, 2500)


def test_orders_paid_at_once_and_strangers_capture_nothing() -> None:
    paid, authorised = paid_order((sold_variant(), 1)), authorised_order((sold_variant(), 1))

    with pytest.raises(CaptureRefused):
        ask(paid)
    with pytest.raises(OrderNotFound):
        request_capture(order_id=authorised.public_id, actor=MerchantFactory.create(), now=NOW)

    assert not Capture.objects.exists()
    assert states(authorised) == (OrderState.CONFIRMED, AUTHORISED, AUTHORISED)


def test_what_is_not_answered_is_asked_again_and_meanwhile_not_refunded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = authorised_order((sold_variant(), 1))
    with monkeypatch.context() as patch:
        unanswered(patch)
        capture = ask(order)
    capture.refresh_from_db()

    with pytest.raises(RefundRefused, match="being captured"):
        refund(order, 500)
    assert (capture.state, capture.attempts, capture.ask_at > NOW) == (CaptureState.PENDING, 1, True)
    assert perform_captures(now=NOW) == 0
    assert side_by_side([partial(perform_captures, now=capture.ask_at)] * 3).count(1) == 1

    assert states(order) == (OrderState.CONFIRMED, CAPTURED, CAPTURED)


def test_what_is_never_answered_fails_after_a_day_and_can_be_asked_for_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = authorised_order((sold_variant(), 1))
    with monkeypatch.context() as patch:
        unanswered(patch)
        capture = ask(order)
        capture.refresh_from_db()
        first = capture.ask_at
        for _ in range(40):
            perform_captures(now=capture.ask_at)
            capture.refresh_from_db()

    last = order.events.latest("pk")
    assert (capture.state, capture.attempts) == (CaptureState.FAILED, 30)
    assert capture.finished_at is not None
    assert timedelta(hours=23) < capture.finished_at - first < timedelta(hours=25)
    assert (last.kind, "not answered for a day" in capture.failure) == (OrderEventKind.CAPTURE_FAILED, True)
    assert perform_captures(now=capture.ask_at) == 0
    assert states(order) == (OrderState.CONFIRMED, AUTHORISED, AUTHORISED)
    assert [*with_failed_captures(Order.objects.all())] == [order]

    ask(order)

    assert states(order) == (OrderState.CONFIRMED, CAPTURED, CAPTURED)
    assert not with_failed_captures(Order.objects.all()).exists()


def test_answer_that_says_nothing_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    order = authorised_order((sold_variant(), 1))
    monkeypatch.setattr(LocalGateway, "capture", lambda *_: CaptureAnswer())
    capture = ask(order)
    Capture.objects.update(attempts=29, ask_at=NOW)

    assert [perform_captures(now=NOW) for _ in range(2)] == [1, 0]

    capture.refresh_from_db()
    assert capture.state == CaptureState.FAILED


def test_worker_that_dies_between_answer_and_commit_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    order = authorised_order((sold_variant(), 1))

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        unanswered(patch)
        capture = ask(order)
    capture.refresh_from_db()
    with monkeypatch.context() as patch:
        patch.setattr(performing, "apply_payment_event", die)
        with pytest.raises(KeyboardInterrupt):
            perform_captures(now=capture.ask_at)
    assert states(order) == (OrderState.CONFIRMED, AUTHORISED, AUTHORISED)
    capture.refresh_from_db()

    assert [perform_captures(now=capture.ask_at) for _ in range(2)] == [1, 0]

    assert states(order) == (OrderState.CONFIRMED, CAPTURED, CAPTURED)
    assert order.events.filter(kind=OrderEventKind.PAYMENT_CAPTURED).count() == 1


def test_cancelled_before_the_capture_nothing_is_taken_or_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    variant = sold_variant(on_hand=2)
    order = authorised_order((variant, 1))
    refund(order, 500)
    with monkeypatch.context() as patch:
        unanswered(patch)
        capture = ask(order)

    cancel_order(order_id=order.public_id, now=NOW)

    assert states(order) == (OrderState.CANCELLED, PaymentState.CANCELLED, VOIDED)
    capture.refresh_from_db()
    assert (capture.state, payment_of(order).received_minor) == (CaptureState.FAILED, 0)
    assert Refund.objects.get().state == RefundState.SUCCEEDED
    assert (stock_of(variant), perform_captures(now=capture.ask_at)) == ((2, 0), 0)


@pytest.mark.parametrize("round_number", range(4))
def test_cancelled_and_captured_at_once_ends_in_one_of_them(round_number: int) -> None:
    variant = sold_variant(on_hand=1)
    order = authorised_order((variant, 1))

    side_by_side(
        [
            partial(_tried, partial(cancel_order, order_id=order.public_id, now=NOW), CancellationRefused),
            partial(_tried, partial(ask, order), CaptureRefused),
        ]
    )

    payment = payment_of(order)
    assert states(order)[0] == OrderState.CANCELLED
    assert payment.state in {VOIDED, PaymentState.RETURNED}
    assert payment.received_minor == sum(one.amount_minor for one in order.refunds.all())
    assert stock_of(variant) == (1, 0)


def test_more_than_is_left_is_neither_refunded_before_nor_after() -> None:
    order = authorised_order((sold_variant(), 1))
    refund(order, 1500)
    with pytest.raises(RefundRefused, match="not so much left"):
        refund(order, 1500)
    ask(order)
    with pytest.raises(RefundRefused, match="not so much left"):
        refund(order, 1500)
    refund(order, 1000)

    payment = payment_of(order)
    assert (payment.received_minor, payment.released_minor, payment.refunded_minor) == (1490, 1500, 2500)


@pytest.mark.parametrize(
    "change",
    [
        {"received_minor": F("authorised_minor") + 1},
        {"released_minor": F("authorised_minor") + 1},
        {"refunded_minor": 1},
        {"authorised_minor": 0, "released_minor": 1},
    ],
)
def test_database_takes_no_more_than_was_set_aside_and_gives_back_no_more_than_was_taken(
    change: dict[str, object],
) -> None:
    order = authorised_order((sold_variant(), 1))

    with pytest.raises(IntegrityError, match="payment_captured_within_authorised"), transaction.atomic():
        Payment.objects.filter(order=order).update(**change)


def _tried(action: Callable[[], object], *refused: type[Exception]) -> bool:
    try:
        action()
    except refused:
        return False
    return True
