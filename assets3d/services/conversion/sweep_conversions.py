"""What no message reached is found here: lost workers, lost events, work whose time has come."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from assets3d import jobs
from assets3d.models import Conversion, Source
from assets3d.services.conversion.lease import claimable
from assets3d.services.conversion.record_outcome import NO_LEASE
from assets3d.services.recipe.supersede_conversions import supersede_conversions
from assets3d.states import ConversionState, SourceState

logger = logging.getLogger(__name__)
AT_ONCE = 100
# One worker takes what is in the background, and each of these may keep it for minutes.
IN_BACKGROUND_AT_ONCE = 5


@dataclass(frozen=True)
class Sweep:
    """How many of each were found."""

    rung: int
    dead: int
    looked_for: int
    abandoned: int
    superseded: int


def sweep_conversions(*, now: datetime) -> Sweep:
    """Ring for every conversion that could be claimed and every upload that may have come; end what is over."""
    superseded = supersede_conversions()
    with transaction.atomic():
        dead = _bury()
        rung = _ring_waiting()
        abandoned = _abandon(now)
        looked_for = _look_for_uploads(now)
    return Sweep(rung=rung, dead=dead, looked_for=looked_for, abandoned=abandoned, superseded=superseded)


def _bury() -> int:
    """A conversion that took its worker down every time is not given to another one."""
    dead = Conversion.objects.filter(
        state=ConversionState.RUNNING,
        lease_until__lt=Now(),
        attempts__gte=settings.ASSETS3D_ATTEMPTS,
    ).update(state=ConversionState.DEAD, fault="The worker was lost every time.", **NO_LEASE)
    if dead:
        logger.error("conversions took their workers down", extra={"conversions": dead})
    return dead


def _ring_waiting() -> int:
    waiting = (
        Conversion.objects.filter(claimable()).order_by("available_at", "pk").values_list("pk", flat=True)
    )
    rung = 0
    for is_background, at_once in ((False, AT_ONCE), (True, IN_BACKGROUND_AT_ONCE)):
        for conversion_id in waiting.filter(is_background=is_background)[:at_once]:
            jobs.ring_convert(conversion_id, is_background=is_background)
            rung += 1
    return rung


def _abandon(now: datetime) -> int:
    return Source.objects.filter(
        state=SourceState.UPLOADING,
        created_at__lt=now - timedelta(seconds=settings.ASSETS3D_ABANDONED_SECONDS),
    ).update(
        state=SourceState.REJECTED,
        refusal_code="upload_abandoned",
        refusal="The file never arrived. Choose it again to start over.",
    )


def _look_for_uploads(now: datetime) -> int:
    """The event that tells of an upload may be lost; checking sets the time of the next look itself."""
    due = Source.objects.filter(state=SourceState.UPLOADING, look_again_at__lte=now)
    found = list(due.order_by("look_again_at").values_list("key", flat=True)[:AT_ONCE])
    for key in found:
        jobs.ring_finish_upload(key)
    return len(found)
