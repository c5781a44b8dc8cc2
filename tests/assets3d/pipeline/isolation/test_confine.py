"""What a process does to itself holds for it and for what it starts."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[4]


def _output(program: str) -> str:
    imports = "import os, resource, subprocess; from assets3d.pipeline.isolation.confine import *\n"
    return subprocess.run(  # noqa: S603 - our words
        [sys.executable, "-c", imports + program], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_limits_are_kept_below_what_is_allowed_and_passed_on() -> None:
    program = (
        "limit({resource.RLIMIT_NOFILE: 100}); limit({resource.RLIMIT_NOFILE: 200})\n"
        "subprocess.run(['sh', '-c', 'ulimit -n; ulimit -c'])"
    )

    assert _output(program).split() == ["100", "0"]


def test_stepping_back_leaves_the_processor_to_others() -> None:
    before, after = _output("print(os.nice(0)); step_back(); print(os.nice(0))").split()

    # As far back as there is, wherever it began.
    assert int(after) == min(int(before) + 19, 19)


def test_nothing_is_gained_by_starting_programs() -> None:
    program = "gain_nothing(); subprocess.run(['grep', 'NoNewPrivs', '/proc/self/status'])"

    assert _output(program).split() == ["NoNewPrivs:", "1"]


def test_hidden_process_keeps_its_memory_and_environment_to_itself() -> None:
    # Asks with PR_GET_DUMPABLE.
    program = "ask = ctypes.CDLL(None).prctl; print(ask(3), end=' '); hide_memory(); print(ask(3))"

    assert _output("import ctypes; " + program) == "1 0"
