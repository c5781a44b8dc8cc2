"""PaymentIntents and their charges: retrieve, capture, cancel, and the end of what is set aside."""

from typing import Any

from tests.doubles.stripe.objects import refunds
from tests.doubles.stripe.objects.store import Store, Thing
from tests.doubles.stripe.parameters import TEXT, WHOLE, Spec
from tests.doubles.stripe.problems import Problem, missing

RETRIEVE: dict[str, Spec] = {"expand": [TEXT]}
CAPTURE: dict[str, Spec] = {"amount_to_capture": WHOLE}
CANCEL: dict[str, Spec] = {"cancellation_reason": TEXT}
REASONS = {"duplicate", "fraudulent", "requested_by_customer", "abandoned"}
CANCELLABLE = {"requires_payment_method", "requires_action", "requires_capture"}


def begin(store: Store, session: Thing) -> Thing:
    """The intent of a session whose buyer has given a card."""
    if session["payment_intent"]:
        return store.intents[session["payment_intent"]]
    wanted = session["_intent"]
    intent = {
        "id": store.new_id("pi"),
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": wanted.get("capture_method", "automatic"),
        "created": store.now(),
        "currency": session["currency"],
        "description": wanted.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": wanted.get("metadata", {}),
        "next_action": None,
        "status": "requires_payment_method",
    }
    store.intents[intent["id"]] = intent
    session["payment_intent"] = intent["id"]
    return intent


def charge(store: Store, intent: Thing) -> None:
    """Takes the money, or sets it aside where it is to be captured later."""
    is_later = intent["capture_method"] == "manual"
    made = {
        "id": store.new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0 if is_later else intent["amount"],
        "amount_refunded": 0,
        "captured": not is_later,
        "currency": intent["currency"],
        "disputed": False,
        "metadata": intent["metadata"],
        "paid": True,
        "payment_intent": intent["id"],
        "refunded": False,
        "status": "succeeded",
    }
    store.charges[made["id"]] = made
    intent.update(latest_charge=made["id"], next_action=None, last_payment_error=None)
    if is_later:
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        store.tell("payment_intent.amount_capturable_updated", intent)
    else:
        intent.update(status="succeeded", amount_received=intent["amount"])
        store.tell("payment_intent.succeeded", intent)


def retrieve(store: Store, intent_id: str, given: dict[str, Any]) -> Thing:
    return expanded_intent(store, intent_id, is_deep="latest_charge" in given.get("expand", []))


def capture(store: Store, intent_id: str, given: dict[str, Any]) -> Thing:
    intent = _found(store, intent_id)
    amount = int(given.get("amount_to_capture", intent["amount_capturable"]) or 0)
    if intent["status"] != "requires_capture":
        raise Problem(
            f"This PaymentIntent could not be captured because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
    if not 1 <= amount <= intent["amount_capturable"]:
        raise Problem("The amount is out of bounds.", code="amount_too_large", param="amount_to_capture")
    charge = store.charges[intent["latest_charge"]]
    # What is not captured is released: a second capture is refused above.
    charge.update(captured=True, amount_captured=amount)
    if amount < charge["amount"]:
        refunds.release(store, charge)
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
    store.tell("charge.captured", charge)
    store.tell("payment_intent.succeeded", intent)
    return dict(intent)


def cancel(store: Store, intent_id: str, given: dict[str, Any]) -> Thing:
    intent = _found(store, intent_id)
    if intent["status"] not in CANCELLABLE:
        raise Problem(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
    if given.get("cancellation_reason", "abandoned") not in REASONS:
        raise Problem("Invalid cancellation_reason", param="cancellation_reason")
    _end(store, intent, given.get("cancellation_reason"))
    return dict(intent)


def lapse(store: Store, intent_id: str) -> None:
    """After seven days without a capture: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method."""
    intent = store.intents[intent_id]
    if intent["status"] != "requires_capture":
        raise AssertionError(f"Nothing is set aside: {intent['status']}")
    _end(store, intent, "automatic")
    store.tell("charge.expired", store.charges[intent["latest_charge"]])


def _end(store: Store, intent: Thing, reason: str | None) -> None:
    intent.update(status="canceled", amount_capturable=0, canceled_at=store.now(), cancellation_reason=reason)
    store.tell("payment_intent.canceled", intent)


def expanded_intent(store: Store, intent_id: str, *, is_deep: bool) -> Thing:
    intent = dict(_found(store, intent_id))
    if is_deep and intent["latest_charge"]:
        intent["latest_charge"] = dict(store.charges[intent["latest_charge"]])
    return intent


def _found(store: Store, intent_id: str) -> Thing:
    if intent_id not in store.intents:
        raise missing("payment_intent", intent_id)
    return store.intents[intent_id]
