"""What a Checkout Session and its PaymentIntent say of a payment, in the shop's own words."""

from stripe import Charge, PaymentIntent
from stripe.checkout import Session

from orders.gateways.contract import KnownPayment, PaymentNotice, PaymentReport
from orders.gateways.stripe.amounts import from_stripe
from orders.states import PaymentEventKind


def report_of(session: Session, payment: KnownPayment) -> PaymentReport:
    """Of a session with its payment intent and latest charge. What was authorised first is told before what became of it.

    A notice is named by the fact that it tells, not by the event that told it: several events tell the same.
    A card that was declined can be tried again on Stripe's page until that is closed; only then it is a decline.
    """
    intent = session.payment_intent
    notices = _notices(intent, payment) if isinstance(intent, PaymentIntent) else ()
    if not notices and session.status == "expired":
        notices = (
            PaymentNotice(
                payment_id=payment.payment_id,
                event_id=f"{session.id}:expired",
                kind=PaymentEventKind.DECLINED,
                amount=payment.amount,
            ),
        )
    return PaymentReport(notices=notices, redirect_url=session.url if session.status == "open" else None)


def _notices(intent: PaymentIntent, payment: KnownPayment) -> tuple[PaymentNotice, ...]:
    amount = from_stripe(intent.amount, intent.currency)
    told = [(event_id, kind, amount) for event_id, kind in _of_authorisation(intent)]
    if intent.status == "succeeded":
        received = from_stripe(intent.amount_received, intent.currency)
        told.append((f"{intent.id}:succeeded", PaymentEventKind.SUCCEEDED, received))
    return tuple(
        PaymentNotice(payment_id=payment.payment_id, event_id=event_id, kind=kind, amount=amount)
        for event_id, kind, amount in told
    )


def _of_authorisation(intent: PaymentIntent) -> list[tuple[str, PaymentEventKind]]:
    """Whether the money of an intent that is captured by hand was set aside, and whether that has ended.

    Its charge says that it was, however the intent goes on; without one nothing was.
    """
    charge = intent.latest_charge
    if intent.capture_method != "manual" or not (isinstance(charge, Charge) and charge.paid):
        return []
    told = [(f"{intent.id}:authorised", PaymentEventKind.AUTHORISED)]
    if intent.status == "canceled":
        told.append((f"{intent.id}:voided", PaymentEventKind.VOIDED))
    return told
