"""Sending a ZIP file to a signed address."""

import pytest

from deploy.publication.errors import NotPublished
from deploy.publication.upload import ATTEMPTS, put
from tests.deploy.publication.conftest import Host


def rest(_seconds: float) -> None:
    return


@pytest.fixture
def storing(host: Host) -> Host:
    host.serves_uploads = False
    return host


def test_put_sends_the_content(storing: Host) -> None:
    put(f"{storing.url}/upload?signed", b"PK content", sleep=rest)

    assert storing.uploads == [b"PK content"]


def test_put_tries_again_when_the_server_blames_itself(storing: Host) -> None:
    storing.upload_statuses = [503, 500]
    pauses: list[float] = []

    put(storing.url, b"PK content", sleep=pauses.append)

    assert storing.uploads == [b"PK content"]
    assert pauses == [2.0, 4.0]


def test_put_gives_up_after_some_attempts(storing: Host) -> None:
    storing.upload_statuses = [503] * (ATTEMPTS + 1)

    with pytest.raises(NotPublished, match="it answers 503"):
        put(storing.url, b"PK content", sleep=rest)

    assert storing.upload_statuses == [503]


def test_put_takes_a_refusal_as_final_and_does_not_name_the_address(storing: Host) -> None:
    storing.upload_statuses = [403, 200]

    with pytest.raises(NotPublished, match="it answers 403") as refusal:
        put(f"{storing.url}/upload?signed", b"PK content", sleep=rest)

    assert storing.uploads == []
    assert "signed" not in str(refusal.value)


def test_put_gives_up_when_nobody_listens(storing: Host) -> None:
    storing.stop()

    with pytest.raises(NotPublished, match="refused"):
        put(storing.url, b"PK content", sleep=rest)
