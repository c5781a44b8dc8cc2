"""What banks say of disputes, in every order, again, and at once: one end. Meanwhile nothing leaves, and nothing is lost twice."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import permutations

import pytest

from catalog.models import Variant
from catalog.money import Money
from orders.errors import CancellationRefused, RefundRefused
from orders.errors.disputes import PaymentDisputed
from orders.gateways.contract import PaymentNotice
from orders.gateways.local import notice_of
from orders.models import Order, Refund
from orders.queries.selling.pick_list import read_pick_list
from orders.queries.selling.waiting import MAY_BE_SENT, may_be_sent, to_ship
from orders.services.cancel_order import cancel_order
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.ship_lines import ship_lines
from orders.states import (
    FulfilmentState,
    OrderEventKind,
    OrderState,
    PaymentEventKind,
    PaymentState,
    RefundReason,
    RefundState,
)
from tests.factories.accounts import UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, stock_of
from tests.factories.selling import paid_order, refund_of
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)

DISPUTED, LOST = PaymentEventKind.DISPUTED, PaymentEventKind.DISPUTE_LOST
WON = PaymentEventKind.DISPUTE_WON
LOST_MINOR = 1000


def said(order: Order, kind: PaymentEventKind, dispute: str, minor: int | None = None) -> PaymentNotice:
    """Of all of the order's payment, unless it is said."""
    payment = payment_of(order)
    amount = payment.amount if minor is None else Money(minor, payment.currency)
    event_id = f"{dispute}:{kind}"
    notice = notice_of(payment.public_id, kind, amount)
    return replace(notice, event_id=event_id, dispute=dispute)


def say(notices: Sequence[PaymentNotice]) -> None:
    for each in notices:
        apply_payment_event(each, now=NOW)


def told(order: Order, kind: OrderEventKind) -> int:
    return order.events.filter(kind=kind).count()


def figures(order: Order) -> tuple[bool, int, int]:
    """(whether it is disputed, what went back of it, and of its payment)"""
    order.refresh_from_db()
    return order.is_disputed, order.refunded_minor, payment_of(order).refunded_minor


def tried(action: Callable[[], object]) -> bool:
    try:
        action()
    except (CancellationRefused, PaymentDisputed, RefundRefused):
        return False
    return True


def five_things(variant: Variant) -> tuple[Order, list[PaymentNotice]]:
    """Said of an order: it is paid, and disputed twice, of which the shop loses one in part and wins the other."""
    order = placed_order((variant, 1))
    payment = payment_of(order)
    return order, [
        notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount),
        said(order, DISPUTED, "dp_1", LOST_MINOR),
        said(order, LOST, "dp_1", LOST_MINOR),
        said(order, DISPUTED, "dp_2", 500),
        said(order, WON, "dp_2", 500),
    ]


def end_of(order: Order) -> tuple[object, ...]:
    kinds = (OrderEventKind.PAID, OrderEventKind.DISPUTED, OrderEventKind.DISPUTE_WON)
    refunds = order.refunds.values_list("reference", "amount_minor", "reason", "state")
    lost = told(order, OrderEventKind.DISPUTE_LOST)
    ends = figures(order), order.order_state, order.payment_state
    return ends, list(refunds), [told(order, kind) for kind in kinds], lost


END = (
    ((False, LOST_MINOR, LOST_MINOR), OrderState.CONFIRMED, PaymentState.CAPTURED),
    [("dp_1", LOST_MINOR, RefundReason.CHARGEBACK, RefundState.SUCCEEDED)],
    [1, 2, 1],
    1,
)


def test_every_order_of_five_events_and_their_repetitions_has_one_end() -> None:
    variant = sold_variant(on_hand=200)
    ends = []
    for sequence in permutations(range(5)):
        order, notices = five_things(variant)

        say([notices[position] for position in [*sequence, *reversed(sequence)]])

        ends.append(end_of(order))
    assert len(ends) == 120
    assert [end for end in ends if end != END] == []


def test_five_events_at_once_and_twice_have_the_same_end() -> None:
    variant = sold_variant(on_hand=50)
    for _ in range(10):
        order, notices = five_things(variant)

        side_by_side([partial(say, [each]) for each in notices * 2])

        assert end_of(order) == END


