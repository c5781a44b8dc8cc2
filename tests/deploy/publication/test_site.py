"""Whether visitors get a release."""

import pytest

from deploy.publication.bundle import Bundle, bundle_of
from deploy.publication.site import TRIES, Site
from tests.deploy.publication.conftest import Host

RELEASE = bundle_of({f"static/{letter}.js": letter.encode() for letter in "abcdefghijkl"})


@pytest.fixture
def serving(host: Host) -> Host:
    host.served = served(RELEASE)
    return host


def served(bundle: Bundle) -> dict[str, bytes]:
    return {
        f"/{name}": content
        for name, content in {**bundle.files, bundle.marker: bundle.marker_content}.items()
    }


def test_a_site_that_serves_the_release_has_no_fault(serving: Host) -> None:
    assert Site(f"{serving.url}/", sleep=lambda _seconds: None).fault(RELEASE) is None
    assert len(serving.asked) == 6


def test_a_site_is_given_time(serving: Host) -> None:
    serving.served = {}

    def appear(_seconds: float) -> None:
        serving.served = served(RELEASE)

    assert Site(serving.url, sleep=appear).fault(RELEASE) is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({f"/{RELEASE.marker}": None}, "answers 404"),
        ({"/static/a.js": None}, "/static/a.js answers 404"),
        ({"/static/a.js": b"other"}, "/static/a.js has other content"),
    ],
)
def test_a_site_that_serves_something_else_is_found_out(
    serving: Host, change: dict[str, bytes | None], fault: str
) -> None:
    changed = {**serving.served, **change}
    serving.served = {path: content for path, content in changed.items() if content is not None}
    pauses: list[float] = []

    found = Site(serving.url, sleep=pauses.append).fault(RELEASE)

    assert found is not None
    assert fault in found
    assert len(pauses) == TRIES - 1


def test_a_site_that_is_away_is_found_out(serving: Host) -> None:
    serving.stop()

    found = Site(serving.url, sleep=lambda _seconds: None).fault(RELEASE)

    assert found is not None
    assert "does not answer" in found
