"""The sweeper finds what no message reached."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assets3d.errors import AlreadyMoved
from assets3d.models import Conversion, Source
from assets3d.services.conversion.lease import claim_conversion
from assets3d.services.conversion.retry_conversion import retry_conversion
from assets3d.services.conversion.sweep_conversions import Sweep, sweep_conversions
from assets3d.states import ConversionState, SourceState
from tests.factories.assets3d import NOW, AssetFactory, received, start

pytestmark = pytest.mark.django_db
Doorbells = list[tuple[str, dict[str, object]]]
NOTHING = Sweep(rung=0, dead=0, looked_for=0, abandoned=0, superseded=0)


def waiting() -> Conversion:
    conversion = received(AssetFactory.create()).conversion
    assert conversion is not None
    return conversion


def test_sweep_rings_for_what_waits_and_for_lost_workers(doorbells: Doorbells) -> None:
    fresh, lost, busy, later = waiting(), waiting(), waiting(), waiting()
    claim_conversion(lost.pk)
    claim_conversion(busy.pk)
    Conversion.objects.filter(pk=lost.pk).update(lease_until=NOW)
    Conversion.objects.filter(pk=later.pk).update(available_at=timezone.now() + timedelta(minutes=1))

    sweep = sweep_conversions(now=NOW)

    assert sweep == Sweep(rung=2, dead=0, looked_for=0, abandoned=0, superseded=0)
    assert sorted(kwargs["conversion_id"] for _, kwargs in doorbells) == sorted([fresh.pk, lost.pk])  # type: ignore[type-var]  # numbers


def test_sweep_buries_what_took_every_worker_down(doorbells: Doorbells) -> None:
    conversion = waiting()
    claim_conversion(conversion.pk)
    Conversion.objects.update(attempts=5, lease_until=NOW)

    assert sweep_conversions(now=NOW) == Sweep(rung=0, dead=1, looked_for=0, abandoned=0, superseded=0)

    conversion.refresh_from_db()
    assert (conversion.state, conversion.lease_token) == (ConversionState.DEAD, None)
    assert doorbells == []


def test_sweep_looks_for_uploads_whose_event_was_lost(doorbells: Doorbells) -> None:
    ticket = start(AssetFactory.create(), b"x")
    assert sweep_conversions(now=NOW) == NOTHING

    sweep = sweep_conversions(now=NOW + timedelta(minutes=10))

    assert sweep == Sweep(rung=0, dead=0, looked_for=1, abandoned=0, superseded=0)
    assert doorbells == [("assets3d.finish_upload", {"key": ticket.key})]


def test_sweep_gives_up_on_uploads_that_never_came(doorbells: Doorbells) -> None:
    start(AssetFactory.create(), b"x")

    sweep = sweep_conversions(now=NOW + timedelta(hours=24, seconds=1))

    assert sweep == Sweep(rung=0, dead=0, looked_for=0, abandoned=1, superseded=0)
    source = Source.objects.get()
    assert (source.state, source.refusal_code) == (SourceState.REJECTED, "upload_abandoned")


def test_retry_brings_the_dead_back_and_nobody_else(doorbells: Doorbells) -> None:
    conversion = waiting()
    with pytest.raises(AlreadyMoved):
        retry_conversion(conversion=conversion)
    Conversion.objects.update(state=ConversionState.DEAD, attempts=5, fault="lost")

    retry_conversion(conversion=conversion)

    conversion.refresh_from_db()
    assert (conversion.state, conversion.attempts, conversion.fault) == (ConversionState.QUEUED, 0, "")
    assert doorbells == [("assets3d.convert", {"conversion_id": conversion.pk})]
