"""A recipe has a new version: what waits for the old one, or failed under it, goes on under the new one."""

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from assets3d.models import Conversion, Source
from assets3d.queries.recipes import is_outdated
from assets3d.services.conversion.join_conversion import join_conversion
from assets3d.services.conversion.line_up import content_of, line_up
from assets3d.services.conversion.record_outcome import NO_LEASE
from assets3d.states import ConversionState

AT_ONCE = 100


def supersede_conversions() -> int:
    """Put every unfinished conversion of an old version in line under the new one; return how many there were.

    A worker of the old release that is at work goes on, and what it makes counts. Each conversion and each source
    moves in a transaction of its own, so that whoever is killed between two leaves the rest to the next sweep.
    """
    outdated = Conversion.objects.filter(_is_left_behind()).order_by("pk").values_list("pk", flat=True)
    superseded = sum(_supersede(conversion_id) for conversion_id in outdated[:AT_ONCE])
    stranded = Source.objects.filter(conversion__state=ConversionState.SUPERSEDED).order_by("pk")
    for source_id in stranded.values_list("pk", flat=True)[:AT_ONCE]:
        _rejoin(source_id)
    return superseded


def _is_left_behind() -> Q:
    waits = Q(state__in=[ConversionState.QUEUED, ConversionState.DEAD])
    return is_outdated() & (waits | Q(state=ConversionState.RUNNING, lease_until__lt=Now()))


def _supersede(conversion_id: int) -> int:
    """1 when this call moved it, 0 when another did or a worker was faster."""
    rows = Conversion.objects.filter(pk=conversion_id)
    with transaction.atomic():
        moved = rows.filter(_is_left_behind()).update(state=ConversionState.SUPERSEDED, **NO_LEASE)
        if moved:
            conversion = rows.defer("report").get()
            line_up(content_of(conversion), conversion.recipe, is_awaited=not conversion.is_background)
    return moved


def _rejoin(source_id: int) -> None:
    """A source that another sweep holds is moved by that one."""
    with transaction.atomic():
        held = Source.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        source = held.filter(pk=source_id, conversion__state=ConversionState.SUPERSEDED).first()
        if source is not None:
            join_conversion(source)
