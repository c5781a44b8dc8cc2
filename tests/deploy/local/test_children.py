"""Starting programs and understanding why they end."""

import sys
from pathlib import Path

import pytest

from deploy.local.errors import StackError
from deploy.local.processes.children import Child, run_tool, stop_together


def child_of(code: str, log: Path) -> Child:
    return Child("program", [sys.executable, "-c", code], {}, log)


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("starting\\nFATAL: no such role\\nshut down", "FATAL: no such role"),
        ("could not write: No space left on device\\nshut down", "the disk is full"),
        ("starting\\nstopped", "stopped"),
        ("", "it ended without a word"),
    ],
)
def test_a_program_that_ends_at_its_start_is_explained(tmp_path: Path, said: str, understood: str) -> None:
    log = tmp_path / "program.log"
    child = child_of(f"print('''{said}''')", log)
    child.start()

    with pytest.raises(StackError) as caught:
        child.wait_until(lambda: False, seconds=20)

    assert str(caught.value) == f"program could not start: {understood} (log: {log})"


def test_a_program_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    child = child_of("import time; time.sleep(60)", tmp_path / "program.log")
    child.start()

    with pytest.raises(StackError, match=r"program did not answer within 0 s"):
        child.wait_until(lambda: False, seconds=0.1)

    assert stop_together([child], seconds=10)
    assert child.exit_code() == -15


def test_stop_together_kills_what_does_not_listen_and_says_so(tmp_path: Path) -> None:
    log = tmp_path / "program.log"
    child = child_of(
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)", log
    )
    child.start()
    child.wait_until(lambda: "up" in log.read_text(), seconds=20)

    assert not stop_together([child], seconds=0.2)
    assert child.exit_code() == -9


def test_run_tool_fails_with_the_last_line_that_was_said() -> None:
    with pytest.raises(StackError, match=r"^Checking failed: it is too late$"):
        run_tool([sys.executable, "-c", "print('hm'); raise SystemExit('it is too late')"], name="Checking")
