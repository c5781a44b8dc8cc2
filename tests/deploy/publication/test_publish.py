"""Publishing a release, and every way in which that can fail before anything has changed."""

from pathlib import Path

import pytest

from deploy.publication.amplify import Job
from deploy.publication.archive import FolderArchive
from deploy.publication.bundle import read_zip
from deploy.publication.errors import NeedsAttention, NotPublished
from tests.deploy.publication.conftest import Amplify, Host
from tests.deploy.publication.shop import NEW, OLD, OTHER, Shop, shop_with_a_release


@pytest.fixture
def shop(amplify: Amplify, host: Host, tmp_path: Path) -> Shop:
    return shop_with_a_release(amplify, host, tmp_path / "archive")


def test_a_release_is_uploaded_started_and_seen(shop: Shop) -> None:
    shop.amplify.lists(("7", "SUCCEED"))
    shop.amplify.publishes("8", "RUNNING", "SUCCEED")

    job = shop.publish(NEW)

    assert job == Job("8", "SUCCEED")
    (uploaded,) = shop.host.uploads
    assert read_zip(uploaded) == NEW
    assert shop.archive.read("8") == uploaded
    assert shop.host.served["/static/page.old.js"] == b"old"
    assert shop.host.served["/static/page.js"] == b"new"
    assert shop.said[-1] == f"visitors get release {NEW.digest[:12]}"


def test_the_first_release_of_all_is_published(shop: Shop) -> None:
    shop.amplify.lists()
    shop.amplify.publishes("1", "SUCCEED")

    assert shop.publish(NEW, has_site=False) == Job("1", "SUCCEED")
    assert shop.said[-1] == "not looked at from outside: no --site-url was given"


def test_a_release_that_stands_is_left_alone(shop: Shop) -> None:
    shop.amplify.lists(("8", "FAILED"), ("7", "SUCCEED"))

    assert shop.publish(OLD) == Job("7", "SUCCEED")
    assert shop.host.uploads == []


def test_a_release_that_stands_but_is_not_served_needs_attention(shop: Shop) -> None:
    shop.amplify.lists(("7", "SUCCEED"))
    shop.serve(OTHER)

    with pytest.raises(
        NeedsAttention, match="Job 7 holds this release and succeeded, but visitors do not get it"
    ):
        shop.publish(OLD)


@pytest.mark.parametrize("status", ["PENDING", "RUNNING"])
def test_a_publication_that_was_cut_short_is_waited_for(shop: Shop, status: str) -> None:
    shop.keep("8", NEW)
    shop.serve(NEW)
    shop.amplify.lists(("8", status), ("7", "SUCCEED"))
    shop.amplify.tells("8", "SUCCEED")

    assert shop.publish(NEW) == Job("8", "SUCCEED")
    assert shop.host.uploads == []


def test_a_publication_that_was_cut_short_before_its_start_is_started(shop: Shop) -> None:
    shop.keep("8", NEW)
    shop.serve(NEW)
    shop.amplify.lists(("8", "CREATED"), ("7", "SUCCEED"))
    shop.amplify.starts("8")
    shop.amplify.tells("8", "SUCCEED")

    assert shop.publish(NEW) == Job("8", "SUCCEED")


def test_somebody_elses_unfinished_job_is_not_touched(shop: Shop) -> None:
    shop.amplify.lists(("8", "RUNNING"), ("7", "SUCCEED"))

    with pytest.raises(
        NotPublished, match=r"Job 8 of main is RUNNING and is not this release.*--stop-unfinished"
    ):
        shop.publish(NEW)


def test_somebody_elses_unfinished_job_is_stopped_when_asked(shop: Shop) -> None:
    shop.amplify.lists(("8", "PENDING"), ("7", "SUCCEED"))
    shop.amplify.stops("8")
    shop.amplify.tells("8", "CANCELLING", "CANCELLED")
    shop.amplify.publishes("9", "SUCCEED")

    assert shop.publish(NEW, stops_unfinished=True) == Job("9", "SUCCEED")


def test_a_deployment_that_cannot_be_begun_changes_nothing(shop: Shop) -> None:
    shop.amplify.lists(("7", "SUCCEED"))
    shop.amplify.refuses("create_deployment", message="The last job 8 was not finished")

    with pytest.raises(NotPublished, match=r"The last job 8 was not finished\. Job 7 stands as before\."):
        shop.publish(NEW)


def test_an_upload_that_is_refused_stops_the_job(shop: Shop) -> None:
    shop.amplify.lists(("7", "SUCCEED"))
    shop.amplify.creates("8")
    shop.amplify.stops("8")
    shop.host.upload_statuses = [403]

    with pytest.raises(NotPublished, match=r"it answers 403\. Job 7 stands as before\."):
        shop.publish(NEW)

    assert shop.archive.digest_of("8") is None


def test_a_start_that_is_refused_stops_the_job(shop: Shop) -> None:
    shop.amplify.lists(("7", "SUCCEED"))
    shop.amplify.creates("8")
    shop.amplify.refuses("start_deployment", "LimitExceededException")
    shop.amplify.refuses("stop_job")

    with pytest.raises(NotPublished, match=r"did not start job 8: .* Job 7 stands as before\."):
        shop.publish(NEW)

    assert "job 8 could not be stopped; the next run needs --stop-unfinished" in shop.said[-1]


def test_an_archive_that_fails_keeps_the_job_from_starting(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    shop.archive = FolderArchive(tmp_path / "file")
    shop.amplify.lists(("7", "SUCCEED"))
    shop.amplify.creates("8")
    shop.amplify.stops("8")

    with pytest.raises(NotPublished, match="could not be kept"):
        shop.publish(NEW)


def test_a_job_that_fails_leaves_what_stood(shop: Shop) -> None:
    shop.host.serves_uploads = False
    shop.amplify.lists(("7", "SUCCEED"))
    shop.amplify.publishes("8", "RUNNING")
    shop.amplify.tells("8", "FAILED", reason="Too many files")

    with pytest.raises(
        NotPublished, match=r"Job 8 ended as FAILED: Too many files\. Job 7 stands as before\."
    ):
        shop.publish(NEW)
