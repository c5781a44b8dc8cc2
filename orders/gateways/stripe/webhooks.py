"""What Stripe sends by itself: checked by its signature, then only read for what to look up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import stripe
from django.conf import settings

from orders.errors import WebhookRefused

TOLERANCE_SECONDS = 300
# All that is heard; deploy/runbooks/secret-rotation.md has them for whoever sets the webhook up.
ABOUT_SESSIONS = frozenset({"checkout.session.completed", "checkout.session.expired"})
# What somebody refunds in Stripe's dashboard is told as created, and perhaps never again.
ABOUT_REFUNDS = frozenset({"refund.created", "refund.updated", "refund.failed"})
ABOUT_DISPUTES = frozenset(
    {
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    }
)
# Of intents and charges whose money is taken later; of others sessions tell.
ABOUT_INTENTS = frozenset({"payment_intent.amount_capturable_updated", "payment_intent.canceled"})
ABOUT_CHARGES = frozenset({"charge.captured", "charge.expired"})


@dataclass(frozen=True)
class Told:
    """An event's type, such as "refund.failed", and the object that it is about, as it was then."""

    kind: str
    thing: Mapping[str, Any]


def read_event(body: bytes, signature: str) -> Told:
    """The event, signed with one of settings.STRIPE_WEBHOOK_SECRETS: two while one replaces the other.

    WebhookRefused when none of them signed it, or longer ago than TOLERANCE_SECONDS.
    """
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            event: stripe.Event = stripe.Webhook.construct_event(
                body, signature, secret, tolerance=TOLERANCE_SECONDS, api_key=settings.STRIPE_SECRET_KEY
            )
        except (stripe.SignatureVerificationError, ValueError, KeyError, IndexError):
            continue
        return Told(event.type, event.data.object.to_dict())
    raise WebhookRefused("This was not signed by Stripe, or too long ago.")


def is_about_authorisation(told: Told) -> bool:
    """Whether authorised money was set aside, taken or let go."""
    is_manual = told.thing.get("capture_method") == "manual"
    return told.kind in ABOUT_CHARGES or (told.kind in ABOUT_INTENTS and is_manual)


def intent_of(told: Told) -> str | None:
    """The id of the payment intent that the event is about, or its charge or dispute; none where another program charged
    without one."""
    is_intent = told.thing.get("object") == "payment_intent"
    named = told.thing["id"] if is_intent else told.thing.get("payment_intent")
    return str(named) if named else None


def our_id(thing: Mapping[str, Any], name: str) -> UUID | None:
    """The id that this shop wrote into the metadata of an object; none where another program made it."""
    written = (thing.get("metadata") or {}).get(name, "")
    try:
        return UUID(written)
    except ValueError:
        return None
