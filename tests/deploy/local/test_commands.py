"""The command line of the local stack, as a person meets it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.local.errors import StackError, sentence_for
from deploy.local.processes.kernel import descendants
from deploy.local.processes.ports import LOOPBACK
from deploy.local.space import require_space
from tests.waiting import is_running

PROJECT = Path(__file__).resolve().parents[3]
COMMAND = (sys.executable, "-m", "deploy.local")
ADDRESSES = ("DATABASE_URL", "REDIS_URL", "AWS_ENDPOINT_URL")
GONE_SECONDS = 60
# Forks, as web and workers do, and ignores polite requests.
STUBBORN = "trap '' TERM; echo up; sleep 600 & sleep 600"


def own_environment(**extra: str) -> dict[str, str]:
    """The environment without the services under which these tests may be running themselves."""
    return {name: value for name, value in os.environ.items() if name not in ADDRESSES} | extra


def run_stack(
    *arguments: str, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *arguments],
        cwd=PROJECT,
        env=environment or own_environment(),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@contextmanager
def stack_around(command: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A stack around a shell command, once that has said that it is up."""
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "exec", "--", "sh", "-c", command],
        cwd=PROJECT,
        env=own_environment(),
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        yield process


def seconds_until_gone(process_ids: list[int]) -> float:
    began_at = time.monotonic()
    while any(map(is_running, process_ids)) and time.monotonic() - began_at < 2 * GONE_SECONDS:
        time.sleep(0.02)
    return time.monotonic() - began_at


def supervisor_of(keeper_id: int) -> int:
    children = [
        int(child) for child in Path(f"/proc/{keeper_id}/task/{keeper_id}/children").read_text().split()
    ]
    return next(child for child in children if b"deploy.local" in Path(f"/proc/{child}/cmdline").read_bytes())


def test_exec_returns_the_exit_code_and_gives_the_command_running_services() -> None:
    probe = "import os, socket; from urllib.parse import urlsplit as u; [socket.create_connection((u(os.environ[n]).hostname, u(os.environ[n]).port)) for n in ('DATABASE_URL', 'REDIS_URL', 'AWS_ENDPOINT_URL')]; raise SystemExit(7)"  # one line for -c

    done = run_stack("exec", "--", sys.executable, "-c", probe)

    assert (done.returncode, done.stderr) == (7, "")


def test_exec_uses_given_addresses_instead_of_starting_services(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgres://elsewhere/vitrine", "REDIS_URL": "redis://elsewhere/1"}

    done = run_stack(
        "exec",
        "--keep",
        str(tmp_path),
        "--",
        "printenv",
        "DATABASE_URL",
        "REDIS_URL",
        environment=own_environment(**given),
    )

    assert done.stdout.splitlines() == list(given.values())
    assert sorted(log.name for log in (tmp_path / "logs").iterdir()) == ["aws.log"]


def test_exec_says_in_one_sentence_that_a_command_is_missing(tmp_path: Path) -> None:
    missing = tmp_path / "no-such-program"

    done = run_stack("exec", "--", str(missing))

    assert (done.returncode, done.stderr) == (
        1,
        f"vitrine: {missing} could not be run: No such file or directory.\n",
    )


def test_run_says_in_one_sentence_that_its_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]

        done = run_stack("run", environment=own_environment(PORT=str(port), VITRINE_STACK_DIR=str(tmp_path)))

    assert done.returncode == 1
    assert done.stderr == (
        f"vitrine: Port {port} is taken: stop the program that uses it or choose another, as in PORT={port + 1}.\n"
    )


def test_run_says_in_one_sentence_that_a_port_is_nonsense(tmp_path: Path) -> None:
    done = run_stack("run", environment=own_environment(PORT="http", VITRINE_STACK_DIR=str(tmp_path)))

    assert (done.returncode, done.stderr) == (
        1,
        "vitrine: PORT must be a number between 1 and 65535, not 'http'.\n",
    )


def test_exec_says_in_one_sentence_that_a_server_cannot_start(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    (tmp_path / "postgres" / "data" / "PG_VERSION").write_text("9\n")

    done = run_stack("exec", "--keep", str(tmp_path), "--", "true")

    assert done.returncode == 1
    assert done.stderr == (
        "vitrine: The kept data needs PostgreSQL 9, which cannot run here: "
        f"install it or remove {tmp_path}/postgres/data.\n"
    )


def test_a_full_disk_is_named_as_such(tmp_path: Path) -> None:
    full = OSError(28, "No space left on device", "/data/pg_wal/1")

    assert sentence_for(full) == "The disk is full (/data/pg_wal/1): free some space and start again."
    with pytest.raises(StackError, match="The disk is nearly full"):
        require_space(tmp_path, 10**18)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_when_the_stack_is_ended(number: signal.Signals) -> None:
    with stack_around(STUBBORN) as process:
        family = [process.pid, *descendants(process.pid)]

        process.send_signal(number)

        assert len(family) > 8
        assert seconds_until_gone(family) < GONE_SECONDS


def test_nothing_is_left_when_the_supervisor_is_killed() -> None:
    with stack_around(STUBBORN) as process:
        family = [process.pid, *descendants(process.pid)]

        os.kill(supervisor_of(process.pid), signal.SIGKILL)

        assert seconds_until_gone(family) < GONE_SECONDS
        assert process.wait() == 128 + signal.SIGKILL


def test_ctrl_c_on_the_terminal_is_the_commands_affair_and_then_ends_the_stack() -> None:
    with stack_around("trap 'exit 9' INT; echo up; while :; do sleep 0.1; done") as process:
        family = descendants(process.pid)

        os.killpg(process.pid, signal.SIGINT)

        assert seconds_until_gone(family) < GONE_SECONDS


def test_data_kept_from_a_killed_stack_is_there_the_next_time(tmp_path: Path) -> None:
    script = "import os, psycopg; c = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True); print({}, flush=True)"
    writing = (
        script.format("c.execute('CREATE TABLE kept AS SELECT 42 AS answer').rowcount")
        + "; import time; time.sleep(600)"
    )
    keep = ("exec", "--keep", str(tmp_path), "--", sys.executable, "-c")
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, *keep, writing], cwd=PROJECT, env=own_environment(), stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"
        os.kill(supervisor_of(process.pid), signal.SIGKILL)

    done = run_stack(*keep, script.format("c.execute('SELECT answer FROM kept').fetchone()"))

    assert (done.stdout, done.stderr) == ("(42,)\n", "")
