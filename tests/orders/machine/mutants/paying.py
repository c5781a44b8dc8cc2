"""Mistakes with money and with giving up."""

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import QuerySet

from orders.gateways.contract import PaymentNotice
from orders.models import Order, Payment
from orders.services import cancel_order as cancelling
from orders.services.payments import apply_payment_event as paying
from orders.services.payments import hear as hearing
from orders.services.payments.hear import Known
from orders.services.payments.settle import Heard
from orders.services.placing.rows import TIME_TO_PAY
from orders.states import OrderEventKind, OrderState, PaymentState

CANCELLING = "orders.services.cancel_order"
EXPIRING = "orders.services.expire_unpaid_orders"
HEARING = "orders.services.payments.hear"
PAYING = "orders.services.payments.apply_payment_event"
WRITING = "orders.services.placing.rows"


def repeats_count(patch: pytest.MonkeyPatch) -> None:
    """A notice that comes again is taken for another one."""

    def apply(notice: PaymentNotice, *, now: datetime) -> bool:
        return paying.apply_payment_event(replace(notice, event_id=str(uuid4())), now=now)

    patch.setattr("tests.orders.machine.steps.paying.apply_payment_event", apply)


def late_money_is_ignored(patch: pytest.MonkeyPatch) -> None:
    """Who pays an order that was given up gets neither goods nor money."""
    take_in = paying._take_in

    def take_in_open(order: Order, *known: Any, was_paid: bool) -> None:
        if order.order_state != OrderState.CANCELLED:
            take_in(order, *known, was_paid=was_paid)

    patch.setattr(f"{PAYING}._take_in", take_in_open)


def what_somebody_cancelled_is_revived(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{PAYING}.has_expired", lambda order: order.order_state == OrderState.CANCELLED)


def late_money_revives_without_stock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{PAYING}._have_stock_again", lambda order: True)


def money_that_came_twice_stays(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{PAYING}.give_back_excess", lambda order, known, *, now, is_revived: None)


def any_amount_pays(patch: pytest.MonkeyPatch) -> None:
    tell = hearing._about

    def tell_of_money(known: Known) -> Heard:
        heard = tell(known)
        return replace(heard, is_paid=heard.is_paid or heard.is_mismatched, is_mismatched=False)

    patch.setattr(f"{HEARING}._about", tell_of_money)


def decline_undoes_payment(patch: pytest.MonkeyPatch) -> None:
    """A decline counts whenever it was said, in a world where messages overtake each other."""
    tell = hearing._about

    def tell_of_decline(known: Known) -> Heard:
        heard = tell(known)
        return replace(heard, is_paid=heard.is_paid and not heard.is_declined)

    patch.setattr(f"{HEARING}._about", tell_of_decline)


def cancelled_orders_keep_the_money(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{CANCELLING}._give_back", lambda order, payment, now, by: None)


def shipped_orders_can_be_cancelled(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{CANCELLING}._require_cancellable", lambda order: None)


def more_goes_back_than_came(patch: pytest.MonkeyPatch) -> None:
    """Nobody asks what is left."""
    patch.setattr(
        "orders.services.refunds.reserve._left_on_order", lambda order, _: Order.objects.filter(pk=order.pk)
    )
    patch.setattr(
        "orders.services.refunds.reserve._left_on_payment",
        lambda payment, _, *, is_released: Payment.objects.filter(pk=payment.pk),
    )


def paid_orders_expire(patch: pytest.MonkeyPatch) -> None:
    """Only the time to pay is asked for."""

    def overdue(*, pay_until__lte: datetime, **_states: object) -> QuerySet[Order]:
        return Order.objects.filter(pay_until__lte=pay_until__lte).exclude(order_state=OrderState.CANCELLED)

    orders = SimpleNamespace(objects=SimpleNamespace(filter=overdue))
    patch.setattr(f"{EXPIRING}.Order", orders)
    patch.setattr(f"{EXPIRING}.give_up_overdue", _give_up)


def _give_up(*, order_id: UUID, now: datetime) -> bool:
    order = Order.objects.select_for_update().get(public_id=order_id)
    cancelling._cancel(order, OrderEventKind.EXPIRED, now, None, {})
    return True


def orders_expire_early(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{WRITING}.TIME_TO_PAY", TIME_TO_PAY / 2)


def held_money_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """An order can be cancelled although money came for it."""
    for place in ("orders.queries.cancelling", CANCELLING):
        patch.setattr(f"{place}.UNPAID", tuple(PaymentState))


MUTANTS = (
    repeats_count,
    late_money_is_ignored,
    what_somebody_cancelled_is_revived,
    late_money_revives_without_stock,
    money_that_came_twice_stays,
    any_amount_pays,
    decline_undoes_payment,
    cancelled_orders_keep_the_money,
    shipped_orders_can_be_cancelled,
    more_goes_back_than_came,
    paid_orders_expire,
    orders_expire_early,
    held_money_is_forgotten,
)
