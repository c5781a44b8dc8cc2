"""What nobody paid in time, and money that comes later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from accounts.models import WebhookDelivery
from catalog.models import Stock, Variant
from orders.models import ExpiryTry, Order
from orders.services import expire_unpaid_orders as expire_unpaid
from orders.services.cancel_order import cancel_order
from orders.services.cancel_own_order import cancel_own_order
from orders.services.expire_unpaid_orders import TRY_AGAIN_AFTER, expire_unpaid_orders
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.place_order import TIME_TO_PAY
from orders.states import (
    MailKind,
    OrderEventKind,
    OrderState,
    PaymentEventKind,
    PaymentState,
    RefundReason,
    RefundState,
)
from orders.tasks import expire_unpaid_orders as expire_task
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant, stock_of
from tests.factories.threads import side_by_side
from tests.orders.payments.hearing import notice, states

pytestmark = pytest.mark.django_db(transaction=True)

SUCCEEDED, DECLINED = PaymentEventKind.SUCCEEDED, PaymentEventKind.DECLINED
AFTER = NOW + TIME_TO_PAY


def test_expiry_gives_the_stock_back_once_and_only_when_it_is_time(order: Order, variant: Variant) -> None:
    assert expire_unpaid_orders(now=AFTER - timedelta(seconds=1)) == 0
    assert stock_of(variant) == (3, 2)

    assert [expire_unpaid_orders(now=AFTER) for _ in range(2)] == [1, 0]

    assert states(order) == (OrderState.CANCELLED, PaymentState.CANCELLED, [PaymentState.CANCELLED])
    assert stock_of(variant) == (3, 0)


def test_an_order_that_cannot_expire_holds_up_no_other(order: Order, variant: Variant) -> None:
    later = placed_order((sold_variant(), 1), now=NOW + timedelta(seconds=1))
    Stock.objects.filter(variant=variant).update(allocated=0)

    assert expire_unpaid_orders(now=AFTER + timedelta(minutes=1)) == 1

    assert (states(order)[0], states(later)[0]) == (OrderState.PLACED, OrderState.CANCELLED)


def test_orders_that_cannot_expire_let_others_have_their_turn(
    order: Order, variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expire_unpaid, "BATCH", 1)
    later = placed_order((sold_variant(), 1), now=NOW + timedelta(seconds=1))
    Stock.objects.filter(variant=variant).update(allocated=0)
    soon = AFTER + timedelta(minutes=1)

    assert [expire_unpaid_orders(now=soon) for _ in range(3)] == [0, 1, 0]
    Stock.objects.filter(variant=variant).update(allocated=2)
    assert expire_unpaid_orders(now=soon + TRY_AGAIN_AFTER - timedelta(seconds=1)) == 0
    assert expire_unpaid_orders(now=soon + TRY_AGAIN_AFTER) == 1

    assert (states(order)[0], states(later)[0]) == (OrderState.CANCELLED, OrderState.CANCELLED)
    assert not ExpiryTry.objects.exists()


def test_the_task_expires_and_takes_arguments_of_later_versions(order: Order) -> None:
    expire_task.delay(reason="clock")

    assert states(order)[0] == OrderState.CANCELLED


def test_paid_orders_never_expire(order: Order, variant: Variant) -> None:
    apply_payment_event(notice(payment_of(order), SUCCEEDED), now=NOW)

    assert expire_unpaid_orders(now=AFTER) == 0

    assert (states(order)[0], stock_of(variant)) == (OrderState.CONFIRMED, (3, 2))


def test_a_late_success_revives_the_order_while_there_is_stock(order: Order, variant: Variant) -> None:
    expire_unpaid_orders(now=AFTER)

    apply_payment_event(notice(payment_of(order), SUCCEEDED), now=AFTER)

    assert states(order) == (OrderState.CONFIRMED, PaymentState.CAPTURED, [PaymentState.CAPTURED])
    assert stock_of(variant) == (3, 2)


def test_a_late_success_of_what_was_cancelled_goes_back(order: Order, variant: Variant) -> None:
    """Also where it had been revived before, and whatever is left."""
    expire_unpaid_orders(now=AFTER)
    apply_payment_event(notice(payment_of(order), SUCCEEDED), now=AFTER)
    cancel_order(order_id=order.public_id, now=AFTER)
    other = placed_order((variant, 1))
    cancel_order(order_id=other.public_id, now=NOW)

    apply_payment_event(notice(payment_of(other), SUCCEEDED), now=AFTER)

    assert states(order)[0] == OrderState.CANCELLED
    assert states(other) == (OrderState.CANCELLED, PaymentState.RETURNED, [PaymentState.RETURNED])
    assert (other.refunds.get().reason, stock_of(variant)) == (RefundReason.LATE_MONEY, (3, 0))


@pytest.mark.parametrize("times", [1, 2])
def test_what_has_expired_and_is_cancelled_then_stays_so(order: Order, variant: Variant, times: int) -> None:
    """Its buyer or a merchant cancels it without knowing, and another tab pays. They are told once that nothing is owed."""
    merchant = variant.product.merchant
    endpoint_at("https://hooks.vitrine.test/", merchant)
    expire_unpaid_orders(now=AFTER)

    for _ in range(times):
        cancel_own_order(order=order, actor=merchant, now=AFTER)
    apply_payment_event(notice(payment_of(order), SUCCEEDED), now=AFTER)

    assert states(order) == (OrderState.CANCELLED, PaymentState.RETURNED, [PaymentState.RETURNED])
    assert (order.refunds.get().reason, stock_of(variant)) == (RefundReason.LATE_MONEY, (3, 0))
    assert order.events.filter(kind=OrderEventKind.CANCELLED).count() == 1
    told = list(order.mails.order_by("pk").values_list("kind", flat=True))
    assert told == [MailKind.RECEIVED, MailKind.EXPIRED, MailKind.REFUNDED]
    assert list(WebhookDelivery.objects.order_by("pk").values_list("event", flat=True))[:2] == [
        "order.expired",
        "order.cancelled",
    ]


def test_cancelled_while_it_expires_and_is_paid_for_it_is_cancelled(order: Order, variant: Variant) -> None:
    """Whoever comes first: what somebody cancelled is not brought back."""
    actions: list[Callable[[], object]] = [
        partial(expire_unpaid_orders, now=AFTER),
        partial(cancel_order, order_id=order.public_id, now=AFTER),
    ]
    side_by_side(actions)

    apply_payment_event(notice(payment_of(order), SUCCEEDED), now=AFTER)

    assert states(order) == (OrderState.CANCELLED, PaymentState.RETURNED, [PaymentState.RETURNED])
    assert stock_of(variant) == (3, 0)


def test_a_late_success_without_stock_goes_back_and_stays_away(order: Order, variant: Variant) -> None:
    payment = payment_of(order)
    expire_unpaid_orders(now=AFTER)
    Stock.objects.filter(variant=variant).update(on_hand=1)
    apply_payment_event(notice(payment, SUCCEEDED), now=AFTER)
    Stock.objects.filter(variant=variant).update(on_hand=9)

    apply_payment_event(replace(notice(payment, SUCCEEDED), event_id="again"), now=AFTER)
    apply_payment_event(notice(payment, DECLINED), now=AFTER)

    assert states(order) == (OrderState.CANCELLED, PaymentState.RETURNED, [PaymentState.RETURNED])
    assert stock_of(variant) == (9, 0)
    refund = order.refunds.get()
    assert (refund.reason, refund.amount, refund.state) == (
        RefundReason.LATE_MONEY,
        payment.amount,
        RefundState.SUCCEEDED,
    )
    assert order.refunded_minor == 0