def test_while_a_bank_decides_nothing_leaves_and_nothing_is_cancelled() -> None:
    variant = sold_variant(on_hand=3)
    order = paid_order((variant, 2))
    owner = UserFactory.create(is_superuser=True)
    assert read_pick_list([order.pk], owner)

    say([said(order, DISPUTED, "dp_1")])

    order.refresh_from_db()
    with pytest.raises(PaymentDisputed, match="disputed at the buyer's bank"):
        ship_lines(order_id=order.public_id, actor=owner, now=NOW)
    with pytest.raises(CancellationRefused, match="bank is deciding"):
        cancel_order(order_id=order.public_id, now=NOW)
    assert not may_be_sent(order)
    assert not Order.objects.filter(MAY_BE_SENT).exists()
    assert not to_ship(Order.objects.all(), owner).exists()
    assert read_pick_list([order.pk], owner) == ()
    assert (order.order_state, order.fulfilment_state) == (OrderState.CONFIRMED, FulfilmentState.UNFULFILLED)
    assert (stock_of(variant), order.refunds.count()) == ((3, 2), 0)


@pytest.mark.parametrize("end", [WON, LOST])
def test_once_it_has_decided_the_order_goes_on(end: PaymentEventKind) -> None:
    order = paid_order((sold_variant(), 1))
    say([said(order, DISPUTED, "dp_1"), said(order, end, "dp_1")])

    ship_lines(order_id=order.public_id, actor=UserFactory.create(is_superuser=True), now=NOW)

    order.refresh_from_db()
    assert order.fulfilment_state == FulfilmentState.FULFILLED


def test_one_that_is_open_keeps_the_order_though_another_has_ended() -> None:
    order = paid_order((sold_variant(), 1))

    say([said(order, DISPUTED, "dp_1"), said(order, DISPUTED, "dp_2"), said(order, WON, "dp_1")])

    assert figures(order) == (True, 0, 0)


def test_what_went_back_before_is_not_lost_again() -> None:
    order = paid_order((sold_variant(), 1))
    refund_of(order, 400)

    say([said(order, DISPUTED, "dp_1"), said(order, LOST, "dp_1")])

    assert figures(order) == (False, order.total_minor, order.total_minor)
    amounts = order.refunds.order_by("pk").values_list("amount_minor", flat=True)
    assert list(amounts) == [400, order.total_minor - 400]


def test_what_was_lost_is_not_given_back_besides() -> None:
    order = paid_order((sold_variant(), 1))
    say([said(order, DISPUTED, "dp_1"), said(order, LOST, "dp_1")])
    total = order.total_minor

    assert not tried(partial(refund_of, order, 1))
    cancel_order(order_id=order.public_id, now=NOW)

    assert figures(order) == (False, total, total)
    assert order.refunds.count() == 1


@pytest.mark.parametrize("round_number", range(6))
def test_lost_and_given_back_at_once_goes_once(round_number: int) -> None:
    order = paid_order((sold_variant(), 1))
    total = order.total_minor
    lost = [said(order, DISPUTED, "dp_1"), said(order, LOST, "dp_1")]

    side_by_side(
        [
            partial(tried, partial(say, lost)),
            partial(tried, partial(refund_of, order, total)),
            partial(tried, partial(cancel_order, order_id=order.public_id, now=NOW)),
        ]
    )

    # Where a refund was under way while it was lost, it is told of again once that is answered.
    say(lost)
    assert figures(order) == (False, total, total)
    gone = Refund.objects.filter(order=order, state=RefundState.SUCCEEDED)
    assert sum(gone.values_list("amount_minor", flat=True)) == total


@pytest.mark.parametrize("round_number", range(6))
def test_disputed_and_shipped_or_cancelled_at_once_is_one_of_them(round_number: int) -> None:
    variant = sold_variant(on_hand=2)
    order, other = paid_order((variant, 1)), paid_order((variant, 1))
    owner = UserFactory.create(is_superuser=True)

    shipped, cancelled, *_ = side_by_side(
        [
            partial(tried, partial(ship_lines, order_id=order.public_id, actor=owner, now=NOW)),
            partial(tried, partial(cancel_order, order_id=other.public_id, now=NOW)),
            partial(tried, partial(say, [said(order, DISPUTED, "dp_1")])),
            partial(tried, partial(say, [said(other, DISPUTED, "dp_2")])),
        ]
    )

    assert figures(order)[0]
    assert figures(other)[0]
    assert (order.fulfilment_state == FulfilmentState.FULFILLED) == shipped
    assert (other.order_state == OrderState.CANCELLED) == cancelled
    assert other.refunds.count() == cancelled
