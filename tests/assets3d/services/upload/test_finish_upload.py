"""The check of what arrived. Objects are sent to storage for real."""

import struct
import threading
from collections.abc import Callable
from datetime import timedelta

import boto3
import pytest
from django.conf import settings
from django.db import connection

from assets3d.models import Conversion, Revision, Source
from assets3d.services.upload.finish_upload import FinishedUpload, finish_upload
from assets3d.states import ConversionState, SourceState
from assets3d.storage import upload_bytes
from tests.factories.assets3d import NOW, AssetFactory, finished, send, start

pytestmark = pytest.mark.django_db
Doorbells = list[tuple[str, dict[str, object]]]


def put(key: str, content: bytes) -> None:
    """Write past the presigned policy."""
    s3 = boto3.client("s3", endpoint_url=settings.AWS_ENDPOINT_URL)
    s3.put_object(Bucket=settings.UPLOADS_BUCKET, Key=key, Body=content)


def test_finish_upload_puts_the_file_in_line(glb: bytes, doorbells: Doorbells) -> None:
    ticket = send(AssetFactory.create(), glb)

    assert finish_upload(key=ticket.key, now=NOW) is FinishedUpload.RECEIVED

    source, conversion = Source.objects.get(), Conversion.objects.get()
    assert (source.state, source.received_bytes, source.received_at) == (SourceState.RECEIVED, len(glb), NOW)
    assert source.conversion == conversion
    assert (conversion.source_sha256, conversion.source_key) == (source.sha256, ticket.key)
    assert conversion.state == ConversionState.QUEUED
    assert doorbells == [("assets3d.convert", {"conversion_id": conversion.pk})]


def test_finish_upload_twice_happens_once(glb: bytes, doorbells: Doorbells) -> None:
    ticket = send(AssetFactory.create(), glb)
    finish_upload(key=ticket.key, now=NOW)

    assert finish_upload(key=ticket.key, now=NOW) is FinishedUpload.SETTLED

    assert Conversion.objects.count() == 1
    assert len(doorbells) == 1


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda glb: glb + b"more", "upload_size_differs"),
        (lambda glb: b"text" + glb[4:], "upload_not_glb"),
        (lambda glb: glb[:4] + struct.pack("<I", 1) + glb[8:], "upload_glb_version"),
        (lambda glb: glb[:8] + struct.pack("<I", len(glb) + 9) + glb[12:], "upload_incomplete"),
    ],
)
def test_finish_upload_rejects(
    glb: bytes, damage: Callable[[bytes], bytes], code: str, doorbells: Doorbells
) -> None:
    ticket = start(AssetFactory.create(), glb)
    put(ticket.key, damage(glb))

    assert finish_upload(key=ticket.key, now=NOW) is FinishedUpload.REJECTED

    source = Source.objects.get()
    assert (source.state, source.refusal_code) == (SourceState.REJECTED, code)
    assert source.refusal
    assert not Conversion.objects.exists()
    assert upload_bytes(ticket.key) is None
    assert doorbells == []


@pytest.mark.parametrize(
    ("filename", "content", "source_format"),
    [
        ("Chair.OBJ", b"o chair\nv 0 0 0\n", "obj"),
        ("chair.stp", b"ISO-10303-21;\nHEADER;\n", "step"),
        ("chair.zip", b"PK\x03\x04" + bytes(40), ""),
    ],
)
def test_finish_upload_takes_other_kinds_of_files(
    filename: str, content: bytes, source_format: str, doorbells: Doorbells
) -> None:
    ticket = send(AssetFactory.create(), content, filename=filename)

    assert finish_upload(key=ticket.key, now=NOW) is FinishedUpload.RECEIVED

    conversion = Conversion.objects.get()
    # The worker's copy keeps the end of the name, by which some readers go.
    assert conversion.source_key.endswith(filename[-4:].lower())
    assert conversion.source_format == source_format


def test_finish_upload_rejects_what_is_only_named_like_a_model(doorbells: Doorbells) -> None:
    ticket = send(AssetFactory.create(), b"%PDF-1.7 a drawing", filename="chair.fbx")

    assert finish_upload(key=ticket.key, now=NOW) is FinishedUpload.REJECTED

    source = Source.objects.get()
    assert source.refusal_code == "upload_not_as_named"
    assert source.refusal.startswith("This is no FBX file")


def test_finish_upload_warns_of_a_file_that_nobody_announced(caplog: pytest.LogCaptureFixture) -> None:
    assert finish_upload(key="incoming/1/stray.glb", now=NOW) is FinishedUpload.UNKNOWN

    assert caplog.messages == ["a file arrived that nobody announced"]


def test_finish_upload_looks_again_for_a_file_that_is_not_there(glb: bytes) -> None:
    ticket = start(AssetFactory.create(), glb)

    assert finish_upload(key=ticket.key, now=NOW + timedelta(minutes=20)) is FinishedUpload.AWAITED

    source = Source.objects.get()
    assert source.state == SourceState.UPLOADING
    assert source.look_again_at == NOW + timedelta(minutes=30)


def test_the_same_file_again_is_a_revision_at_once(glb: bytes, doorbells: Doorbells) -> None:
    first = send(AssetFactory.create(), glb)
    finish_upload(key=first.key, now=NOW)
    Conversion.objects.update(state=ConversionState.DONE)
    doorbells.clear()
    asset = AssetFactory.create()
    finished(asset)

    finish_upload(key=send(asset, glb).key, now=NOW)

    revision = asset.revisions.first()
    assert revision is not None
    assert (revision.number, revision.conversion.source_key) == (2, first.key)
    assert "assets3d.convert" not in [name for name, _ in doorbells]


def test_the_same_file_after_a_failure_of_ours_is_tried_again(glb: bytes, doorbells: Doorbells) -> None:
    asset = AssetFactory.create()
    finish_upload(key=send(asset, glb).key, now=NOW)
    Conversion.objects.update(state=ConversionState.DEAD, attempts=5, fault="lost")

    second = send(asset, glb)
    finish_upload(key=second.key, now=NOW)

    conversion = Conversion.objects.get()
    assert (conversion.state, conversion.attempts, conversion.fault) == (ConversionState.QUEUED, 0, "")
    assert conversion.source_key == second.key
    assert len(doorbells) == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_conversion(glb: bytes, doorbells: Doorbells) -> None:
    keys = [send(AssetFactory.create(), glb).key for _ in range(2)]
    outcomes: list[FinishedUpload] = []
    barrier = threading.Barrier(4)

    def finish(key: str) -> None:
        barrier.wait()
        outcomes.append(finish_upload(key=key, now=NOW))
        connection.close()

    threads = [threading.Thread(target=finish, args=(key,)) for key in keys * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcome.name for outcome in outcomes) == ["RECEIVED", "RECEIVED", "SETTLED", "SETTLED"]
    assert Conversion.objects.get().sources.count() == 2
    assert not Revision.objects.exists()
