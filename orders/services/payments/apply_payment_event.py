"""Take note of what a payment provider says. The only way in which an order comes to be paid."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from orders.errors import OrderNotFound, OutOfStock, VoucherUsedUp
from orders.gateways.contract import PaymentNotice
from orders.models import Order, Payment, PaymentEvent
from orders.queries.cancelling import has_expired
from orders.services.captures.begin_capture import begin_capture
from orders.services.captures.finish_capture import finish_capture
from orders.services.disputes.follow_disputes import follow_disputes
from orders.services.payments.follow import follow
from orders.services.payments.give_back_excess import give_back_excess
from orders.services.payments.hear import Known, hear, read_known
from orders.services.payments.settle import Heard
from orders.services.refunds.carry_over import carry_over
from orders.services.refunds.reserve import let_go_of_all
from orders.services.refunds.settle_released import settle_released
from orders.services.stock import allocate_again
from orders.services.vouchers.take_voucher import take_again
from orders.states import ABOUT_DISPUTES, FulfilmentState, PaymentEventKind


def apply_payment_event(notice: PaymentNotice, *, now: datetime) -> bool:
    """Record the notice and move payment and order to what follows from all notices. False for a repeat.

    Webhooks, return pages and reconcilers call this, as often and in whatever order they like. Money that came too
    late or twice is on its way back when this returns. OrderNotFound when the payment is unknown.
    """
    with transaction.atomic():
        orders = Order.objects.select_for_update(of=("self",))
        order = orders.filter(payments__public_id=notice.payment_id).first()
        if order is None:
            raise OrderNotFound("There is no such payment.")
        known = read_known(order)
        about = next(one for one in known if one.payment.public_id == notice.payment_id)
        is_news = all(event.provider_event_id != notice.event_id for event in about.events)
        was_paid = _has_money(hear(known))
        if is_news:
            about.events.append(_write(about.payment, notice, now))
        if is_news and notice.kind not in ABOUT_DISPUTES:
            _take_in(order, known, about, notice, now, was_paid=was_paid)
        follow_disputes(order, known, about, now=now, told=notice if is_news else None)
    return is_news


def _write(payment: Payment, notice: PaymentNotice, now: datetime) -> PaymentEvent:
    return PaymentEvent.objects.create(
        payment=payment,
        provider_event_id=notice.event_id,
        kind=notice.kind,
        currency=notice.amount.currency,
        amount_minor=notice.amount.minor,
        dispute=notice.dispute,
        received_at=now,
    )


def _take_in(
    order: Order,
    known: Sequence[Known],
    about: Known,
    notice: PaymentNotice,
    now: datetime,
    *,
    was_paid: bool,
) -> None:
    for one in known:
        _write_amounts(one)
    heir = carry_over(order, known, now=now)
    # Only the first money revives: what came before may already be on its way back.
    is_revived = (
        has_expired(order)
        and not was_paid
        and any(one.can_pay for one in hear(known))
        and _have_stock_again(order)
    )
    give_back_excess(order, known, now=now, is_revived=is_revived)
    follow(order, now=now, is_revived=is_revived, known=known)
    if notice.kind == PaymentEventKind.AUTHORISED:
        _take_for_what_left(order, now)
    if about.has(PaymentEventKind.AUTHORISED):
        finish_capture(order, about, now=now)
        settle_released(order, about, now=now)
    if heir is not None and heir is not about:
        settle_released(order, heir, now=now)
    if heir is not None:
        let_go_of_all(heir.payment, now)


def _take_for_what_left(order: Order, now: datetime) -> None:
    """Of an order that is paid anew after some of it was shipped: there may be no shipment any more that takes the money."""
    if order.fulfilment_state != FulfilmentState.UNFULFILLED:
        order.refresh_from_db(fields=["payment_state"])
        begin_capture(order, now=now)


def _has_money(heard: Sequence[Heard]) -> bool:
    """Whether any came or was promised before, also if that has ended since."""
    return any(one.is_paid or one.is_authorised for one in heard)


def _write_amounts(known: Known) -> None:
    """What came and what was set aside. All that was refunded before is taken off what is captured; where more was
    captured than that, it goes back like other money, as far as it came."""
    payment = known.payment
    before = (payment.received_minor, payment.authorised_minor, payment.released_minor)
    payment.received_minor, payment.authorised_minor = known.received_minor, known.authorised_minor
    if payment.received_minor + payment.released_minor > payment.authorised_minor:
        payment.released_minor = max(payment.refunded_minor - payment.received_minor, 0)
    if before != (payment.received_minor, payment.authorised_minor, payment.released_minor):
        payment.save(update_fields=["received_minor", "authorised_minor", "released_minor"])


def _have_stock_again(order: Order) -> bool:
    """Allocate the lines of a cancelled order once more, and count its voucher again; all or none."""
    try:
        with transaction.atomic():
            take_again(order)
            allocate_again(list(order.lines.all()))
    except (OutOfStock, VoucherUsedUp):
        return False
    return True
