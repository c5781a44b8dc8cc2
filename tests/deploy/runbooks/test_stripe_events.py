"""The runbook on secrets: whoever sets Stripe's webhook up subscribes to all that the shop hears, and to nothing else."""

import re
from pathlib import Path

from django.conf import settings

from orders.gateways.stripe.webhooks import (
    ABOUT_CHARGES,
    ABOUT_DISPUTES,
    ABOUT_INTENTS,
    ABOUT_REFUNDS,
    ABOUT_SESSIONS,
)

RUNBOOK = Path(settings.BASE_DIR) / "deploy" / "runbooks" / "secret-rotation.md"
EVENT = re.compile(r"`((?:checkout|charge|payment_intent|refund)\.[a-z_.]+)`")


def test_the_webhook_needs_what_is_heard() -> None:
    asked = RUNBOOK.read_text().split("webhook needs", 1)[1].split("\n\n", 1)[0]
    always, later = (EVENT.findall(part) for part in asked.split("`PAYMENT_CAPTURE=when_shipped`"))

    assert sorted(always) == sorted(ABOUT_SESSIONS | ABOUT_REFUNDS | ABOUT_DISPUTES)
    assert sorted(later) == sorted(ABOUT_INTENTS | ABOUT_CHARGES)
