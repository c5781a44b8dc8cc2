"""Money is captured for a cancelled order of which the buyer was promised some before: all that came goes back, once."""

import pytest

from accounts.models import User
from orders.gateways.contract import RefundAnswer
from orders.gateways.local import LocalGateway
from orders.models import Order, WantedInvoice
from orders.services.cancel_order import cancel_order
from orders.services.held.give_back_held import give_back_held
from orders.services.payments.reconcile_payments import reconcile_payments
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.states import OrderEventKind, OrderState, PaymentState, RefundReason, RefundState
from tests.factories.orders import NOW, payment_of, sold_variant
from tests.factories.selling import authorised_order, details_of, money_came, refund_of

pytestmark = pytest.mark.django_db(transaction=True)

TOTAL = 2990
GONE = (OrderState.CANCELLED, PaymentState.RETURNED, PaymentState.RETURNED)


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Order:
    """Its provider has not let go of the money, whoever asks for that."""
    monkeypatch.setattr(LocalGateway, "close", LocalGateway.look_up)
    order = authorised_order((sold_variant(), 1))
    details_of(order.lines.get().merchant)
    return order


def states(order: Order) -> tuple[str, str, str]:
    order.refresh_from_db()
    return order.order_state, order.payment_state, payment_of(order).state


def came(order: Order, minor: int, *before: int) -> list[tuple[int, str, bool, str]]:
    """So much for the order, after it was cancelled with these refunds: all its refunds, oldest first."""
    for one in before:
        refund_of(order, one, reason=RefundReason.UNAVAILABLE)
    cancel_order(order_id=order.public_id, now=NOW)
    money_came(order, minor)
    columns = ("amount_minor", "reason", "is_released", "state")
    return list(order.refunds.order_by("pk").values_list(*columns))


def back(minor: int, *, is_released: bool = False) -> tuple[int, str, bool, str]:
    return minor, RefundReason.UNAVAILABLE, is_released, RefundState.SUCCEEDED


def sums(order: Order) -> tuple[int, int, int, int]:
    """Received, released and refunded of the payment, refunded of the order."""
    payment = payment_of(order)
    return payment.received_minor, payment.released_minor, payment.refunded_minor, order.refunded_minor


def test_all_of_it_goes_back_by_the_refund_that_was_promised(order: Order) -> None:
    assert came(order, TOTAL, TOTAL) == [back(TOTAL)]

    assert (states(order), sums(order)) == (GONE, (TOTAL, 0, TOTAL, TOTAL))
    kinds = set(order.events.values_list("kind", flat=True))
    assert (OrderEventKind.PAYMENT_HELD in kinds, WantedInvoice.objects.exists()) == (False, False)
    reconcile_payments(now=NOW)
    assert states(order) == GONE


def test_part_of_it_goes_back_and_no_more_is_promised(order: Order) -> None:
    assert came(order, 2000, TOTAL) == [back(2000)]

    assert (states(order), sums(order)) == (GONE, (2000, 0, 2000, 2000))


@pytest.mark.parametrize(
    ("minor", "expected", "counted"),
    [
        (1500, [back(1000), back(500)], (1500, 0, 1500, 1500)),
        (800, [back(800), back(1990, is_released=True)], (800, 1990, 2790, 2790)),
    ],
)
def test_of_several_refunds_the_oldest_give_it_back(
    order: Order, minor: int, expected: list[object], counted: tuple[int, ...]
) -> None:
    assert came(order, minor, 1000, 1990) == expected

    assert (states(order), sums(order)) == (GONE, counted)


def test_lines_of_a_refund_that_shrinks_come_to_no_more_than_it(order: Order) -> None:
    line = order.lines.get()
    refund_of(order, TOTAL, reason=RefundReason.UNAVAILABLE, lines={line.pk: 1})

    came(order, 1000)

    (part,) = order.refunds.get().lines.all()
    assert (part.amount_minor, part.quantity, part.withdrawn_quantity) == (1000, 1, 1)


def test_what_was_promised_in_part_and_the_rest_go_back_apart(order: Order) -> None:
    rest = (TOTAL - 500, RefundReason.LATE_MONEY, False, RefundState.SUCCEEDED)

    assert came(order, TOTAL, 500) == [back(500), rest]

    assert (states(order), sums(order)) == (GONE, (TOTAL, 0, TOTAL, 500))


def test_what_cannot_go_back_is_left_to_a_person(order: Order, superuser: User) -> None:
    came(order, 2000, TOTAL)

    failed = RefundAnswer(RefundState.FAILED, "re_1", "account closed")
    apply_refund_answer(order.refunds.get().public_id, failed, now=NOW)

    assert states(order) == (OrderState.CANCELLED, PaymentState.HELD, PaymentState.HELD)
    assert give_back_held(payment_id=payment_of(order).pk, actor=superuser, now=NOW).amount.minor == 2000
    assert states(order) == GONE
