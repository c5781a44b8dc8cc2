"""Readers are tried with memory that is overwritten once it is freed: whoever reads it all the same is found out."""

import pytest


@pytest.fixture(autouse=True)
def overwritten_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the processes that a test starts; glibc's malloc reads the first, Python the second."""
    monkeypatch.setenv("MALLOC_PERTURB_", "165")
    monkeypatch.setenv("PYTHONMALLOC", "malloc")
