"""Checkout Sessions: create, retrieve, list, expire."""

from typing import Any

from tests.doubles.stripe.objects.intents import expanded_intent
from tests.doubles.stripe.objects.store import Store, Thing
from tests.doubles.stripe.parameters import TEXT, TEXTS_BY_NAME, WHOLE, YES_OR_NO, Spec, require
from tests.doubles.stripe.problems import Problem, missing

CREATE: dict[str, Spec] = {
    "mode": TEXT,
    "allowed_payment_method_types": [TEXT],
    "client_reference_id": TEXT,
    "customer_email": TEXT,
    "line_items": [
        {
            "quantity": WHOLE,
            "price_data": {"currency": TEXT, "unit_amount": WHOLE, "product_data": {"name": TEXT}},
        }
    ],
    "adaptive_pricing": {"enabled": YES_OR_NO},
    "metadata": TEXTS_BY_NAME,
    "payment_intent_data": {"description": TEXT, "metadata": TEXTS_BY_NAME, "capture_method": TEXT},
    "expires_at": WHOLE,
    "success_url": TEXT,
    "cancel_url": TEXT,
    "expand": [TEXT],
}
RETRIEVE: dict[str, Spec] = {"expand": [TEXT]}
LIST: dict[str, Spec] = {"payment_intent": TEXT, "limit": WHOLE}
EXPIRE: dict[str, Spec] = {}

SHORTEST, LONGEST = 30 * 60, 24 * 3600
CAPTURE_METHODS = {"automatic", "automatic_async", "manual"}
ZERO_DECIMALS = {"jpy", "krw", "clp", "vnd"}
# Some 50 US cents, in each currency that tests use.
LEAST = {"eur": 50, "usd": 50, "gbp": 30, "jpy": 50}
MOST = 99_999_999


def create(store: Store, base: str, given: dict[str, Any]) -> Thing:
    require(given, "mode", "line_items", "success_url")
    now = store.now()
    expires_at = given.get("expires_at", now + LONGEST)
    if not now + SHORTEST <= expires_at <= now + LONGEST:
        raise Problem(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours in the future.",
            param="expires_at",
        )
    if given.get("payment_intent_data", {}).get("capture_method", "automatic") not in CAPTURE_METHODS:
        raise Problem("Invalid capture_method", param="payment_intent_data[capture_method]")
    amount, currency = _total(given["line_items"])
    session_id = store.new_id("cs_test")
    session = {
        "id": session_id,
        "object": "checkout.session",
        "adaptive_pricing": given.get("adaptive_pricing"),
        "amount_subtotal": amount,
        "amount_total": amount,
        "cancel_url": given.get("cancel_url"),
        "client_reference_id": given.get("client_reference_id"),
        "created": now,
        "currency": currency,
        "customer": None,
        "customer_email": given.get("customer_email"),
        "expires_at": expires_at,
        "livemode": False,
        "metadata": given.get("metadata", {}),
        "mode": given["mode"],
        "payment_intent": None,
        "payment_method_types": given.get("allowed_payment_method_types", ["card"]),
        "payment_status": "unpaid",
        "status": "open",
        "success_url": given["success_url"],
        "ui_mode": "hosted_page",
        "url": f"{base}/c/pay/{session_id}",
        "_intent": given.get("payment_intent_data", {}),
    }
    store.sessions[session_id] = session
    return shown(store, session, given)


def retrieve(store: Store, session_id: str, given: dict[str, Any]) -> Thing:
    return shown(store, found(store, session_id), given)


def list_by_intent(store: Store, given: dict[str, Any]) -> Thing:
    wanted = given.get("payment_intent")
    sessions = [session for session in store.sessions.values() if session["payment_intent"] == wanted]
    return {
        "object": "list",
        "url": "/v1/checkout/sessions",
        "has_more": False,
        "data": [shown(store, session, {}) for session in sessions[: given.get("limit", 10)]],
    }


def expire(store: Store, session_id: str) -> Thing:
    session = found(store, session_id)
    if session["status"] != "open":
        raise Problem('Only Checkout Sessions with a status in ["open"] can be expired.')
    close(store, session, "expired")
    store.tell("checkout.session.expired", shown(store, session, {}))
    return shown(store, session, {})


def close(store: Store, session: Thing, status: str) -> None:
    session.update(status=status, url=None)
    intent = store.intents.get(session["payment_intent"] or "")
    if status == "expired" and intent and intent["status"] != "succeeded":
        intent.update(status="canceled", canceled_at=store.now(), cancellation_reason="automatic")


def found(store: Store, session_id: str) -> Thing:
    if session_id not in store.sessions:
        raise missing("checkout.session", session_id)
    return store.sessions[session_id]


def shown(store: Store, session: Thing, given: dict[str, Any]) -> Thing:
    """Without what only this double knows; with what was asked to be expanded."""
    document = {name: value for name, value in session.items() if not name.startswith("_")}
    expand = given.get("expand", [])
    if session["payment_intent"] and any(path.startswith("payment_intent") for path in expand):
        document["payment_intent"] = expanded_intent(
            store, session["payment_intent"], is_deep="payment_intent.latest_charge" in expand
        )
    return document


def _total(items: list[dict[str, Any]]) -> tuple[int, str]:
    currencies = {item["price_data"]["currency"] for item in items}
    currency = currencies.pop()
    if currencies or currency != currency.lower():
        raise Problem("Invalid currency", param="line_items[0][price_data][currency]")
    amount = sum(item["price_data"]["unit_amount"] * item["quantity"] for item in items)
    if not LEAST.get(currency, 1) <= amount <= MOST:
        raise Problem("The amount is out of bounds.", code="amount_too_small", param="line_items")
    return amount, currency
