"""What a confined program can and cannot do, by every way that this machine offers."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets3d.pipeline.isolation.choose import _CANDIDATES, _NONE, Isolation, _works, isolation
from assets3d.pipeline.isolation.environment import environment
from assets3d.pipeline.isolation.room import Room

_SECRET = "hunter2"
_PARENT_ENVIRONMENT = "print(open('/proc/%d/environ').read())"


def _done(chosen: Isolation, room: Room, program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our words
        chosen.command([sys.executable, "-c", program], room),
        cwd=room.home,
        env=environment(room.home),
        capture_output=True,
        text=True,
        check=False,
    )


def _offered(name: str) -> Isolation:
    candidate = next(each for each in _CANDIDATES if each.name == name)
    if not _works(candidate):
        pytest.skip(f"this machine does not offer {name} to this user")
    return candidate


@pytest.fixture
def room(tmp_path: Path) -> Room:
    for name in ("home", "out", "others"):
        (tmp_path / name).mkdir()
    (tmp_path / "source.glb").write_text("a model")
    (tmp_path / "others" / "secret").write_text(_SECRET)
    return Room(tmp_path / "home", (tmp_path / "out",), (tmp_path / "source.glb",))


@pytest.fixture
def fresh_choice() -> Iterator[None]:
    isolation.cache_clear()
    yield
    isolation.cache_clear()


@pytest.mark.parametrize("name", ["bubblewrap", "namespaces", "namespaces_shared_proc", "network"])
def test_there_is_no_network(name: str, room: Room) -> None:
    done = _done(_offered(name), room, "import socket; print(socket.if_nameindex())")

    assert done.stdout.strip() == "[(1, 'lo')]", done.stderr


@pytest.mark.parametrize(
    "name", ["bubblewrap", "namespaces", "namespaces_shared_proc", "network", "capabilities"]
)
def test_environment_of_other_processes_cannot_be_read(name: str, room: Room) -> None:
    done = _done(_offered(name), room, _PARENT_ENVIRONMENT % os.getpid())

    assert done.stdout == ""
    assert "PermissionError" in done.stderr or "FileNotFoundError" in done.stderr


def test_bubblewrap_shows_the_room_and_nothing_else(room: Room) -> None:
    source, others = room.readable[0], room.home.parent / "others"
    program = (
        "from pathlib import Path\n"
        f"Path({str(room.writable[0])!r}, 'made').write_text(Path({str(source)!r}).read_text())\n"
        f"print(Path({str(others)!r}).exists(), Path('/home').exists(), Path.cwd())\n"
        f"Path({str(source)!r}).write_text('changed')\n"
    )

    done = _done(_offered("bubblewrap"), room, program)

    assert done.stdout.strip() == f"False False {room.home}"
    assert "Read-only file system" in done.stderr
    assert (room.writable[0] / "made").read_text() == source.read_text() == "a model"


def test_bubblewrap_leaves_no_right_that_could_be_used(room: Room) -> None:
    program = "print(*(line for line in open('/proc/self/status') if line.startswith(('Cap', 'NoNew'))))"

    done = _done(_offered("bubblewrap"), room, program)

    rights = dict(line.split() for line in done.stdout.splitlines() if line.strip())
    assert rights == {
        "CapInh:": "0" * 16, "CapPrm:": "0" * 16, "CapEff:": "0" * 16, "CapBnd:": "0" * 16, "CapAmb:": "0" * 16,
        "NoNewPrivs:": "1",
    }  # fmt: skip


def test_environment_has_no_secret_in_it(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", _SECRET)
    monkeypatch.setenv("DATABASE_URL", f"postgres://{_SECRET}")

    done = _done(isolation(), room, "import json, os; print(json.dumps(dict(os.environ)))")

    assert set(json.loads(done.stdout)) <= {
        "PATH", "PYTHONPATH", "HOME", "TMPDIR", "LANG", "OPENBLAS_NUM_THREADS", "CHROMIUM_PATH", "PWD", "LC_CTYPE"
    }  # fmt: skip
    assert _SECRET not in done.stdout


@pytest.mark.usefixtures("fresh_choice")
def test_choice_is_made_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    assert isolation() is isolation()

    told = f"isolation of conversions: {isolation().name}. {isolation().meaning}"
    assert [record.getMessage() for record in caplog.records] == [told]


@pytest.mark.usefixtures("fresh_choice")
def test_machine_without_any_of_it_runs_programs_as_they_are(
    monkeypatch: pytest.MonkeyPatch, room: Room
) -> None:
    monkeypatch.setattr("assets3d.pipeline.isolation.choose.shutil.which", lambda word: None)

    chosen = isolation()

    assert chosen is _NONE
    assert chosen.command(["program"], room) == ["program"]
