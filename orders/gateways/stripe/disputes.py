"""Disputes at Stripe: https://docs.stripe.com/disputes/how-disputes-work."""

import stripe
from stripe import Charge, PaymentIntent
from stripe.checkout import Session

from orders.gateways.contract import KnownPayment, PaymentNotice
from orders.gateways.stripe.amounts import from_stripe
from orders.states import PaymentEventKind

# An inquiry ("warning") that is closed took nothing. One that was prevented was paid back to the buyer before it began.
ENDS = {
    "won": PaymentEventKind.DISPUTE_WON,
    "warning_closed": PaymentEventKind.DISPUTE_WON,
    "lost": PaymentEventKind.DISPUTE_LOST,
    "prevented": PaymentEventKind.DISPUTE_LOST,
}
MOST_DISPUTES = 100


def disputes_of(
    client: stripe.StripeClient, session: Session, payment: KnownPayment
) -> tuple[PaymentNotice, ...]:
    """Of a session with its payment intent and latest charge: that each dispute was opened, and how it ended, the oldest
    first.

    Stripe is asked for them only where the charge was disputed, or was as far as the shop knows.
    """
    intent = session.payment_intent
    charge = intent.latest_charge if isinstance(intent, PaymentIntent) else None
    if not (isinstance(intent, PaymentIntent) and isinstance(charge, Charge)):
        return ()
    if not (charge.disputed or payment.is_disputed):
        return ()
    listed = client.v1.disputes.list({"payment_intent": intent.id, "limit": MOST_DISPUTES})
    return tuple(
        _notice(payment, dispute, kind) for dispute in reversed(listed.data) for kind in _told(dispute)
    )


def _told(dispute: stripe.Dispute) -> list[PaymentEventKind]:
    end = ENDS.get(dispute.status)
    return [PaymentEventKind.DISPUTED, *([end] if end else [])]


def _notice(payment: KnownPayment, dispute: stripe.Dispute, kind: PaymentEventKind) -> PaymentNotice:
    return PaymentNotice(
        payment_id=payment.payment_id,
        event_id=f"{dispute.id}:{kind}",
        kind=kind,
        amount=from_stripe(dispute.amount, dispute.currency),
        dispute=dispute.id,
    )
