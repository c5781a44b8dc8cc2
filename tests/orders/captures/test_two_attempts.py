"""The first attempt was authorised and some of it refunded; then the money of the second comes, or is set aside."""

from functools import partial

import pytest

from catalog.money import Money
from orders.gateways.contract import PaymentNotice
from orders.gateways.local import notice_of
from orders.models import Order, Payment
from orders.services.invoices.sweep_invoices import sweep_invoices
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.payments.start_payment import start_payment
from orders.services.refunds.request_refund import request_refund
from orders.services.ship_lines import ship_lines
from orders.states import OrderState, PaymentEventKind, PaymentState, RefundReason, RefundState
from tests.factories.orders import NOW, placed_order, sold_variant
from tests.factories.selling import details_of
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)

TOTAL, BACK = 2990, 500
AUTHORISED, SUCCEEDED, VOIDED = (
    PaymentEventKind.AUTHORISED,
    PaymentEventKind.SUCCEEDED,
    PaymentEventKind.VOIDED,
)


def say(payment: Payment, kind: PaymentEventKind, minor: int = TOTAL) -> None:
    apply_payment_event(
        PaymentNotice(payment.public_id, f"{kind}-{minor}", kind, Money(minor, "EUR")), now=NOW
    )


@pytest.fixture
def order() -> Order:
    """Whose first attempt was declined at first, so that there is a second."""
    order = placed_order((sold_variant(), 1))
    details_of(order.lines.get().merchant)
    first = order.payments.get()
    apply_payment_event(notice_of(first.public_id, PaymentEventKind.DECLINED, first.amount), now=NOW)
    start_payment(order_id=order.public_id, now=NOW)
    say(first, AUTHORISED)
    return order


def attempts(order: Order) -> tuple[Payment, Payment]:
    first, second = order.payments.order_by("pk")
    return first, second


def refund(order: Order, minor: int = BACK) -> None:
    request_refund(
        order_id=order.public_id,
        actor=order.lines.get().merchant,
        amount=Money(minor, "EUR"),
        reason=RefundReason.GOODWILL,
        now=NOW,
    )


def end_of(order: Order) -> tuple[object, ...]:
    """(order, payments with what came and went, refunds, papers)"""
    reconcile_payments(now=NOW)
    sweep_invoices(now=NOW)
    order.refresh_from_db()
    payments = order.payments.order_by("pk")
    return (
        (order.order_state, order.payment_state, order.refunded_minor),
        list(payments.values_list("state", "received_minor", "released_minor", "refunded_minor")),
        list(order.refunds.values_list("amount_minor", "is_released", "state")),
        list(order.invoices.order_by("pk").values_list("kind", "total_minor")),
    )


@pytest.mark.parametrize("is_authorised", [False, True])
@pytest.mark.parametrize("has_ended", [False, True])
def test_what_was_refunded_of_the_first_goes_back_once_all_of_the_second_came(
    order: Order,
    is_authorised: bool,  # noqa: FBT001  # a table
    has_ended: bool,  # noqa: FBT001  # as above
) -> None:
    """Before, its buyer had paid all and was told that some of it was not charged."""
    first, second = attempts(order)
    refund(order)
    if has_ended:
        say(first, VOIDED)
    if is_authorised:
        say(second, AUTHORISED)

    say(second, SUCCEEDED)

    assert end_of(order) == (
        (OrderState.CONFIRMED, PaymentState.CAPTURED, BACK),
        [(PaymentState.VOIDED, 0, 0, 0), (PaymentState.CAPTURED, TOTAL, 0, BACK)],
        [(BACK, False, RefundState.SUCCEEDED)],
        [("invoice", TOTAL), ("credit_note", BACK)],
    )


@pytest.mark.parametrize("has_ended", [False, True])
def test_what_was_refunded_of_the_first_is_not_taken_of_the_second(
    order: Order,
    has_ended: bool,  # noqa: FBT001  # a table
) -> None:
    first, second = attempts(order)
    refund(order)
    if has_ended:
        say(first, VOIDED)
        say(second, AUTHORISED)
        ship_lines(order_id=order.public_id, actor=order.lines.get().merchant, now=NOW)
    else:
        say(second, AUTHORISED)
        say(second, SUCCEEDED, TOTAL - BACK)

    assert end_of(order) == (
        (OrderState.CONFIRMED, PaymentState.CAPTURED, BACK),
        [(PaymentState.VOIDED, 0, 0, 0), (PaymentState.CAPTURED, TOTAL - BACK, BACK, BACK)],
        [(BACK, True, RefundState.SUCCEEDED)],
        [("invoice", TOTAL), ("credit_note", BACK)],
    )


def test_another_amount_of_the_second_waits_for_a_person_with_what_was_refunded_before(order: Order) -> None:
    refund(order)
    _, second = attempts(order)
    say(second, AUTHORISED)

    say(second, SUCCEEDED, 2000)

    assert end_of(order)[:3] == (
        (OrderState.CONFIRMED, PaymentState.HELD, BACK),
        [(PaymentState.VOIDED, 0, 0, 0), (PaymentState.HELD, 2000, BACK, BACK)],
        [(BACK, True, RefundState.PENDING)],
    )


def test_second_that_is_authorised_after_all_was_refunded_is_let_go(order: Order) -> None:
    first, second = attempts(order)
    refund(order, TOTAL)
    say(first, VOIDED)

    say(second, AUTHORISED)

    assert end_of(order) == (
        (OrderState.CONFIRMED, PaymentState.VOIDED, TOTAL),
        [(PaymentState.VOIDED, 0, 0, 0), (PaymentState.VOIDED, 0, TOTAL, TOTAL)],
        [(TOTAL, True, RefundState.SUCCEEDED)],
        [],
    )


def test_first_that_is_captured_in_the_end_goes_back_as_a_second_payment(order: Order) -> None:
    refund(order)
    first, second = attempts(order)
    say(second, SUCCEEDED)

    say(first, SUCCEEDED, TOTAL - BACK)

    assert end_of(order)[:2] == (
        (OrderState.CONFIRMED, PaymentState.CAPTURED, BACK),
        [
            (PaymentState.RETURNED, TOTAL - BACK, 0, TOTAL - BACK),
            (PaymentState.CAPTURED, TOTAL, 0, BACK),
        ],
    )


def test_refund_and_second_payment_at_the_same_moment_have_one_end(order: Order) -> None:
    """Whether it is asked for of the first or of the second, all that was promised goes back of what came."""
    _, second = attempts(order)

    side_by_side([partial(refund, order), partial(say, second, SUCCEEDED), partial(say, second, AUTHORISED)])

    assert end_of(order) == (
        (OrderState.CONFIRMED, PaymentState.CAPTURED, BACK),
        [(PaymentState.VOIDED, 0, 0, 0), (PaymentState.CAPTURED, TOTAL, 0, BACK)],
        [(BACK, False, RefundState.SUCCEEDED)],
        [("invoice", TOTAL), ("credit_note", BACK)],
    )
