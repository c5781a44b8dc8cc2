"""Taking and letting go of what is authorised at Stripe: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method."""

from contextlib import suppress

import stripe
from stripe import PaymentIntent
from stripe.checkout import Session

from orders.errors import AmountUnwritable
from orders.gateways.contract import CaptureRequest
from orders.gateways.stripe.amounts import to_stripe

TO_BE_CAPTURED = "requires_capture"


def is_to_be_captured(session: Session) -> bool:
    """Of a session with its payment intent."""
    intent = session.payment_intent
    return isinstance(intent, PaymentIntent) and intent.status == TO_BE_CAPTURED


def take(client: stripe.StripeClient, session: Session, request: CaptureRequest) -> str:
    """Capture what the request names; "" or in Stripe's words why it was refused. Nothing where nothing waits for it."""
    intent = session.payment_intent
    if not (isinstance(intent, PaymentIntent) and intent.status == TO_BE_CAPTURED):
        return "" if _has_ended(intent) else "Nothing is authorised."
    try:
        client.v1.payment_intents.capture(
            intent.id,
            {"amount_to_capture": to_stripe(request.amount)},
            {"idempotency_key": f"capture-{request.capture_id}"},
        )
    except AmountUnwritable as error:
        return str(error)
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        return error.code or "refused by Stripe"
    return ""


def void(client: stripe.StripeClient, session: Session) -> bool:
    """Cancel the intent of a session if it waits to be captured; whether it did."""
    intent = session.payment_intent
    if not (isinstance(intent, PaymentIntent) and intent.status == TO_BE_CAPTURED):
        return False
    # Refused when it was captured or ended between the two questions; what it is now counts.
    with suppress(stripe.InvalidRequestError):
        client.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
    return True


def _has_ended(intent: PaymentIntent | str | None) -> bool:
    return isinstance(intent, PaymentIntent) and intent.status in {"succeeded", "canceled"}
