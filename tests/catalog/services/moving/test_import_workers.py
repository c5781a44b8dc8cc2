"""Imports whose worker dies, loses its lease, or lets others have a turn."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db.models import F

from assets3d.services.upload.finish_upload import FinishedUpload, finish_upload
from catalog.errors import ImportLeaseLost
from catalog.exchange.formats.entries import ProductEntry
from catalog.models import ImportJob, Product
from catalog.services.moving import run_import as running
from catalog.services.moving.decide_import import apply_import
from catalog.services.moving.run_import import run_import
from catalog.services.moving.taking.take_entry import Taken, Taker
from catalog.states import ImportState
from tests.catalog.services.moving.conftest import LAMP, Send, counts, run_whole
from tests.catalog.services.moving.shopify_export import Export, make_export

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What a worker does not survive."""


@pytest.mark.parametrize("deaths", [1, 3])
def test_import_goes_on_where_a_killed_worker_stopped(
    deaths: int, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = make_export(30, seed=3)
    job = send(export.text)
    run_whole(job)
    apply_import(import_id=job.pk)
    expected = counts(job)
    take = Taker.take
    alive: Iterator[int] = iter(range(10**6))

    def dying(self: Taker, entry: ProductEntry, *, now: datetime) -> Taken:
        taken = take(self, entry, now=now)
        if next(alive) % 7 == 6:
            raise Killed
        return taken

    monkeypatch.setattr(Taker, "take", dying)
    for _ in range(deaths):
        with pytest.raises(Killed):
            run_whole(job)
        ImportJob.objects.update(lease_until=F("created_at"))  # long ago
    monkeypatch.setattr(Taker, "take", take)
    run_whole(job)

    assert counts(job) == (ImportState.DONE, *counts_of_check(export))
    assert expected[0] == ImportState.APPLYING
    assert Product.objects.count() == job.created


def counts_of_check(export: Export) -> tuple[int, int, int, int]:
    whole = {"price", "title"}
    refused = sum(1 for code in export.broken.values() if code.split("_")[0] in whole)
    unread = sum(1 for code in export.broken.values() if code in {"cell_count", "quotes"})
    return export.products - refused - unread, 0, 0, refused


def test_worker_that_lost_its_lease_keeps_nothing(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    job = send(LAMP)
    run_whole(job)
    apply_import(import_id=job.pk)
    take = Taker.take

    def overtaken(self: Taker, entry: ProductEntry, *, now: datetime) -> Taken:
        ImportJob.objects.update(lease_token="00000000-0000-4000-8000-000000000000")
        return take(self, entry, now=now)

    monkeypatch.setattr(Taker, "take", overtaken)
    with pytest.raises(ImportLeaseLost):
        run_whole(job)

    assert Product.objects.count() == 0


def test_long_list_is_worked_off_in_turns(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    job = send("Handle,Title\na,A\nb,B\nc,C\n")
    rings: list[int] = []
    monkeypatch.setattr(running, "ring_import", rings.append)

    positions = []
    for _ in range(3):
        run_import(import_id=job.pk, seconds=0)
        job.refresh_from_db()
        positions.append((job.position, job.lease_token))

    assert positions == [(1, None), (2, None), (3, None)]
    assert rings == [job.pk] * 3
    run_whole(job)
    assert counts(job)[0] == ImportState.CHECKED


def test_nobody_is_warned_that_a_list_has_arrived(
    send: Send, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    key = send("Handle,Title\nchair,Chair\n").key

    assert finish_upload(key=key, now=now) is FinishedUpload.ELSEWHERE

    assert caplog.messages == []
