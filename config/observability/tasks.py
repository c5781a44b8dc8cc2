"""What a worker tells of its tasks: log lines with the ids of task and request, and measurements."""

import logging
import time
from typing import Any

from celery import bootsteps, signals
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min
from django.db.models.functions import Now
from django.utils import timezone
from django_structlog.celery.receivers import CeleryReceiver

from assets3d.services.conversion.convert import Converted
from catalog.models import MirrorEntry
from config.observability.metrics import PROCESS, Metric, emit
from config.observability.stuck import measure_stuck

logger = logging.getLogger(__name__)

CONVERSIONS = ("assets3d.convert", "assets3d.convert_in_background")
RELAY = "catalog.relay_mirror"
VERIFY = "catalog.verify_mirror"
ORDERS_CLOCK = "orders.expire_unpaid_orders"


class ObservedTasks(bootsteps.Step):
    """A step of a worker's start. Elsewhere tasks are not looked at, not even those that run on the spot."""

    def __init__(self, parent: Any, **options: Any) -> None:  # noqa: ANN401  # Celery's signature
        super().__init__(parent, **options)
        PROCESS.service = "worker"
        # What is published is logged by django-structlog's app, in every process; the rest only here.
        lines = CeleryReceiver()
        signals.task_prerun.connect(lines.receiver_task_prerun, weak=False)
        signals.task_retry.connect(lines.receiver_task_retry, weak=False)
        signals.task_success.connect(lines.receiver_task_success, weak=False)
        signals.task_failure.connect(lines.receiver_task_failure, weak=False)
        signals.task_unknown.connect(lines.receiver_task_unknown, weak=False)
        signals.task_prerun.connect(_began, weak=False)
        signals.task_postrun.connect(_ended, weak=False)


def measure(task: str, outcome: object, seconds: float) -> dict[Metric, float]:
    """What the end of a task shows. `outcome` is what it returned, `seconds` how long it took.

    The relay runs every few seconds and the clock of the orders every minute, so what they measure of the whole
    shop is measured as often, and by one worker at a time.
    """
    if task in CONVERSIONS:
        return _of_conversion(outcome, seconds)
    if task == RELAY:
        # What waits for a price to begin or end is not late.
        waiting = MirrorEntry.objects.begun().aggregate(number=Count("pk"), age=Now() - Min("created_at"))
        lag = waiting["age"].total_seconds() if waiting["age"] else 0.0
        return {Metric.OUTBOX_WAITING: waiting["number"], Metric.RELAY_LAG: lag}
    if task == VERIFY and isinstance(outcome, int):
        return {Metric.MIRROR_DIVERGENCE: outcome}
    if task == ORDERS_CLOCK:
        return measure_stuck(timezone.now())
    return {}


def _of_conversion(outcome: object, seconds: float) -> dict[Metric, float]:
    """A refused model is the merchant's matter, and one that another worker took over is measured there."""
    if outcome in {Converted.DONE.name, Converted.REFUSED.name}:
        return {Metric.CONVERSION_SECONDS: seconds, Metric.CONVERSION_FAILED: 0}
    if outcome == Converted.FAULT.name:
        return {Metric.CONVERSION_FAILED: 1}
    return {}


def _began(*, task: Any, **_more: object) -> None:  # noqa: ANN401  # Celery's signature
    task.request.observed_from = time.monotonic()


def _ended(*, task: Any, retval: object = None, **_more: object) -> None:  # noqa: ANN401  # Celery's signature
    if settings.METRICS_NAMESPACE is None:
        return
    began_at = getattr(task.request, "observed_from", None)
    try:
        emit(measure(task.name, retval, time.monotonic() - began_at if began_at else 0.0))
    except DatabaseError:
        # The work is done; that it could not be measured must not make it look otherwise.
        logger.warning("not_measured", exc_info=True, extra={"task": task.name})
