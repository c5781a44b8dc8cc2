"""Where published releases are kept."""

import io
from collections.abc import Callable
from pathlib import Path

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from deploy.publication.archive import KEPT_IN_A_FOLDER, BucketArchive, FolderArchive, archive_at
from deploy.publication.errors import NotPublished

DIGEST = "ab" * 32
KEY = f"releases/d1/main/job-7-{DIGEST}.zip"
LISTING = {"Bucket": "vitrine-archive", "Prefix": "releases/d1/main/job-7-", "MaxKeys": 1}


def test_a_folder_gives_back_what_it_was_given(tmp_path: Path) -> None:
    archive = archive_at(str(tmp_path / "not yet there"), "d1", "main")

    archive.keep("7", DIGEST, b"seven")

    assert (archive.digest_of("7"), archive.read("7")) == (DIGEST, b"seven")
    assert (archive.digest_of("70"), archive.read("70")) == (None, None)
    assert archive_at(str(tmp_path / "not yet there"), "d1", "staging").digest_of("7") is None


def test_a_folder_keeps_the_newest_few(tmp_path: Path) -> None:
    archive = FolderArchive(tmp_path)

    for job_id in range(8, 8 + KEPT_IN_A_FOLDER + 1):
        archive.keep(str(job_id), DIGEST, b"content")

    assert archive.digest_of("8") is None
    assert archive.digest_of("9") == DIGEST
    assert len(list(tmp_path.iterdir())) == KEPT_IN_A_FOLDER


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(NotPublished, match=r"could not be kept in .*file"):
        FolderArchive(tmp_path / "file").keep("7", DIGEST, b"seven")


def test_a_bucket_gives_back_what_it_was_given() -> None:
    s3 = boto3.client("s3", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    archive = BucketArchive(s3, "vitrine-archive", "releases/d1/main/")
    place = {"Bucket": "vitrine-archive", "Key": KEY}

    with Stubber(s3) as stubber:
        stubber.add_response("put_object", {}, {**place, "Body": b"seven"})
        stubber.add_response("list_objects_v2", {"Contents": [{"Key": KEY}]}, LISTING)
        stubber.add_response("get_object", {"Body": StreamingBody(io.BytesIO(b"seven"), 5)}, place)
        stubber.add_response("list_objects_v2", {}, LISTING)

        archive.keep("7", DIGEST, b"seven")
        assert archive.read("7") == b"seven"
        assert archive.read("7") is None
        stubber.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("list_objects_v2", lambda archive: archive.read("7")),
        ("put_object", lambda archive: archive.keep("7", DIGEST, b"seven")),
    ],
)
def test_a_bucket_that_refuses_is_named(operation: str, call: Callable[[BucketArchive], object]) -> None:
    s3 = boto3.client("s3", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    archive = BucketArchive(s3, "vitrine-archive", "releases/d1/main/")

    with Stubber(s3) as stubber:
        stubber.add_client_error(operation, "AccessDenied")
        with pytest.raises(NotPublished, match="s3://vitrine-archive/releases/d1/main/ does not answer"):
            call(archive)


def test_a_place_in_s3_is_a_bucket_and_a_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    s3 = boto3.client("s3", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    monkeypatch.setattr("boto3.client", lambda *_args, **_options: s3)

    with Stubber(s3) as stubber:
        stubber.add_response("list_objects_v2", {"Contents": [{"Key": KEY}]}, LISTING)

        assert archive_at("s3://vitrine-archive/releases/", "d1", "main").digest_of("7") == DIGEST
