"""S3: the files that merchants send and the renditions made of them. Every call has timeouts and retries.

Raises StorageUnavailable when S3 does not answer or refuses; a missing object is an ordinary answer.
"""

import functools
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from assets3d.errors import StorageUnavailable

if TYPE_CHECKING:
    from botocore.config import _S3Dict
    from mypy_boto3_s3 import S3Client

CHUNK_BYTES = 1024 * 1024
IMMUTABLE = "public, max-age=31536000, immutable"
# The policy of the admin pages names the bucket's regional host, so that is what is signed.
_WITHIN_AWS: "_S3Dict" = {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"}
_PATIENCE = Config(connect_timeout=2, read_timeout=20, retries={"total_max_attempts": 4, "mode": "standard"})
_HURRY = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1})
EXTENSIONS = {"model/gltf-binary": "glb", "model/vnd.usdz+zip": "usdz", "image/webp": "webp"}


@dataclass(frozen=True)
class PresignedPost:
    """Where a browser posts a form with these fields and, last, the file."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Digest:
    """The SHA-256 of an object's content as hexadecimal digits, and its length."""

    sha256: str
    bytes: int


def presign_upload(key: str, *, content_type: str, bytes: int, seconds: int) -> PresignedPost:
    """Permission to store exactly one object: this key, this type, this length, within `seconds`."""
    with _speaking():
        post = _client().generate_presigned_post(
            settings.UPLOADS_BUCKET,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", bytes, bytes]],
            ExpiresIn=seconds,
        )
    return PresignedPost(url=post["url"], fields=dict(post["fields"]))


def put_upload(key: str, file: IO[bytes], *, bytes: int, content_type: str) -> None:
    """Store a file that came through the shop itself; for small ones, others are sent by `presign_upload`."""
    with _speaking():
        _client().put_object(
            Bucket=settings.UPLOADS_BUCKET, Key=key, Body=file, ContentLength=bytes, ContentType=content_type
        )


def upload_bytes(key: str) -> int | None:
    """The length of an uploaded object; None when there is none."""
    return _length(settings.UPLOADS_BUCKET, key)


def read_upload(key: str, *, start: int, length: int) -> bytes:
    """The bytes of an uploaded object from `start`, at most `length` of them."""
    with _speaking():
        answer = _client().get_object(
            Bucket=settings.UPLOADS_BUCKET, Key=key, Range=f"bytes={start}-{start + length - 1}"
        )
        return answer["Body"].read()


def digest_upload(key: str, *, into: Path | None = None) -> Digest:
    """Read an uploaded object once, in pieces: its digest, and its content written to `into`."""
    if into is None:
        return _digest(key, None)
    with into.open("wb") as file:
        return _digest(key, file)


def put_rendition(file: IO[bytes], *, sha256: str, bytes: int, content_type: str) -> str:
    """Store a rendition for ever under a key made of its content's hash; return the key.

    Content that is there already is not sent again. Raises KeyError for a type that the shop does not serve.
    """
    key = f"renditions/{sha256[:2]}/{sha256}.{EXTENSIONS[content_type]}"
    if _length(settings.ASSETS_BUCKET, key) == bytes:
        return key
    with _speaking():
        _client().put_object(
            Bucket=settings.ASSETS_BUCKET,
            Key=key,
            Body=file,
            ContentLength=bytes,
            ContentType=content_type,
            CacheControl=IMMUTABLE,
        )
    return key


def delete_upload(key: str) -> None:
    """Delete an uploaded object. Doing so again changes nothing."""
    with _speaking():
        _client().delete_object(Bucket=settings.UPLOADS_BUCKET, Key=key)


def public_url(key: str) -> str:
    """Where browsers load the rendition from."""
    return f"{settings.ASSETS_BASE_URL}/{key}"


def ping() -> None:
    """Ask for both buckets, hurriedly."""
    for bucket in (settings.UPLOADS_BUCKET, settings.ASSETS_BUCKET):
        with _speaking():
            _client_for(settings.AWS_ENDPOINT_URL, settings.AWS_REGION, _HURRY).head_bucket(Bucket=bucket)


def _digest(key: str, file: IO[bytes] | None) -> Digest:
    digest, length = hashlib.sha256(), 0
    with _speaking():
        body = _client().get_object(Bucket=settings.UPLOADS_BUCKET, Key=key)["Body"]
        for chunk in body.iter_chunks(CHUNK_BYTES):
            digest.update(chunk)
            length += len(chunk)
            if file is not None:
                file.write(chunk)
    return Digest(digest.hexdigest(), length)


def _length(bucket: str, key: str) -> int | None:
    with _speaking():
        try:
            return _client().head_object(Bucket=bucket, Key=key)["ContentLength"]
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise


@contextmanager
def _speaking() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StorageUnavailable(f"S3: {error}") from error


def _client() -> "S3Client":
    return _client_for(settings.AWS_ENDPOINT_URL, settings.AWS_REGION, _PATIENCE)


@functools.cache
def _client_for(endpoint_url: str | None, region: str, patience: Config) -> "S3Client":
    # A session of its own: boto3's default one must not be shared between threads that make clients.
    return boto3.session.Session(region_name=region).client(
        "s3",
        endpoint_url=endpoint_url,
        config=patience.merge(
            Config(
                signature_version="s3v4",
                s3=_WITHIN_AWS if endpoint_url is None else {"addressing_style": "path"},
            )
        ),
    )
