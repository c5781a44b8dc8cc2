"""Proves that the release before this one still works on the schema of this one: `make compatible`.

While a release rolls out, containers of both serve the same database, which has been migrated already; and a
roll-back leaves the schema as it is. So the previous release's own tests run against a database that this
checkout has migrated. Run beside the local stack, whose addresses come from the environment.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg

PROJECT: Final = Path(__file__).resolve().parents[1]
# Those that ask the database most, without a browser and without converting anything.
TESTS: Final = ("tests/accounts", "tests/catalog", "tests/orders")
# What git does not keep and tests need: packages of the pages, and their copies.
BORROWED: Final = ("node_modules", "build")
# pytest-django looks for a database of this name before it makes one.
TEST_PREFIX: Final = "test_"


class CannotCompare(Exception):
    """The text says why the previous release cannot be tried."""


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of the previous release's tests; 2 when they could not be started."""
    options = _parser().parse_args(arguments)
    try:
        revision = previous_revision(PROJECT, options.release)
        with checked_out(PROJECT, revision) as old:
            environment = migrated_by_this_release(os.environ)
            return _run_tests(old, revision, options.tests or TESTS, environment)
    except CannotCompare as error:
        sys.stderr.write(f"compatible: {error}\n")
        return 2


def previous_revision(project: Path, named: str | None) -> str:
    """The commit of the release that is `named`; without a name, of the newest tag before HEAD, or HEAD's parent.

    Raises CannotCompare when there is no such commit.
    """
    wanted = named or _git(project, "describe", "--tags", "--abbrev=0", "HEAD~") or "HEAD~"
    revision = _git(project, "rev-parse", "--verify", "--quiet", f"{wanted}^{{commit}}")
    if not revision:
        raise CannotCompare(f"There is no release {wanted} in this checkout.")
    return revision


@contextmanager
def checked_out(project: Path, revision: str) -> Iterator[Path]:
    """The files of that commit in a folder of their own, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="vitrine-previous-") as folder:
        old = Path(folder) / "release"
        if _git(project, "worktree", "add", "--detach", str(old), revision) is None:
            raise CannotCompare(f"The files of {revision} could not be checked out.")
        try:
            for name in BORROWED:
                if (project / name).exists() and not (old / name).exists():
                    (old / name).symlink_to(project / name)
            yield old
        finally:
            _git(project, "worktree", "remove", "--force", str(old))


def migrated_by_this_release(environment: Mapping[str, str]) -> dict[str, str]:
    """Make the tests' database with the migrations of this checkout; return the environment for the tests."""
    address = environment.get("DATABASE_URL")
    if not address:
        raise CannotCompare("DATABASE_URL is missing: run this beside the local stack, by `make compatible`.")
    name = TEST_PREFIX + urlsplit(address).path.lstrip("/")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    migrated = urlsplit(address)._replace(path=f"/{name}").geturl()
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    done = subprocess.run(command, cwd=PROJECT, env={**environment, "DATABASE_URL": migrated}, check=False)  # noqa: S603  # our own
    if done.returncode:
        raise CannotCompare("The migrations of this release failed.")
    return dict(environment)


def _run_tests(old: Path, revision: str, tests: Sequence[str], environment: Mapping[str, str]) -> int:
    """Kept, the database is not made anew; the old code finds all its migrations applied, and some more."""
    there = [test for test in tests if (old / test.partition("::")[0]).exists()]
    sys.stdout.write(f"Tests of {revision[:12]} on the schema of this release: {' '.join(there)}\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--reuse-db", *there]
    return subprocess.run(command, cwd=old, env=dict(environment), check=False).returncode  # noqa: S603  # our own


def _git(project: Path, *words: str) -> str | None:
    """What git says; None when it refuses."""
    done = subprocess.run(  # noqa: S603  # fixed words
        ["git", *words],  # noqa: S607  # whichever git there is
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.previous_release", description=__doc__)
    parser.add_argument("--release", help="tag or commit (default: the newest tag before HEAD, or HEAD~)")
    parser.add_argument("tests", nargs="*", help=f"which tests (default: {' '.join(TESTS)})")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
