"""PostgreSQL: that it lets us in, is not too old, and has the schema that this release knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pgtrigger
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from config.doctor.examination import Trouble

OLDEST = (14, 0)
MOST_SKEW_SECONDS = 5.0


def check_database() -> str:
    with _reachable():
        connection.ensure_connection()
        version = connection.get_database_version()
        with connection.cursor() as cursor:
            cursor.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            is_encrypted = cursor.fetchone()[0]
    said = ".".join(map(str, version))
    if version < OLDEST:
        raise Trouble(f"PostgreSQL is {said}.", f"Upgrade it to {OLDEST[0]} or newer.")
    if settings.SECURE_SSL_REDIRECT and not is_encrypted:
        raise Trouble("The connection is not encrypted.", "Add ?sslmode=verify-full to DATABASE_URL.")
    return f"PostgreSQL {said}, {'encrypted' if is_encrypted else 'not encrypted'}."


def check_migrations() -> str:
    with _reachable():
        executor = MigrationExecutor(connection)
        waiting = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        applied = len(executor.loader.applied_migrations)
    if waiting:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration in waiting[:5])
        raise Trouble(f"{len(waiting)} migrations are not applied: {names}.", "Run manage.py migrate.")
    return f"All {applied} migrations are applied."


def check_triggers() -> str:
    """Without its triggers the shop sells, but pages go on showing what was."""
    with _reachable():
        states = {
            trigger.get_pgid(model): trigger.get_installation_status(model)
            for model, trigger in pgtrigger.registered()
        }
    wrong = {name: f"{status}".lower() for name, (status, _) in states.items() if status != "INSTALLED"}
    wrong |= {name: "disabled" for name, state in states.items() if state == ("INSTALLED", False)}
    if wrong:
        names = ", ".join(f"{name} is {status}" for name, status in sorted(wrong.items())[:5])
        raise Trouble(
            f"{len(wrong)} of {len(states)} triggers do not work: {names}.",
            "Run manage.py pgtrigger install, then pgtrigger enable, then rebuild_mirror.",
        )
    return f"All {len(states)} triggers are installed."


def check_clock() -> str:
    """This machine's clock beside the database's, by which leases and waits are counted."""
    with _reachable(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # so that connecting does not count as time that passed
        before = datetime.now(UTC)
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
        ours = before + (datetime.now(UTC) - before) / 2
    skew = (ours - theirs).total_seconds()
    if abs(skew) > MOST_SKEW_SECONDS:
        raise Trouble(
            f"This machine's clock is {skew:+.1f} seconds from the database's.",
            "Let it follow a time server (chrony); beyond five minutes AWS refuses every request.",
        )
    return f"{skew:+.2f} seconds from the database's clock."


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise Trouble(
            f"PostgreSQL: {str(error).strip()}",
            "Check DATABASE_URL and DATABASE_SECRET_ARN, and that the data tier lets this machine in.",
        ) from error
