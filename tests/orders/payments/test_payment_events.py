"""Providers repeat themselves, come late and contradict themselves; the order ends in one state."""

from dataclasses import replace
from itertools import permutations

import pytest
from django.db import transaction

from catalog.models import Variant
from catalog.money import Money
from orders.errors import CancellationRefused, GatewayFault, OrderNotFound, PaymentRefused
from orders.gateways.local import LocalGateway, notice_of
from orders.models import Order, PaymentEvent
from orders.services.cancel_order import cancel_order
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.payments.start_payment import start_payment
from orders.services.place_order import TIME_TO_PAY
from orders.services.refunds.request_refund import request_refund
from orders.states import (
    OrderEventKind,
    OrderState,
    PaymentEventKind,
    PaymentState,
    RefundReason,
)
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, stock_of
from tests.orders.payments.hearing import notice, states

pytestmark = pytest.mark.django_db(transaction=True)

SUCCEEDED, DECLINED = PaymentEventKind.SUCCEEDED, PaymentEventKind.DECLINED
AFTER = NOW + TIME_TO_PAY


def test_a_success_confirms_the_order(order: Order, variant: Variant) -> None:
    assert apply_payment_event(notice(payment_of(order), SUCCEEDED), now=NOW)

    assert states(order) == (OrderState.CONFIRMED, PaymentState.CAPTURED, [PaymentState.CAPTURED])
    assert stock_of(variant) == (3, 2)


def test_a_decline_leaves_the_order_to_be_paid_again(order: Order) -> None:
    apply_payment_event(notice(payment_of(order), DECLINED), now=NOW)
    assert states(order) == (OrderState.PLACED, PaymentState.FAILED, [PaymentState.FAILED])

    start_payment(order_id=order.public_id, now=NOW)

    assert states(order) == (
        OrderState.PLACED,
        PaymentState.PENDING,
        [PaymentState.FAILED, PaymentState.PENDING],
    )


def test_start_payment_twice_goes_on_with_the_same_payment(order: Order) -> None:
    first = start_payment(order_id=order.public_id, now=NOW)
    second = start_payment(order_id=order.public_id, now=NOW)

    assert first == second
    assert order.payments.count() == 1


def test_every_permutation_with_repeats_ends_in_one_state() -> None:
    """Two attempts, of which the first was declined and paid after all, with a wrong amount on the way."""
    ends = set()
    for sequence in permutations(range(4)):
        variant = sold_variant(on_hand=2)
        order = placed_order((variant, 2))
        first = payment_of(order)
        apply_payment_event(notice(first, DECLINED), now=NOW)
        start_payment(order_id=order.public_id, now=NOW)
        second = payment_of(order)
        wrong = replace(notice(second, SUCCEEDED), event_id="wrong", amount=Money(1, "EUR"))
        notices = [
            notice(first, SUCCEEDED),
            notice(second, DECLINED),
            notice(second, SUCCEEDED),
            wrong,
        ]

        for position in [*sequence, *reversed(sequence)]:
            apply_payment_event(notices[position], now=NOW)
            apply_payment_event(notice(first, DECLINED), now=NOW)

        order_state, payment_state, payments = states(order)
        ends.add((order_state, payment_state, *payments, stock_of(variant), order.payments.count()))
        assert PaymentEvent.objects.filter(payment__order=order).count() == 1 + len(notices)
    assert ends == {
        (OrderState.CONFIRMED, PaymentState.CAPTURED, PaymentState.CAPTURED, PaymentState.RETURNED, (2, 2), 2)
    }


@pytest.mark.parametrize(
    "amount", [Money(5489, "EUR"), Money(5491, "EUR"), Money(5490, "USD"), Money(0, "EUR")]
)
def test_money_that_does_not_match_is_held(order: Order, variant: Variant, amount: Money) -> None:
    apply_payment_event(replace(notice(payment_of(order), SUCCEEDED), amount=amount), now=NOW)

    assert states(order) == (OrderState.PLACED, PaymentState.HELD, [PaymentState.HELD])
    assert stock_of(variant) == (3, 2)


def test_an_order_with_held_money_neither_expires_nor_is_cancelled_nor_paid_again(order: Order) -> None:
    apply_payment_event(replace(notice(payment_of(order), SUCCEEDED), amount=Money(1, "EUR")), now=NOW)

    assert expire_unpaid_orders(now=AFTER) == 0
    with pytest.raises(CancellationRefused):
        cancel_order(order_id=order.public_id, now=NOW)
    with pytest.raises(PaymentRefused):
        start_payment(order_id=order.public_id, now=NOW)

    assert states(order) == (OrderState.PLACED, PaymentState.HELD, [PaymentState.HELD])


