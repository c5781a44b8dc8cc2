"""Five things that a provider says of two attempts to pay, in every order, again, and at once: one end."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import permutations

import pytest
from django.db.models import Sum

from catalog.models import Variant
from catalog.money import Money
from orders.gateways.contract import PaymentNotice
from orders.gateways.local import notice_of
from orders.models import Order, Payment, PaymentEvent
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.start_payment import start_payment
from orders.states import OrderEventKind, OrderState, PaymentEventKind, PaymentState
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, stock_of
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)

SUCCEEDED, DECLINED = PaymentEventKind.SUCCEEDED, PaymentEventKind.DECLINED
TOTAL = 2990
END = (
    (OrderState.CONFIRMED, PaymentState.CAPTURED, 0),
    [(PaymentState.CAPTURED, TOTAL, 0), (PaymentState.RETURNED, TOTAL, TOTAL)],
    {"amount": TOTAL},
    (1, 1, 6),
)


def notice(payment: Payment, kind: PaymentEventKind) -> PaymentNotice:
    return notice_of(payment.public_id, kind, payment.amount)


def two_attempts(variant: Variant) -> tuple[Order, list[PaymentNotice]]:
    """An order whose first payment was declined, and five things that are said after that.

    The first is paid after all, the second is declined and paid, and something else is said of its amount; the
    bank of the first buyer disputes.
    """
    order = placed_order((variant, 1))
    first = payment_of(order)
    apply_payment_event(notice(first, DECLINED), now=NOW)
    start_payment(order_id=order.public_id, now=NOW)
    second = payment_of(order)
    return order, [
        notice(first, SUCCEEDED),
        notice(second, DECLINED),
        notice(second, SUCCEEDED),
        replace(notice(second, SUCCEEDED), event_id="wrong", amount=Money(1, "EUR")),
        notice(first, PaymentEventKind.DISPUTED),
    ]


def end_of(order: Order) -> tuple[object, ...]:
    """(order, payments, what was refunded, how often it was paid, disputed and told of)"""
    order.refresh_from_db()
    payments = order.payments.order_by("pk").values_list("state", "received_minor", "refunded_minor")
    told = [
        order.events.filter(kind=OrderEventKind.PAID).count(),
        order.events.filter(kind=OrderEventKind.DISPUTED).count(),
        PaymentEvent.objects.filter(payment__order=order).count(),
    ]
    return (
        (order.order_state, order.payment_state, order.refunded_minor),
        list(payments),
        order.refunds.aggregate(amount=Sum("amount_minor")),
        tuple(told),
    )


def say(notices: Sequence[PaymentNotice]) -> None:
    for each in notices:
        apply_payment_event(each, now=NOW)


def authorised_twice(variant: Variant) -> tuple[Order, list[PaymentNotice]]:
    """As `two_attempts` of a shop that captures later.

    Both are authorised after all, the first is captured in part by nobody here, and what is set aside by the second ends.
    """
    order, _ = two_attempts(variant)
    first, second = order.payments.order_by("pk")
    return order, [
        notice(first, PaymentEventKind.AUTHORISED),
        replace(notice(first, SUCCEEDED), amount=Money(2000, "EUR")),
        notice(second, PaymentEventKind.AUTHORISED),
        notice(second, PaymentEventKind.VOIDED),
        notice(second, DECLINED),
    ]


def authorised_end_of(order: Order) -> tuple[object, ...]:
    """(order, payments, what was refunded, how often its money came)"""
    order.refresh_from_db()
    payments = order.payments.order_by("pk").values_list("state", "authorised_minor", "received_minor")
    came = order.events.filter(kind__in=[OrderEventKind.PAID, OrderEventKind.PAYMENT_CAPTURED]).count()
    return (order.order_state, order.payment_state), list(payments), order.refunds.count(), came


AUTHORISED_END = (
    (OrderState.CONFIRMED, PaymentState.HELD),
    [(PaymentState.HELD, TOTAL, 2000), (PaymentState.VOIDED, TOTAL, 0)],
    0,
    0,
)


def test_every_order_of_authorisations_captures_and_ends_has_one_end() -> None:
    variant = sold_variant(on_hand=200)
    ends = []
    for sequence in permutations(range(5)):
        order, notices = authorised_twice(variant)

        say([notices[position] for position in [*sequence, *reversed(sequence)]])

        ends.append(authorised_end_of(order))
    assert len(ends) == 120
    assert [end for end in ends if end != AUTHORISED_END] == []
    assert stock_of(variant) == (200, 120)


def test_authorisations_captures_and_ends_at_once_and_twice_have_the_same_end() -> None:
    variant = sold_variant(on_hand=50)
    for _ in range(10):
        order, notices = authorised_twice(variant)

        side_by_side([partial(say, [each]) for each in notices * 2])

        assert authorised_end_of(order) == AUTHORISED_END
    assert stock_of(variant) == (50, 10)


def test_every_order_of_five_events_and_their_repetitions_has_one_end() -> None:
    variant = sold_variant(on_hand=200)
    ends = []
    for sequence in permutations(range(5)):
        order, notices = two_attempts(variant)

        say([notices[position] for position in [*sequence, *reversed(sequence)]])

        ends.append(end_of(order))
    assert len(ends) == 120
    assert [end for end in ends if end != END] == []
    assert stock_of(variant) == (200, 120)


def test_five_events_at_once_and_twice_have_the_same_end() -> None:
    variant = sold_variant(on_hand=50)
    for _ in range(10):
        order, notices = two_attempts(variant)

        side_by_side([partial(say, [each]) for each in notices * 2])

        assert end_of(order) == END
    assert stock_of(variant) == (50, 10)
