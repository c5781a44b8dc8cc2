"""Going back to the release before, and every way in which that can fail."""

from pathlib import Path

import pytest

from deploy.publication.archive import FolderArchive
from deploy.publication.bundle import read_zip
from deploy.publication.errors import NeedsAttention, RolledBack
from deploy.publication.site import Site
from tests.deploy.publication.conftest import Amplify, Host
from tests.deploy.publication.shop import NEW, OLD, OTHER, Shop, shop_with_a_release


@pytest.fixture
def shop(amplify: Amplify, host: Host, tmp_path: Path) -> Shop:
    return shop_with_a_release(amplify, host, tmp_path / "archive")


def test_a_job_that_fails_and_damages_what_stood_is_rolled_back(shop: Shop) -> None:
    shop.amplify.lists(("7", "SUCCEED"))
    for job_id, status in (("8", "FAILED"), ("9", "SUCCEED")):
        shop.amplify.publishes(job_id, status)

    with pytest.raises(
        RolledBack, match=r"Job 8 ended as FAILED\. The release before is damaged.*by job 9 and stands"
    ):
        shop.publish(NEW)

    assert read_zip(shop.host.uploads[-1]) == OLD


def test_a_release_that_visitors_do_not_get_is_rolled_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.amplify.lists(("7", "SUCCEED"))
    for job_id in ("8", "9"):
        shop.amplify.publishes(job_id, "SUCCEED")
    real_fault = Site.fault
    monkeypatch.setattr(
        Site, "fault", lambda site, bundle: "it is broken" if bundle == NEW else real_fault(site, bundle)
    )

    with pytest.raises(RolledBack, match="release of job 7 was published again by job 9 and stands"):
        shop.publish(NEW)

    assert read_zip(shop.host.uploads[-1]) == OLD
    assert shop.archive.digest_of("9") == OLD.digest


@pytest.mark.parametrize("kept", [None, b"no release"])
def test_a_bad_release_with_nothing_to_go_back_to_needs_attention(
    shop: Shop, tmp_path: Path, kept: bytes | None
) -> None:
    shop.archive = FolderArchive(tmp_path / "empty")
    if kept:
        shop.archive.keep("7", OLD.digest, kept)
    shop.host.serves_uploads = False
    shop.amplify.lists(("7", "SUCCEED"))
    shop.amplify.publishes("8", "SUCCEED")

    with pytest.raises(NeedsAttention, match="No earlier release is kept to go back to"):
        shop.publish(NEW)

    assert "files of job 7 are not carried along: the archive has none of them" in shop.said


def test_going_back_that_fails_needs_attention(shop: Shop) -> None:
    shop.host.serves_uploads = False
    shop.amplify.lists(("7", "SUCCEED"))
    for job_id, status in (("8", "SUCCEED"), ("9", "FAILED")):
        shop.amplify.publishes(job_id, status)

    with pytest.raises(
        NeedsAttention, match=r"Going back failed as well: job 9 is FAILED\. What stood stays"
    ):
        shop.publish(NEW)


def test_going_back_that_cannot_begin_needs_attention(shop: Shop) -> None:
    shop.host.serves_uploads = False
    shop.amplify.lists(("7", "SUCCEED"))
    shop.amplify.publishes("8", "SUCCEED")
    shop.amplify.refuses("create_deployment", "LimitExceededException")

    with pytest.raises(NeedsAttention, match="Going back failed as well: Amplify did not begin a deployment"):
        shop.publish(NEW)


def test_going_back_that_visitors_do_not_get_needs_attention(shop: Shop) -> None:
    shop.serve(OTHER)
    shop.host.serves_uploads = False
    shop.amplify.lists(("7", "SUCCEED"))
    for job_id in ("8", "9"):
        shop.amplify.publishes(job_id, "SUCCEED")

    with pytest.raises(NeedsAttention, match="The earlier release was published again, but"):
        shop.publish(NEW)


def test_an_archive_that_falls_silent_later_does_not_keep_us_from_going_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.host.serves_uploads = False
    shop.serve(OTHER)
    shop.amplify.lists(("7", "SUCCEED"))
    for job_id in ("8", "9"):
        shop.amplify.publishes(job_id, "SUCCEED")
    answers = iter([shop.archive.read("7")])
    monkeypatch.setattr(shop.archive, "read", lambda _job_id: next(answers))

    with pytest.raises(NeedsAttention, match="The earlier release was published again, but"):
        shop.publish(NEW)

    assert read_zip(shop.host.uploads[-1]) == OLD
