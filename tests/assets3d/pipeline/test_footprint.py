"""The peak of memory is that of one stage, where the kernel lets it be forgotten."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assets3d.pipeline.footprint import Stages, measure_peak

_LARGE = 200_000_000


@pytest.mark.skipif(
    not os.access("/proc/self/clear_refs", os.W_OK), reason="the peak cannot be forgotten here"
)
def test_peak_is_forgotten_after_it_was_told() -> None:
    before = measure_peak()
    content = bytearray(_LARGE)
    content[:: os.sysconf("SC_PAGE_SIZE")] = b"1" * len(range(0, _LARGE, os.sysconf("SC_PAGE_SIZE")))
    del content

    during, after = measure_peak(), measure_peak()

    assert during > before + _LARGE // 2
    assert after < during - _LARGE // 2


def test_peak_is_known_without_proc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("assets3d.pipeline.footprint._STATUS", tmp_path / "none")
    monkeypatch.setattr("assets3d.pipeline.footprint._CLEAR", tmp_path / "none" / "either")

    assert measure_peak() > 1_000_000


_FREEING = """
import sys
import numpy as np
from assets3d.pipeline.footprint import measure_peak, return_large_blocks
if sys.argv[1] == "returned":
    return_large_blocks()
del (block := [np.ones(20_000_000, np.uint8)])[:]
blocks, fences = [], []
for _ in range(10):
    blocks.append(np.ones(16_000_000, np.uint8))
    fences.append(bytes(4_000))
before = measure_peak()
del blocks
measure_peak()
print(before - measure_peak())
"""


@pytest.mark.skipif(
    not os.access("/proc/self/clear_refs", os.W_OK), reason="the peak cannot be forgotten here"
)
def test_large_blocks_are_returned_once_they_are_freed() -> None:
    freed = {
        word: int(subprocess.check_output([sys.executable, "-c", _FREEING, word], text=True))  # noqa: S603 - our own interpreter and script
        for word in ("kept", "returned")
    }

    assert freed["returned"] > 150_000_000 > freed["kept"]


def test_stages_of_two_threads_each_have_the_peak_of_both() -> None:
    stages = Stages()

    with stages.stage("outer"):
        with stages.stage("inner"):
            content = bytearray(_LARGE)
            content[:: os.sysconf("SC_PAGE_SIZE")] = b"1" * len(range(0, _LARGE, os.sysconf("SC_PAGE_SIZE")))
        del content

    assert stages.seconds.keys() == stages.memory.keys() == {"outer", "inner"}
    assert min(stages.memory.values()) > _LARGE
    assert stages.seconds["outer"] >= stages.seconds["inner"]
