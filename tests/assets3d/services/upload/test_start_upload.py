"""Permission to send a file, and its refusals."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from assets3d.errors import UploadRefused
from assets3d.models import Source
from assets3d.services.upload.start_upload import start_upload
from assets3d.states import SourceState
from tests.factories.accounts import UserFactory
from tests.factories.assets3d import NOW, AssetFactory, start

pytestmark = pytest.mark.django_db
LIMIT = 500 * 1024 * 1024


def test_start_upload_writes_down_what_was_allowed() -> None:
    asset, actor = AssetFactory.create(), UserFactory.create()

    ticket = start(asset, b"x" * 77, actor=actor)

    source = Source.objects.get()
    assert (source.asset, source.key, source.filename) == (asset, ticket.key, "chair.glb")
    assert (source.announced_bytes, source.state) == (77, SourceState.UPLOADING)
    assert (source.created_by, source.created_at) == (actor, NOW)
    assert ticket.key.startswith(f"incoming/{asset.merchant_id}/")
    assert ticket.expires_at == NOW + timedelta(minutes=10) == source.look_again_at


@pytest.mark.parametrize(
    ("filename", "length", "code"),
    [
        ("chair.png", 10, "upload_type"),
        ("glb", 10, "upload_type"),
        ("chair\0.glb", 10, "upload_type"),
        ("chair.glb", 0, "upload_empty"),
        ("chair.glb", -1, "upload_empty"),
        ("chair.glb", LIMIT + 1, "upload_too_large"),
    ],
)
def test_start_upload_refuses(filename: str, length: int, code: str) -> None:
    asset = AssetFactory.create()

    with pytest.raises(UploadRefused) as refusal:
        start_upload(
            asset=asset,
            filename=filename,
            bytes=length,
            actor=UserFactory.create(),
            now=NOW,
        )

    assert refusal.value.code == code
    assert not Source.objects.exists()


def test_start_upload_keeps_the_name_and_not_the_path() -> None:
    start_upload(
        asset=AssetFactory.create(),
        filename="C:\\models\\../chair.glb",
        bytes=LIMIT,
        actor=UserFactory.create(),
        now=NOW,
    )

    assert Source.objects.get().filename == "chair.glb"


def test_start_upload_refuses_one_open_upload_too_many(settings: Settings) -> None:
    settings.ASSETS3D_OPEN_UPLOADS = 2
    asset = AssetFactory.create()
    start(asset, b"x")
    start(asset, b"x")

    with pytest.raises(UploadRefused, match="2 uploads are open"):
        start(AssetFactory.create(merchant=asset.merchant), b"x")

    assert Source.objects.count() == 2
    start(AssetFactory.create(), b"x")
    start(asset, b"x", now=NOW + timedelta(minutes=10))
