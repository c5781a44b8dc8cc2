"""Bring the database up to date, one process at a time: `python -m deploy.migrate`.

Ends with 0 when the database is up to date, whoever did it; with 75 when others were still at it after all patience.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

# The number under which PostgreSQL knows the lock, in every release.
LOCK = int.from_bytes(b"vitrine", "big")
POLL_SECONDS = 0.5
PATIENCE_SECONDS = 1200.0
TEMPORARY_FAILURE = 75  # EX_TEMPFAIL of sysexits.h


class MigrationBusy(Exception):
    """Another process has been migrating the database for longer than we wait."""


@contextmanager
def sole_migration(patience_seconds: float) -> Iterator[None]:
    """Hold PostgreSQL's advisory lock for migrations; raises MigrationBusy when others hold it for too long.

    It belongs to the connection, so it needs a real one (no pooler that hands out transactions), and goes with it.
    """
    deadline = time.monotonic() + patience_seconds
    try:
        # Asked for again and again: a statement that waits would be ended by statement_timeout.
        while not _take_lock():
            if time.monotonic() >= deadline:
                raise MigrationBusy(f"Others were still migrating the database after {patience_seconds:g} s.")
            time.sleep(POLL_SECONDS)
        yield
    finally:
        connection.close()


def _take_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


def main() -> int:
    """Migrate, and return the exit code of the process."""
    django.setup()
    try:
        with sole_migration(PATIENCE_SECONDS):
            call_command("migrate", interactive=False)
    except MigrationBusy as busy:
        sys.stderr.write(f"{busy}\n")
        return TEMPORARY_FAILURE
    return 0


if __name__ == "__main__":
    sys.exit(main())
