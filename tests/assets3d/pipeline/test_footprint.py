"""The peak of memory is that of one stage, where the kernel lets it be forgotten."""

import os
from pathlib import Path

import pytest

from assets3d.pipeline.footprint import measure_peak

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
