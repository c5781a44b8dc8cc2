"""Ask a payment provider what has become of a payment, and believe it."""

from dataclasses import replace
from datetime import datetime, timedelta

from orders.gateways.choice import gateway_named
from orders.gateways.contract import KnownPayment, PaymentReport
from orders.models import Payment
from orders.queries.selling.money.held import set_aside_of
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.refunds.count_elsewhere import count_elsewhere

# Webhooks tell sooner; this is for those that are lost.
ASK_FIRST_AFTER = timedelta(minutes=3)


def ask_provider(
    payment: Payment, *, now: datetime, is_closing: bool = False, is_disputed: bool = False
) -> PaymentReport:
    """Apply all that the provider reports; with `is_closing` the payment cannot be made afterwards.

    is_disputed: the provider has just told of a dispute, so that it is asked for them.
    GatewayFault when it does not answer, and then nothing has changed. Call outside of transactions.
    """
    gateway = gateway_named(payment.gateway)
    known = known_payment(payment)
    if is_disputed:
        known = replace(known, is_disputed=True)
    report = gateway.close(known) if is_closing else gateway.look_up(known)
    for notice in report.notices:
        apply_payment_event(notice, now=now)
    for made in report.refunds:
        count_elsewhere(payment.pk, made, now=now)
    return report


def known_payment(payment: Payment) -> KnownPayment:
    """What the shop knows of it, for its provider."""
    return KnownPayment(
        payment_id=payment.public_id,
        reference=payment.reference or "",
        amount=payment.amount,
        is_authorised=payment.authorised_minor > 0 or set_aside_of(payment) is not None,
        is_refunded=payment.refunded_minor > 0,
        is_disputed=payment.order.is_disputed,
    )
