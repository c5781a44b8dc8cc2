"""What S3 is asked, and what it is told by presigned policies."""

import base64
import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
from django.conf import settings
from pytest_django import Settings

from assets3d import storage
from assets3d.errors import StorageUnavailable

CONTENT = b"glTF" + bytes(2_500_000)
DIGEST = storage.Digest(sha256(CONTENT).hexdigest(), len(CONTENT))


@pytest.fixture
def uploaded() -> Iterator[str]:
    s3 = boto3.client("s3", endpoint_url=settings.AWS_ENDPOINT_URL)
    s3.put_object(Bucket=settings.UPLOADS_BUCKET, Key="quarantine/storage.glb", Body=CONTENT)
    yield "quarantine/storage.glb"
    s3.delete_object(Bucket=settings.UPLOADS_BUCKET, Key="quarantine/storage.glb")


def test_presigned_policy_binds_key_type_length_and_time() -> None:
    post = storage.presign_upload(
        "incoming/7/a.glb", content_type="model/gltf-binary", bytes=1234, seconds=600
    )

    policy = json.loads(base64.b64decode(post.fields["policy"]))
    conditions = [condition for condition in policy["conditions"] if "x-amz" not in json.dumps(condition)]
    assert conditions == [
        {"Content-Type": "model/gltf-binary"},
        ["content-length-range", 1234, 1234],
        {"bucket": settings.UPLOADS_BUCKET},
        {"key": "incoming/7/a.glb"},
    ]
    assert post.fields["key"] == "incoming/7/a.glb"
    assert post.fields["Content-Type"] == "model/gltf-binary"


def test_presigned_address_on_aws_is_the_origin_that_the_admin_policy_lets_in(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AWS_ENDPOINT_URL = None
    monkeypatch.delenv("AWS_ENDPOINT_URL")  # which boto3 would read by itself

    post = storage.presign_upload("incoming/a.glb", content_type="model/gltf-binary", bytes=1, seconds=1)

    origin = urlsplit(post.url)
    assert f"{origin.scheme}://{origin.netloc}" == (
        f"https://{settings.UPLOADS_BUCKET}.s3.{settings.AWS_REGION}.amazonaws.com"
    )


def test_digest_upload_hashes_and_writes_what_it_reads(uploaded: str, tmp_path: Path) -> None:
    digest = storage.digest_upload(uploaded, into=tmp_path / "copy")

    assert digest == DIGEST == storage.digest_upload(uploaded)
    assert (tmp_path / "copy").read_bytes() == CONTENT


def test_read_upload_gives_a_piece(uploaded: str) -> None:
    assert storage.read_upload(uploaded, start=2, length=4) == b"TF\0\0"


def test_upload_bytes_of_a_missing_object_is_none(uploaded: str) -> None:
    assert storage.upload_bytes(uploaded) == len(CONTENT)
    assert storage.upload_bytes("quarantine/nothing.glb") is None


def test_put_rendition_stores_for_ever_under_its_hash() -> None:
    key = storage.put_rendition(
        io.BytesIO(CONTENT), sha256=DIGEST.sha256, bytes=DIGEST.bytes, content_type="model/gltf-binary"
    )

    s3 = boto3.client("s3", endpoint_url=settings.AWS_ENDPOINT_URL)
    stored = s3.head_object(Bucket=settings.ASSETS_BUCKET, Key=key)
    assert key == f"renditions/{DIGEST.sha256[:2]}/{DIGEST.sha256}.glb"
    assert (stored["ContentType"], stored["CacheControl"], stored["ContentLength"]) == (
        "model/gltf-binary",
        "public, max-age=31536000, immutable",
        DIGEST.bytes,
    )


def test_put_rendition_does_not_send_what_is_there() -> None:
    storage.put_rendition(
        io.BytesIO(CONTENT), sha256=DIGEST.sha256, bytes=DIGEST.bytes, content_type="model/gltf-binary"
    )
    never_read = io.BytesIO()
    never_read.close()

    key = storage.put_rendition(
        never_read, sha256=DIGEST.sha256, bytes=DIGEST.bytes, content_type="model/gltf-binary"
    )

    assert storage.public_url(key) == f"{settings.ASSETS_BASE_URL}/{key}"


def test_storage_that_does_not_answer_is_a_fault_of_ours(settings: Settings) -> None:
    settings.AWS_ENDPOINT_URL = "http://127.0.0.1:9"

    with pytest.raises(StorageUnavailable):
        storage.upload_bytes("incoming/a.glb")
