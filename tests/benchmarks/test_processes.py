"""Programs are watched with all that they start."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.processes import Usage, named

PROJECT = Path(__file__).resolve().parents[2]

# Starts another Python that fills memory and works, and ends without having waited for it.
_PARENT = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "block = bytearray(150_000_000); print(sum(range(12_000_000)))"])
print("left early")
sys.exit(3)
"""


# Whoever watches takes all its children for part of what it watches, so a process of its own has to.
_WATCHER = """
import dataclasses, json, pathlib, sys
from tests.benchmarks.processes import run_watched
usage = run_watched([sys.executable, "-c", sys.argv[1]], pathlib.Path(sys.argv[2]), float(sys.argv[3]))
print(json.dumps(dataclasses.asdict(usage)))
"""


# The first program leaves something behind that nobody has waited for when the second one begins.
_SECOND = """
import dataclasses, json, os, pathlib, subprocess, sys, time
from tests.benchmarks.processes import run_watched
left = subprocess.Popen([sys.executable, "-c", "sum(range(60_000_000))"])
os.waitid(os.P_PID, left.pid, os.WEXITED | os.WNOWAIT)
usage = run_watched([sys.executable, "-c", sys.argv[1]], pathlib.Path(sys.argv[2]), float(sys.argv[3]))
print(json.dumps(dataclasses.asdict(usage)))
"""


def watch(
    script: str, folder: Path, seconds: float, watcher: str = _WATCHER
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", watcher, script, str(folder), str(seconds)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - our own words


def test_usage_counts_processes_that_outlive_the_program(tmp_path: Path) -> None:
    usage = Usage(**json.loads(watch(_PARENT, tmp_path, 60).stdout))

    assert usage.returned == 3
    assert "left early" in usage.told
    assert usage.peak_bytes["python"] > 150_000_000
    assert usage.largest_bytes == usage.peak_bytes["python"]
    assert usage.cpu_seconds > 0.1


def test_usage_leaves_out_what_ended_before(tmp_path: Path) -> None:
    usage = Usage(**json.loads(watch("pass", tmp_path, 60, _SECOND).stdout))

    assert usage.cpu_seconds < 0.5


def test_program_that_does_not_end_is_ended(tmp_path: Path) -> None:
    done = watch("import time; time.sleep(600)", tmp_path, 0.5)

    assert "TimeoutError" in done.stderr
    assert "did not end within 0.5 s" in done.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["/usr/bin/python3.11", "-m", "assets3d.pipeline", ""], "python"),
        (["/usr/lib/chromium/chromium --type=renderer --lang=en", ""], "chromium renderer"),
        (["/usr/lib/chromium/chromium", "--type=gpu-process", ""], "chromium gpu-process"),
        ([""], "unknown"),
    ],
)
def test_processes_are_named_by_program_and_part(words: list[str], expected: str) -> None:
    assert named(words) == expected
