"""Claiming, converting once, and keeping the results of the lease's holder alone."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import structlog
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from assets3d.errors import ConversionFault
from assets3d.models import Conversion, Finding, Rendition, Revision
from assets3d.pipeline.findings import refusal, warning
from assets3d.pipeline.report import Outcome
from assets3d.pipeline.sandbox import PipelineFailed
from assets3d.services.conversion.convert import Converted, convert
from assets3d.services.conversion.lease import Heartbeat, Lease, claim_conversion
from assets3d.services.upload.finish_upload import finish_upload
from assets3d.states import ConversionState, RenditionRole
from tests.factories.assets3d import NOW, AssetFactory, FakePipeline, received, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doorbells")]


def no_message() -> None:
    """There is no message to keep."""


def run(conversion: Conversion) -> Converted:
    return convert(conversion_id=conversion.pk, keep_message=no_message)


@pytest.fixture
def conversion(glb: bytes) -> Conversion:
    """A conversion that waits, its file in storage."""
    finish_upload(key=send(AssetFactory.create(), glb).key, now=NOW)
    return Conversion.objects.get()


def claimed(conversion: Conversion) -> Lease:
    lease = claim_conversion(conversion.pk)
    assert lease is not None
    return lease


def lease_end(lease: Lease) -> datetime:
    until = lease.rows().values_list("lease_until", flat=True).get()
    assert until is not None
    return until


def expire(conversion: Conversion) -> None:
    long_ago = timezone.now() - timedelta(minutes=1)
    assert Conversion.objects.filter(pk=conversion.pk).update(lease_until=long_ago)


def test_convert_writes_everything_at_once(conversion: Conversion, pipeline: FakePipeline) -> None:
    assert run(conversion) is Converted.DONE

    conversion.refresh_from_db()
    assert (conversion.state, conversion.attempts, conversion.lease_token) == (ConversionState.DONE, 1, None)
    assert conversion.report is not None
    assert conversion.report["source"]["bounds"]["size"] == [0.4, 0.2, 0.3]
    rendition = Rendition.objects.get()
    assert (rendition.role, rendition.bytes) == (RenditionRole.WEB, len(pipeline.content))
    assert rendition.key == f"renditions/{rendition.sha256[:2]}/{rendition.sha256}.glb"
    assert Finding.objects.values_list("code", "severity", "place", "fix").get() == (
        "too_heavy",
        "warning",
        "/meshes/0",
        "Simplify it.",
    )
    assert Revision.objects.get().source == conversion.sources.get()


def test_convert_makes_a_revision_for_everyone_who_waits(
    conversion: Conversion, pipeline: FakePipeline
) -> None:
    other = received(AssetFactory.create(), sha=conversion.source_sha256)

    run(conversion)

    assert Revision.objects.count() == 2
    assert Revision.objects.get(source=other).conversion == conversion


def test_convert_again_does_nothing(conversion: Conversion, pipeline: FakePipeline) -> None:
    run(conversion)

    assert run(conversion) is Converted.NOT_CLAIMED
    assert pipeline.runs == 1


def test_convert_refuses_a_bad_model_once(conversion: Conversion, pipeline: FakePipeline) -> None:
    pipeline.outcome = Outcome.REFUSED
    pipeline.findings = (refusal("no_mesh", "There is nothing to see.", fix="Add a mesh."),)

    assert run(conversion) is Converted.REFUSED
    assert run(conversion) is Converted.NOT_CLAIMED

    conversion.refresh_from_db()
    assert conversion.state == ConversionState.REFUSED
    assert conversion.findings.values_list("code", "severity").get() == ("no_mesh", "error")
    assert not Revision.objects.exists()


def test_convert_tries_faults_of_ours_again_later_until_dead(
    conversion: Conversion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise PipelineFailed("timed_out", "no end after 300 s")

    monkeypatch.setattr("assets3d.services.conversion.convert.run_pipeline", fail)
    states = []
    for _ in range(5):
        assert run(conversion) is Converted.FAULT
        assert run(conversion) is Converted.NOT_CLAIMED  # not before its time
        conversion.refresh_from_db()
        states.append((conversion.state, conversion.attempts))
        Conversion.objects.update(available_at=NOW)

    assert states == [*(("queued", attempt) for attempt in range(1, 5)), ("dead", 5)]
    assert "timed_out" in conversion.fault
    assert run(conversion) is Converted.NOT_CLAIMED


@pytest.mark.parametrize("path", ["../source.glb", "/etc/hostname", "link.glb", "missing.glb"])
def test_convert_keeps_nothing_from_outside_the_pipelines_folder(
    conversion: Conversion, pipeline: FakePipeline, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plant(source: Path, out_dir: Path, **kwargs: object) -> object:
        (out_dir / "link.glb").symlink_to(source)
        return FakePipeline(path=path)(source, out_dir, **kwargs)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr("assets3d.services.conversion.convert.run_pipeline", plant)

    assert run(conversion) is Converted.FAULT

    assert not Rendition.objects.exists()


def test_convert_survives_text_that_the_database_cannot_hold(
    conversion: Conversion, pipeline: FakePipeline
) -> None:
    pipeline.findings = (warning("odd_name", "The mesh \0 is named \ud800.", "/x" * 300),)

    assert run(conversion) is Converted.DONE

    assert Finding.objects.get().message == "The mesh  is named ?."


def test_a_zombies_results_are_dropped(
    conversion: Conversion, pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_overtaken(source: Path, out_dir: Path, **kwargs: object) -> object:
        report = FakePipeline(content=b"the zombie's")(source, out_dir, on_progress=kwargs["on_progress"])
        expire(conversion)
        assert claim_conversion(conversion.pk) is not None
        return report

    monkeypatch.setattr("assets3d.services.conversion.convert.run_pipeline", be_overtaken)

    assert run(conversion) is Converted.LOST

    conversion.refresh_from_db()
    assert (conversion.state, conversion.attempts) == (ConversionState.RUNNING, 2)
    assert not Rendition.objects.exists()
    assert not Revision.objects.exists()


def test_a_file_that_changed_since_its_check_is_not_converted(
    conversion: Conversion, pipeline: FakePipeline
) -> None:
    Conversion.objects.update(source_sha256="0" * 64)

    assert run(conversion) is Converted.FAULT

    assert pipeline.runs == 0


def test_a_claim_is_not_given_after_the_last_attempt(conversion: Conversion) -> None:
    Conversion.objects.update(attempts=5)

    assert claim_conversion(conversion.pk) is None


def test_a_lease_that_ran_out_can_be_claimed(conversion: Conversion) -> None:
    first = claimed(conversion)
    assert claim_conversion(conversion.pk) is None
    expire(conversion)

    second = claimed(conversion)

    assert (first.attempt, second.attempt) == (1, 2)
    assert not first.rows().exists()
    assert second.rows().exists()


@pytest.mark.django_db(transaction=True)
def test_one_of_many_workers_claims(conversion: Conversion) -> None:
    leases: list[Lease | None] = []
    barrier = threading.Barrier(6)

    def claim() -> None:
        barrier.wait()
        leases.append(claim_conversion(conversion.pk))
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([lease for lease in leases if lease]) == 1


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_extends_lease_and_message(conversion: Conversion, settings: Settings) -> None:
    settings.ASSETS3D_LEASE_SECONDS = 0.3
    lease = claimed(conversion)
    kept = threading.Semaphore(0)
    before = lease_end(lease)

    with Heartbeat(lease, lambda: kept.release()):
        assert kept.acquire(timeout=60)
        assert kept.acquire(timeout=60)

    assert lease_end(lease) > before


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_speaks_with_the_ids_of_its_task(conversion: Conversion, settings: Settings) -> None:
    settings.ASSETS3D_LEASE_SECONDS = 0.3
    lease, bound, kept = claimed(conversion), [], threading.Event()

    def keep() -> None:
        bound.append(structlog.contextvars.get_contextvars().get("task_id"))
        kept.set()

    with structlog.contextvars.bound_contextvars(task_id="7"), Heartbeat(lease, keep):
        assert kept.wait(timeout=60)

    assert set(bound) == {"7"}


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_of_a_lost_lease_stops(conversion: Conversion, settings: Settings) -> None:
    settings.ASSETS3D_LEASE_SECONDS = 0.3
    lease = claimed(conversion)
    expire(conversion)
    taken_over = claimed(conversion)
    until = lease_end(taken_over)

    with Heartbeat(lease, lambda: pytest.fail("kept a message for a lost lease")) as heartbeat:
        heartbeat._thread.join(60)

    assert lease_end(taken_over) == until


def test_progress_is_written_by_the_holder_alone(conversion: Conversion) -> None:
    lease = claimed(conversion)
    lease.note_progress("textures", 40)
    expire(conversion)
    claimed(conversion)

    with pytest.raises(ConversionFault, match="another worker"):
        lease.note_progress("textures", 90)

    conversion.refresh_from_db()
    assert (conversion.stage, conversion.percent) == ("", 0)
