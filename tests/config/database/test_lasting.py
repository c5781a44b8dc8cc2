"""A connection that has answered is used again without asking, and one that was closed is found out at once."""

import time
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.postgresql import base

from config.database import lasting
from config.database.base import DatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lasting_one() -> Iterator[DatabaseWrapper]:
    """Another connection to the test's database, which has answered."""
    one = DatabaseWrapper({**connection.settings_dict, "CONN_HEALTH_CHECKS": True}, alias="default")
    ask(one)
    yield one
    one.close()


def ask(one: DatabaseWrapper) -> int:
    """The server's process, asked as a new request would."""
    one.close_if_unusable_or_obsolete()
    with one.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process: int = cursor.fetchone()[0]
    return process


def end(process: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])


def checks(one: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often the server is asked whether it is there, while it is asked for something."""
    asked: list[DatabaseWrapper] = []

    def note(self: DatabaseWrapper) -> bool:
        asked.append(self)
        return True

    with monkeypatch.context() as patched:
        patched.setattr(base.DatabaseWrapper, "is_usable", note)
        ask(one)
    return len(asked)


def test_a_connection_that_answered_just_now_is_not_asked(
    lasting_one: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long this machine takes to ask again.
    monkeypatch.setattr(lasting, "TRUSTED_SECONDS", 3600.0)

    assert checks(lasting_one, monkeypatch) == 0


def test_one_that_has_not_answered_for_a_while_is_asked(
    lasting_one: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lasting_one, "_answered_at", time.monotonic() - lasting.TRUSTED_SECONDS)

    assert checks(lasting_one, monkeypatch) == 1


def test_one_that_has_met_an_error_is_asked(
    lasting_one: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    lasting_one.errors_occurred = True

    assert checks(lasting_one, monkeypatch) == 1


def test_one_that_the_server_ended_is_made_anew(lasting_one: DatabaseWrapper) -> None:
    before = ask(lasting_one)

    end(before)

    assert ask(lasting_one) != before