def test_a_second_payment_goes_back(order: Order) -> None:
    first = payment_of(order)
    apply_payment_event(notice(first, DECLINED), now=NOW)
    start_payment(order_id=order.public_id, now=NOW)
    second = payment_of(order)
    apply_payment_event(notice(second, SUCCEEDED), now=NOW)

    apply_payment_event(notice(first, SUCCEEDED), now=NOW)

    assert states(order) == (
        OrderState.CONFIRMED,
        PaymentState.CAPTURED,
        [PaymentState.CAPTURED, PaymentState.RETURNED],
    )
    refund = order.refunds.get()
    assert (refund.payment, refund.reason, refund.amount) == (second, RefundReason.DUPLICATE, second.amount)


def test_a_payment_that_was_partly_refunded_stays_the_one_that_paid(order: Order) -> None:
    first = payment_of(order)
    apply_payment_event(notice(first, DECLINED), now=NOW)
    start_payment(order_id=order.public_id, now=NOW)
    second = payment_of(order)
    apply_payment_event(notice(second, SUCCEEDED), now=NOW)
    line = order.lines.get()
    request_refund(
        order_id=order.public_id,
        actor=line.merchant,
        amount=Money(100, "EUR"),
        reason=RefundReason.GOODWILL,
        now=NOW,
    )

    apply_payment_event(notice(first, SUCCEEDED), now=NOW)

    assert states(order)[2] == [PaymentState.RETURNED, PaymentState.CAPTURED]
    assert list(order.refunds.order_by("pk").values_list("payment", "amount_minor")) == [
        (second.pk, 100),
        (first.pk, first.amount_minor),
    ]


def test_a_dispute_that_an_earlier_release_heard_of_is_told_and_changes_nothing(order: Order) -> None:
    payment = payment_of(order)
    apply_payment_event(notice(payment, SUCCEEDED), now=NOW)

    for _ in range(2):
        apply_payment_event(notice(payment, PaymentEventKind.DISPUTED), now=NOW)

    assert states(order) == (OrderState.CONFIRMED, PaymentState.CAPTURED, [PaymentState.CAPTURED])
    told = order.events.get(kind=OrderEventKind.DISPUTED)
    assert told.data == {"payment": payment.pk, "amount_minor": payment.amount_minor}


def test_cancelling_twice_is_cancelling(order: Order, variant: Variant) -> None:
    cancel_order(order_id=order.public_id, now=NOW)
    cancel_order(order_id=order.public_id, now=NOW)

    assert states(order) == (OrderState.CANCELLED, PaymentState.CANCELLED, [PaymentState.CANCELLED])
    assert stock_of(variant) == (3, 0)


def test_orders_cannot_be_paid_after_their_time_or_once_paid(order: Order) -> None:
    with pytest.raises(PaymentRefused, match="time to pay"):
        start_payment(order_id=order.public_id, now=AFTER)
    apply_payment_event(notice(payment_of(order), SUCCEEDED), now=NOW)
    with pytest.raises(PaymentRefused, match="confirmed"):
        start_payment(order_id=order.public_id, now=NOW)

    assert order.payments.count() == 1


def test_what_costs_nothing_is_paid_without_a_provider_and_cancelled_without_a_refund(
    order: Order, variant: Variant
) -> None:
    Order.objects.filter(pk=order.pk).update(lines_minor=0, shipping_minor=0, total_minor=0)
    order.payments.update(amount_minor=0, reference=None)

    assert start_payment(order_id=order.public_id, now=NOW) == order.page_path
    assert states(order) == (OrderState.CONFIRMED, PaymentState.CAPTURED, [PaymentState.CAPTURED])

    cancel_order(order_id=order.public_id, now=NOW)

    assert states(order) == (OrderState.CANCELLED, PaymentState.RETURNED, [PaymentState.RETURNED])
    assert (order.refunds.count(), stock_of(variant)) == (0, (3, 0))


def test_notices_about_unknown_payments_are_refused(order: Order) -> None:
    with pytest.raises(OrderNotFound):
        apply_payment_event(notice_of(order.public_id, SUCCEEDED, order.total), now=NOW)

    assert not PaymentEvent.objects.exists()


def test_the_gateway_is_never_called_inside_a_transaction(order: Order) -> None:
    with transaction.atomic(), pytest.raises(GatewayFault):
        LocalGateway().start(None)  # type: ignore[arg-type]  # refused before it is looked at
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        start_payment(order_id=order.public_id, now=NOW)
