"""Migrations run once, however many processes begin them."""

import subprocess
import sys

import psycopg

from deploy.migrate import LOCK
from tests.deploy.container.conftest import Place
from tests.deploy.container.dockerfile import ROOT

# The program, but for its patience.
IMPATIENT = """
import sys
from deploy import migrate
migrate.PATIENCE_SECONDS = 1
sys.exit(migrate.main())
"""


def migrate_impatiently(place: Place) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own interpreter and a fixed program
        [sys.executable, "-c", IMPATIENT],
        cwd=ROOT,
        env=dict(place.variables),
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_migrations_at_once_are_one_after_the_other(
    migrated: list[tuple[int, str]], place: Place
) -> None:
    with psycopg.connect(place.database_url) as connection:
        applied = connection.execute("SELECT app, name FROM django_migrations").fetchall()

    assert [code for code, _ in migrated] == [0, 0]
    assert sorted("Applying accounts.0001_initial" in output for _, output in migrated) == [False, True]
    assert sorted("No migrations to apply" in output for _, output in migrated) == [False, True]
    assert len(applied) == len(set(applied))
    assert ("orders", "0001_initial") in applied


def test_migrate_gives_up_when_others_never_end(migrated: object, place: Place) -> None:
    with psycopg.connect(place.database_url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        done = migrate_impatiently(place)

    assert (done.returncode, done.stdout) == (75, "")
    assert done.stderr == "Others were still migrating the database after 1 s.\n"


def test_migrate_leaves_the_lock_to_the_next(migrated: object, place: Place) -> None:
    done = [migrate_impatiently(place).returncode for _ in range(2)]

    assert done == [0, 0]
