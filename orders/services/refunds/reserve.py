"""Set money aside to go back: on the payment, on the order, and as a row that a worker then performs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Max, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest

from accounts.models import Merchant, User
from accounts.tenancy import Actor
from catalog.money import Money
from orders.errors import RefundRefused
from orders.jobs import ring_perform_refunds, ring_reconcile_payments
from orders.models import Order, Payment, Refund, RefundLine, Return
from orders.queries.parts import parts_of
from orders.queries.selling.money.refunds import given_back_by_the_shop
from orders.services.history import record
from orders.services.refunds.lines import LineShare
from orders.states import (
    REASONS_BESIDE_THE_ORDER,
    OrderEventKind,
    PaymentEventKind,
    PaymentState,
    RefundReason,
    RefundState,
)


@dataclass(frozen=True)
class Wanted:
    """How much is to go back and why. merchant: whose part of the order it is, none for the order as a whole.

    returned: what came back, where that is paid for. is_let_off: it was never captured and never is, so that nothing has
    to go back; so is all of what is still authorised.
    """

    amount: Money
    reason: RefundReason
    note: str = ""
    merchant: Merchant | None = None
    shares: Sequence[LineShare] = ()
    returned: Return | None = None
    refund_key: UUID | None = None
    is_let_off: bool = False

    @property
    def is_of_order(self) -> bool:
        return self.reason not in REASONS_BESIDE_THE_ORDER


def reserve(payment: Payment, wanted: Wanted, *, now: datetime, by: Actor | None = None) -> Refund:
    """Reserve the amount and write the refund down. RefundRefused when there is not so much left.

    In a transaction that has locked the order's row. Each limit is asked for by the UPDATE that uses it up.
    """
    order = payment.order
    minor = wanted.amount.minor
    is_released = wanted.is_let_off or payment.state == PaymentState.AUTHORISED
    if wanted.amount.currency == payment.currency:
        taken = {name: F(name) + minor for name in _counters(is_released=is_released)}
        is_left = bool(_left_on_payment(payment, minor, is_released=is_released).update(**taken))
    else:
        is_left = _is_left_of_foreign(payment, wanted, is_released=is_released)
    if not is_left:
        raise RefundRefused("There is not so much left of this payment.")
    if wanted.is_of_order and not _left_on_order(order, wanted).update(
        refunded_minor=F("refunded_minor") + minor
    ):
        raise RefundRefused("There is not so much left of this order to refund.")
    refund = _write(payment, wanted, now, by, is_released=is_released)
    record(
        order,
        OrderEventKind.REFUND_REQUESTED,
        now=now,
        by=by,
        merchant=wanted.merchant,
        data={**particulars(refund), **_besides(wanted)},
    )
    if is_released:
        let_go_of_all(payment, now)
    else:
        ring_perform_refunds()
    return refund


def _is_left_of_foreign(payment: Payment, wanted: Wanted, *, is_released: bool) -> bool:
    """Of money in another currency than was due, which no sum counts: asked under the order's lock, under which all of it
    is reserved. RefundRefused where it is to go back as part of the order, which it never paid for."""
    if wanted.is_of_order:
        raise RefundRefused(f"This payment was made in {payment.currency}.")
    kind = PaymentEventKind.AUTHORISED if is_released else PaymentEventKind.SUCCEEDED
    currency = wanted.amount.currency
    came = payment.events.filter(kind=kind, currency=currency).aggregate(most=Max("amount_minor"))
    back = payment.refunds.filter(currency=currency, is_released=is_released)
    went = back.exclude(state=RefundState.FAILED).aggregate(sum=Sum("amount_minor", default=0))
    return bool(wanted.amount.minor <= (came["most"] or 0) - went["sum"])


def _counters(*, is_released: bool) -> tuple[str, ...]:
    """Of what is only authorised nothing has to go back: so much less is taken."""
    return ("refunded_minor", "released_minor") if is_released else ("refunded_minor",)


def let_go_of_all(payment: Payment, now: datetime) -> None:
    """Have an authorisation closed of which nothing is to be taken any more."""
    empty = Payment.objects.filter(
        pk=payment.pk, state=PaymentState.AUTHORISED, refunded_minor__gte=F("amount_minor")
    )
    if empty.update(ask_at=now):
        ring_reconcile_payments()


def give_up_reservation(refund: Refund) -> None:
    """Of a refund that failed: its amount can be asked for again."""
    less = F("refunded_minor") - refund.amount_minor
    Payment.objects.filter(pk=refund.payment_id, currency=refund.currency).update(refunded_minor=less)
    if refund.reason not in REASONS_BESIDE_THE_ORDER:
        Order.objects.filter(pk=refund.order_id).update(refunded_minor=less)


def particulars(refund: Refund) -> dict[str, int | str]:
    """What lines of an order's story say about a refund: its currency where that is another one than the order's."""
    currency = {} if refund.is_counted else {"currency": refund.currency}
    return {"refund": refund.pk, "amount_minor": refund.amount_minor, **currency}


def _besides(wanted: Wanted) -> dict[str, int]:
    """What else the story tells: which return is paid for, and how many pieces are not sent any more."""
    told = {"returned": wanted.returned.number} if wanted.returned else {}
    withdrawn = sum(share.withdrawn for share in wanted.shares)
    return told | ({"withdrawn": withdrawn} if withdrawn else {})


def _left_on_payment(payment: Payment, minor: int, *, is_released: bool) -> QuerySet[Payment]:
    """Of what was authorised first there is what was captured of it, and until then all. Other money that was captured is
    at least what was due, also where an earlier release did not write down what came."""
    of_captured = Case(
        When(
            state=PaymentState.CAPTURED, authorised_minor=0, then=Greatest("received_minor", "amount_minor")
        ),
        default=F("received_minor") + F("released_minor"),
    )
    limit = F("authorised_minor") if is_released else of_captured
    return Payment.objects.filter(pk=payment.pk, refunded_minor__lte=limit - minor)


def _left_on_order(order: Order, wanted: Wanted) -> QuerySet[Order]:
    """The order if so much of it is left, and so much of its merchant's part where it is theirs."""
    minor = wanted.amount.minor
    orders = Order.objects.filter(pk=order.pk, refunded_minor__lte=F("total_minor") - minor)
    if wanted.merchant is None:
        return orders
    # What the part comes to was settled when the order was placed; what went of it is asked for by the UPDATE.
    limit = parts_of(order)[wanted.merchant.pk].total_minor
    back = Refund.objects.filter(order=order, merchant=wanted.merchant).order_by()
    back = back.exclude(state=RefundState.FAILED).exclude(reason__in=REASONS_BESIDE_THE_ORDER)
    of_lines = RefundLine.objects.filter(refund__order=order, line__merchant=wanted.merchant).order_by()
    by_shop = of_lines.filter(given_back_by_the_shop())
    went = _sum_of(back.values("order")) + _sum_of(by_shop.values("refund__order"))
    return orders.alias(went=went).filter(went__lte=limit - minor)


def _sum_of(grouped: QuerySet[Any, Any]) -> Coalesce:
    """Of the one group of these rows."""
    return Coalesce(Subquery(grouped.annotate(sum=Sum("amount_minor")).values("sum")), 0)


def _write(payment: Payment, wanted: Wanted, now: datetime, by: Actor | None, *, is_released: bool) -> Refund:
    refund = Refund.objects.create(
        order=payment.order,
        payment=payment,
        merchant=wanted.merchant,
        currency=wanted.amount.currency,
        amount_minor=wanted.amount.minor,
        reason=wanted.reason,
        note=wanted.note,
        returned=wanted.returned,
        refund_key=wanted.refund_key,
        is_released=is_released,
        created_by=by if isinstance(by, User) else None,
        created_at=now,
        ask_at=now,
    )
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund,
            line=share.line,
            quantity=share.quantity,
            amount_minor=share.amount_minor,
            withdrawn_quantity=share.withdrawn,
        )
        for share in wanted.shares
    )
    return refund
