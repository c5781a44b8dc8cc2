"""Disputes: list, and what banks do: open, escalate, close. https://docs.stripe.com/api/disputes/object"""

from typing import Any

from tests.doubles.stripe.objects.store import Store, Thing
from tests.doubles.stripe.parameters import TEXT, WHOLE, Spec

LIST: dict[str, Spec] = {"charge": TEXT, "payment_intent": TEXT, "limit": WHOLE}
# An inquiry has taken nothing yet; what was won is back.
INQUIRIES = {"warning_needs_response", "warning_under_review"}
OPEN = {"needs_response", "under_review", *INQUIRIES}
# In these the money is with the buyer's bank, so that nothing is refunded besides.
TAKEN_BACK = {"needs_response", "under_review", "lost", "prevented"}


def begin(store: Store, charge: Thing, *, status: str = "needs_response", amount: int | None = None) -> Thing:
    """By the bank, of all of the charge unless it is said."""
    charge["disputed"] = True
    dispute = {
        "id": store.new_id("dp"),
        "object": "dispute",
        "amount": charge["amount"] if amount is None else amount,
        "charge": charge["id"],
        "created": store.now(),
        "currency": charge["currency"],
        "is_charge_refundable": status in INQUIRIES,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": "fraudulent",
        "status": status,
    }
    store.disputes[dispute["id"]] = dispute
    store.tell("charge.dispute.created", dispute)
    if status in TAKEN_BACK:
        store.tell("charge.dispute.funds_withdrawn", dispute)
    return dispute


def escalate(store: Store, dispute_id: str) -> None:
    """An inquiry that was not answered well becomes a dispute."""
    dispute = store.disputes[dispute_id]
    if dispute["status"] not in INQUIRIES:
        raise AssertionError(f"This is no inquiry: {dispute['status']}")
    dispute.update(status="needs_response", is_charge_refundable=False)
    store.tell("charge.dispute.updated", dispute)
    store.tell("charge.dispute.funds_withdrawn", dispute)


def close(store: Store, dispute_id: str, status: str) -> None:
    """What the bank decides: won, lost or warning_closed."""
    dispute = store.disputes[dispute_id]
    fit = {"warning_closed"} if dispute["status"] in INQUIRIES else {"won", "lost"}
    if dispute["status"] not in OPEN or status not in fit:
        raise AssertionError(f"From {dispute['status']} no dispute becomes {status}.")
    dispute["status"] = status
    store.tell("charge.dispute.closed", dispute)
    if status == "won":
        store.tell("charge.dispute.funds_reinstated", dispute)


def is_taken_back(store: Store, charge: Thing) -> bool:
    """Whether the bank has the money of a charge, so that Stripe refunds nothing of it."""
    own = (dispute for dispute in store.disputes.values() if dispute["charge"] == charge["id"])
    return any(dispute["status"] in TAKEN_BACK for dispute in own)


def list_by_intent(store: Store, given: dict[str, Any]) -> Thing:
    wanted = {name: given[name] for name in ("charge", "payment_intent") if name in given}
    found = [
        dispute
        for dispute in store.disputes.values()
        if all(dispute[name] == value for name, value in wanted.items())
    ]
    newest = [dict(dispute) for dispute in reversed(found)][: given.get("limit", 10)]
    return {"object": "list", "url": "/v1/disputes", "has_more": len(newest) < len(found), "data": newest}
