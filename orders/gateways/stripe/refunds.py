"""Refunds at Stripe."""

import stripe
from stripe import Charge, PaymentIntent
from stripe.checkout import Session

from orders.errors import AmountUnwritable, GatewayFault
from orders.gateways.contract import KnownPayment, RefundAnswer, RefundElsewhere, RefundRequest
from orders.gateways.stripe.amounts import from_stripe, to_stripe
from orders.gateways.stripe.webhooks import our_id
from orders.states import RefundState

STATES = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
}
# Stripe keeps idempotency keys for a day, so what it has is looked through first; nobody refunds one payment so often.
MOST_REFUNDS = 100


def give_back(client: stripe.StripeClient, request: RefundRequest) -> RefundAnswer:
    """The refund of this id, found or made. What Stripe refuses has failed; anything else raises."""
    if request.reference:
        return answer_of(client.v1.refunds.retrieve(request.reference))
    return give_back_of(client, _intent_of(client, request.payment_reference), request)


def give_back_of(client: stripe.StripeClient, intent: str, request: RefundRequest) -> RefundAnswer:
    """As `give_back`, of the payment intent with this id."""
    made = client.v1.refunds.list({"payment_intent": intent, "limit": MOST_REFUNDS})
    for refund in made.data:
        if our_id(refund.to_dict(), "refund") == request.refund_id:
            return answer_of(refund)
    try:
        refund = client.v1.refunds.create(
            {
                "payment_intent": intent,
                "amount": to_stripe(request.amount),
                "metadata": {"refund": str(request.refund_id)},
            },
            {"idempotency_key": f"refund-{request.refund_id}"},
        )
    except AmountUnwritable as error:
        return RefundAnswer(RefundState.FAILED, reference="", failure=str(error))
    except stripe.InvalidRequestError as error:
        return RefundAnswer(RefundState.FAILED, reference="", failure=error.code or "refused by Stripe")
    return answer_of(refund)


def made_elsewhere(
    client: stripe.StripeClient, session: Session, payment: KnownPayment
) -> tuple[RefundElsewhere, ...]:
    """Of a session with its payment intent and latest charge: refunds without an id of ours, the oldest first.

    Stripe is asked for them only where something went back, or did as far as the shop knows: it may have failed since.
    """
    intent = session.payment_intent
    charge = intent.latest_charge if isinstance(intent, PaymentIntent) else None
    if not (isinstance(intent, PaymentIntent) and isinstance(charge, Charge)):
        return ()
    if not (charge.amount_refunded or payment.is_refunded):
        return ()
    listed = client.v1.refunds.list({"payment_intent": intent.id, "limit": MOST_REFUNDS})
    made = [refund for refund in reversed(listed.data) if our_id(refund.to_dict(), "refund") is None]
    if made and intent.amount_received < intent.amount == intent.amount_received + made[0].amount:
        # Of what was captured in part Stripe calls what it released a refund, before any other.
        del made[0]
    return tuple(
        RefundElsewhere(from_stripe(refund.amount, refund.currency), answer_of(refund)) for refund in made
    )


def answer_of(refund: stripe.Refund) -> RefundAnswer:
    state = STATES.get(refund.status or "", RefundState.PENDING)
    return RefundAnswer(state, reference=refund.id, failure=refund.to_dict().get("failure_reason") or "")


def _intent_of(client: stripe.StripeClient, session_id: str) -> str:
    intent = client.v1.checkout.sessions.retrieve(session_id).payment_intent
    if intent is None:
        raise GatewayFault(f"Stripe has no payment for {session_id}.")
    return intent if isinstance(intent, str) else intent.id
