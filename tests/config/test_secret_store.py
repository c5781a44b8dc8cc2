"""Secrets are read rarely, by one thread at a time, and outlive an outage of Secrets Manager."""

import time
from collections.abc import Mapping

import pytest

from config.secret_store import Secret, SecretUnavailable, fetch
from tests.config.secrets import stored_secret
from tests.factories.threads import side_by_side


class Store:
    """Counts how often it is asked; away when told so."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_away = False
        self.now = 1000.0

    def fetch(self) -> Mapping[str, str]:
        self.asked += 1
        if self.is_away:
            raise SecretUnavailable("away")
        return {"password": f"p{self.asked}"}

    def secret(self) -> Secret:
        return Secret(self.fetch, keep_seconds=60, clock=lambda: self.now)


def test_secret_is_kept_for_a_minute() -> None:
    store = Store()
    secret = store.secret()

    first, store.now = secret.read(), 1059.9
    second, store.now = secret.read(), 1060.1
    third = secret.read()

    assert [reading.values["password"] for reading in (first, second, third)] == ["p1", "p1", "p2"]


def test_secret_that_proved_wrong_is_read_anew_once_for_all_threads() -> None:
    store = Store()
    secret = store.secret()
    seen, store.now = secret.read(), 1010.0

    newer = side_by_side([lambda: secret.read_anew(seen, pause_seconds=3)] * 8, uses_database=False)

    assert {reading.values["password"] for reading in newer} == {"p2"}
    assert store.asked == 2


def test_secret_is_not_read_anew_within_the_pause() -> None:
    store = Store()
    secret = store.secret()
    seen, store.now = secret.read(), 1002.0

    assert secret.read_anew(seen, pause_seconds=3) is seen
    assert store.asked == 1


def test_secret_that_is_known_outlives_an_outage() -> None:
    store = Store()
    secret = store.secret()
    secret.read()
    store.is_away, store.now = True, 2000.0

    assert secret.read().values == {"password": "p1"}


def test_secret_that_was_never_read_is_unavailable_during_an_outage() -> None:
    store = Store()
    store.is_away = True

    with pytest.raises(SecretUnavailable):
        store.secret().read()


def test_fetch_reads_the_current_version() -> None:
    with stored_secret({"password": "old"}) as stored:
        stored.put({"password": "new"})

        assert fetch(stored.name) == {"password": "new"}


def test_fetch_says_that_there_is_no_such_secret() -> None:
    with pytest.raises(SecretUnavailable, match="no-such-secret cannot be read"):
        fetch("no-such-secret")


@pytest.mark.parametrize("text", ["hunter2", '"hunter2"', '["hunter2"]'])
def test_fetch_refuses_what_is_no_object_without_telling_it(text: str) -> None:
    with stored_secret({}) as stored:
        stored.put_text(text)

        with pytest.raises(SecretUnavailable, match="JSON object") as refusal:
            fetch(stored.name)

    assert "hunter2" not in str(refusal.value)
    assert (refusal.value.__cause__, refusal.value.__context__) == (None, None)


def test_fetch_gives_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.secret_store.settings.AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    began_at = time.monotonic()

    with pytest.raises(SecretUnavailable):
        fetch("anything")

    assert time.monotonic() - began_at < 30
