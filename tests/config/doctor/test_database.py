"""PostgreSQL in the states that an operator may find it in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from config.doctor import database
from config.doctor.examination import Trouble

pytestmark = pytest.mark.django_db


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_unencrypted_connection_is_no_matter_at_home_and_one_in_production(settings: Settings) -> None:
    assert "not encrypted" in database.check_database()
    settings.SECURE_SSL_REDIRECT = True

    with pytest.raises(Trouble, match="not encrypted") as trouble:
        database.check_database()
    assert "sslmode=verify-full" in trouble.value.advice


def test_old_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST", (99, 0))

    with pytest.raises(Trouble, match=r"PostgreSQL is \d+\.\d+"):
        database.check_database()


def test_migration_that_is_not_applied_is_named() -> None:
    assert database.check_migrations().startswith("All ")
    ((_, newest),) = MigrationLoader(connection).graph.leaf_nodes("orders")
    MigrationRecorder(connection).record_unapplied("orders", newest)

    with pytest.raises(Trouble, match=rf"1 migrations are not applied: orders\.{newest}"):
        database.check_migrations()


def test_trigger_that_is_disabled_or_gone_is_named() -> None:
    assert database.check_triggers().startswith("All ")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%%' ORDER BY 1"
        )
        (disabled, its_table), (gone, another_table) = cursor.fetchall()[:2]
    execute(f"ALTER TABLE {its_table} DISABLE TRIGGER {disabled}")
    execute(f"DROP TRIGGER {gone} ON {another_table}")

    with pytest.raises(Trouble, match="2 of") as trouble:
        database.check_triggers()
    assert f"{disabled} is disabled" in str(trouble.value)
    assert f"{gone} is uninstalled" in str(trouble.value)


@pytest.mark.parametrize("seconds", [-400, 400])
def test_clock_that_is_wrong_is_told_by_how_much(seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class WrongClock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # only as it is called
            return datetime.now(UTC) + timedelta(seconds=seconds)

    assert "seconds from the database" in database.check_clock()
    monkeypatch.setattr(database, "datetime", WrongClock)

    with pytest.raises(Trouble, match=r"clock is [-+](399|400|401)\.\d seconds") as trouble:
        database.check_clock()
    assert ("is -" in str(trouble.value)) == (seconds < 0)
