"""Send one message to one endpoint, and write down what became of it."""

import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from django.db.models import F, Q, QuerySet

from accounts.models import WebhookDelivery, WebhookEndpoint
from accounts.outbound.asking import Deadline, Question, Rules, asked
from accounts.outbound.refusals import AskingRefused
from accounts.outbound.targets import target_of
from accounts.services.webhooks.give_up import TURNED_OFF, give_up_failing, give_up_gone
from accounts.services.webhooks.secrets import live_secrets, signed_headers
from accounts.states import DeliveryState

logger = logging.getLogger(__name__)

RULES = Rules(
    connect_seconds=5, read_seconds=10, total_seconds=15, most_redirects=0, ports=frozenset({443, 8443})
)
# Longer than sending can take.
LEASE = timedelta(seconds=60)
# After the first try, the second, and so on; in all a little more than a day. Each a tenth longer or shorter.
WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=16),
)
JITTER = 0.1


@dataclass(frozen=True)
class Outcome:
    """What a receiver answered: a status, or why there was none."""

    status: int | None
    problem: str = ""

    @property
    def has_arrived(self) -> bool:
        return self.status is not None and HTTPStatus(200) <= self.status < HTTPStatus(300)

    @property
    def is_gone(self) -> bool:
        return self.status == HTTPStatus.GONE


def deliver(*, delivery_id: int, now: datetime, rules: Rules = RULES) -> bool:
    """Send the message if it is due and nobody else is sending it; whether it has arrived.

    Call outside of transactions: receivers are slow. A message may arrive twice, when a process dies after sending it.
    """
    delivery = _claim(delivery_id, now)
    if delivery is None:
        return False
    endpoint = delivery.endpoint
    if not endpoint.is_listening:
        _finish(delivery, DeliveryState.FAILED, Outcome(None, TURNED_OFF), now)
        return False
    outcome = _sent(delivery, now, rules)
    logger.info("webhook_sent", extra={"delivery": delivery.pk, "status": outcome.status})
    _write(delivery, endpoint, outcome, now)
    return outcome.has_arrived


def _claim(delivery_id: int, now: datetime) -> WebhookDelivery | None:
    """The message, if it was due. Its row alone decides, so that of two only one is faster."""
    due = Q(state=DeliveryState.WAITING, next_at__lte=now)
    abandoned = Q(state=DeliveryState.SENDING, lease_until__lte=now)
    claimed = WebhookDelivery.objects.filter(due | abandoned, pk=delivery_id).update(
        state=DeliveryState.SENDING, tries=F("tries") + 1, lease_until=now + LEASE
    )
    if not claimed:
        return None
    return WebhookDelivery.objects.select_related("endpoint").get(pk=delivery_id)


def _sent(delivery: WebhookDelivery, now: datetime, rules: Rules) -> Outcome:
    body = delivery.body.encode()
    signed = signed_headers(
        message_id=delivery.message_id,
        body=body,
        secrets=live_secrets(delivery.endpoint, now),
        now=now,
    )
    question = Question("POST", {**signed, "Content-Type": "application/json"}, body)
    try:
        target = target_of(delivery.endpoint.url)
        with asked(target, question, rules, Deadline(rules.total_seconds)) as answer:
            return Outcome(answer.status)
    except (AskingRefused, ValueError) as refusal:
        return Outcome(None, str(refusal)[:200])


def _write(delivery: WebhookDelivery, endpoint: WebhookEndpoint, outcome: Outcome, now: datetime) -> None:
    if outcome.has_arrived:
        _finish(delivery, DeliveryState.SENT, outcome, now)
        WebhookEndpoint.objects.filter(pk=endpoint.pk, failing_since__isnull=False).update(failing_since=None)
        return
    WebhookEndpoint.objects.filter(pk=endpoint.pk, failing_since__isnull=True).update(failing_since=now)
    if _given_up(endpoint, outcome, now) or outcome.is_gone or delivery.tries > len(WAITS):
        _finish(delivery, DeliveryState.FAILED, outcome, now)
    else:
        _wait(delivery, outcome, now)


def _given_up(endpoint: WebhookEndpoint, outcome: Outcome, now: datetime) -> bool:
    """Turn the endpoint off if this was one failure too many; whether it was.

    Whatever try the message is at: behind a backlog none gets to its last.
    """
    if outcome.is_gone:
        return give_up_gone(endpoint_id=endpoint.pk, now=now)
    return give_up_failing(endpoint_id=endpoint.pk, now=now)


def _finish(delivery: WebhookDelivery, state: DeliveryState, outcome: Outcome, now: datetime) -> None:
    _held(delivery).update(
        state=state, status=outcome.status, problem=outcome.problem, lease_until=None, finished_at=now
    )


def _wait(delivery: WebhookDelivery, outcome: Outcome, now: datetime) -> None:
    spread = 1 + random.uniform(-JITTER, JITTER)  # noqa: S311  # spreads load, guards nothing
    _held(delivery).update(
        state=DeliveryState.WAITING,
        status=outcome.status,
        problem=outcome.problem,
        lease_until=None,
        next_at=now + WAITS[delivery.tries - 1] * spread,
    )


def _held(delivery: WebhookDelivery) -> QuerySet[WebhookDelivery]:
    """The row, unless somebody took it over."""
    return WebhookDelivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, tries=delivery.tries)
