"""Where published releases are kept, by the number of the job that published them, so that one can stand again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from deploy.publication.errors import NotPublished

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEPT_IN_A_FOLDER: Final = 5
NAME: Final = re.compile(r"job-(\d+)-([0-9a-f]{64})\.zip")
_TIMEOUTS: Final = Config(
    connect_timeout=5, read_timeout=60, retries={"total_max_attempts": 4, "mode": "standard"}
)


class Archive(Protocol):
    """Releases of one branch. All methods raise NotPublished when the archive does not answer."""

    def digest_of(self, job_id: str) -> str | None:
        """The digest of the job's release; None when it is not kept."""

    def read(self, job_id: str) -> bytes | None:
        """The job's ZIP file; None when it is not kept."""

    def keep(self, job_id: str, digest: str, content: bytes) -> None:
        """Keep the job's ZIP file."""


class FolderArchive:
    """In a folder of this machine; the newest few are kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def digest_of(self, job_id: str) -> str | None:
        return _digest_in(self._names(), job_id)

    def read(self, job_id: str) -> bytes | None:
        digest = self.digest_of(job_id)
        return self._file(job_id, digest).read_bytes() if digest else None

    def keep(self, job_id: str, digest: str, content: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            partial = self._folder / "partial"
            partial.write_bytes(content)
            partial.replace(self._file(job_id, digest))
        except OSError as error:
            raise NotPublished(
                f"The release could not be kept in {self._folder}: {error.strerror}."
            ) from error
        oldest_first = sorted(self._names(), key=lambda name: int(name.split("-")[1]))
        for name in oldest_first[:-KEPT_IN_A_FOLDER]:
            (self._folder / name).unlink(missing_ok=True)

    def _file(self, job_id: str, digest: str) -> Path:
        return self._folder / _name(job_id, digest)

    def _names(self) -> list[str]:
        return [path.name for path in self._folder.glob("job-*.zip") if NAME.fullmatch(path.name)]


class BucketArchive:
    """In S3, for whoever publishes from more than one machine. The bucket's lifecycle rules throw old ones away."""

    def __init__(self, client: S3Client, bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    def digest_of(self, job_id: str) -> str | None:
        try:
            listed = self._client.list_objects_v2(
                Bucket=self._bucket, Prefix=f"{self._prefix}job-{job_id}-", MaxKeys=1
            )
        except (BotoCoreError, ClientError) as error:
            raise self._silent(error) from error
        names = [found["Key"].removeprefix(self._prefix) for found in listed.get("Contents", [])]
        return _digest_in(names, job_id)

    def read(self, job_id: str) -> bytes | None:
        digest = self.digest_of(job_id)
        if digest is None:
            return None
        try:
            return self._client.get_object(Bucket=self._bucket, Key=self._key(job_id, digest))["Body"].read()
        except (BotoCoreError, ClientError) as error:
            raise self._silent(error) from error

    def keep(self, job_id: str, digest: str, content: bytes) -> None:
        try:
            self._client.put_object(Bucket=self._bucket, Key=self._key(job_id, digest), Body=content)
        except (BotoCoreError, ClientError) as error:
            raise self._silent(error) from error

    def _key(self, job_id: str, digest: str) -> str:
        return self._prefix + _name(job_id, digest)

    def _silent(self, error: Exception) -> NotPublished:
        return NotPublished(
            f"The archive s3://{self._bucket}/{self._prefix} does not answer: {str(error).rstrip('.')}."
        )


def archive_at(place: str, app_id: str, branch: str) -> Archive:
    """The archive of a branch in `place`: a folder, or s3://bucket/prefix."""
    if not place.startswith("s3://"):
        return FolderArchive(Path(place) / app_id / branch)
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    within = "/".join(part for part in (prefix.strip("/"), app_id, branch) if part)
    return BucketArchive(boto3.client("s3", config=_TIMEOUTS), bucket, f"{within}/")


def _name(job_id: str, digest: str) -> str:
    return f"job-{job_id}-{digest}.zip"


def _digest_in(names: list[str], job_id: str) -> str | None:
    matches = (NAME.fullmatch(name) for name in names)
    return next((match[2] for match in matches if match and match[1] == job_id), None)
