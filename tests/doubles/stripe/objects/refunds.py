"""Refunds: create, retrieve, list. Never more than the charge has."""

from typing import Any

from tests.doubles.stripe.objects import disputes
from tests.doubles.stripe.objects.store import Store, Thing
from tests.doubles.stripe.parameters import TEXT, TEXTS_BY_NAME, WHOLE, Spec, require
from tests.doubles.stripe.problems import Problem, missing

CREATE: dict[str, Spec] = {
    "payment_intent": TEXT,
    "amount": WHOLE,
    "reason": TEXT,
    "metadata": TEXTS_BY_NAME,
}
RETRIEVE: dict[str, Spec] = {}
LIST: dict[str, Spec] = {"payment_intent": TEXT, "limit": WHOLE}
REASONS = {"duplicate", "fraudulent", "requested_by_customer"}


def create(store: Store, given: dict[str, Any], *, status: str) -> Thing:
    require(given, "payment_intent")
    intent = store.intents.get(given["payment_intent"])
    if intent is None:
        raise missing("payment_intent", given["payment_intent"])
    if given.get("reason", "duplicate") not in REASONS:
        raise Problem("Invalid reason", param="reason")
    charge = store.charges.get(intent["latest_charge"] or "")
    if charge is None or not charge["captured"]:
        raise Problem(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
    if disputes.is_taken_back(store, charge):
        raise Problem(f"Charge {charge['id']} has been charged back.", code="charge_disputed")
    left = charge["amount"] - charge["amount_refunded"]
    if not left:
        raise Problem(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = given.get("amount", left)
    if amount < 1:
        raise Problem("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise Problem(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount"
        )
    return _write(store, charge, amount, given, status)


def release(store: Store, charge: Thing) -> None:
    """What is left of a charge that was captured in part: Stripe calls that a refund as well."""
    _write(store, charge, charge["amount"] - charge["amount_captured"], {}, "succeeded")


def _write(store: Store, charge: Thing, amount: int, given: dict[str, Any], status: str) -> Thing:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    refund = {
        "id": store.new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": store.now(),
        "currency": charge["currency"],
        "failure_reason": None,
        "metadata": given.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "reason": given.get("reason"),
        "status": status,
    }
    store.refunds[refund["id"]] = refund
    store.tell("refund.created", refund)
    return dict(refund)


def retrieve(store: Store, refund_id: str) -> Thing:
    if refund_id not in store.refunds:
        raise missing("refund", refund_id)
    return dict(store.refunds[refund_id])


def list_by_intent(store: Store, given: dict[str, Any]) -> Thing:
    wanted = given.get("payment_intent")
    refunds = [refund for refund in store.refunds.values() if refund["payment_intent"] == wanted]
    newest = list(reversed(refunds))[: given.get("limit", 10)]
    return {"object": "list", "url": "/v1/refunds", "has_more": len(newest) < len(refunds), "data": newest}


def decide(store: Store, refund_id: str, status: str, failure: str | None = None) -> None:
    """What the bank says of a refund later; of one that failed the money is back on the charge."""
    refund = store.refunds[refund_id]
    refund.update(status=status, failure_reason=failure)
    if status == "failed":
        charge = store.charges[refund["charge"]]
        charge.update(amount_refunded=charge["amount_refunded"] - refund["amount"], refunded=False)
    store.tell("refund.failed" if status == "failed" else "refund.updated", refund)
