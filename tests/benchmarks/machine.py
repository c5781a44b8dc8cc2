"""The machine that figures were measured on."""

import os
import platform
import shutil
import subprocess
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

Facts = dict[str, str | int]


def machine(packages: Iterable[str]) -> Facts:
    """What the figures depend on: processor, memory, and versions of programs and of Python packages."""
    return {
        "processor": _processor(Path("/proc/cpuinfo").read_text()),
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "node": _told("node", "--version"),
        **{package: version(package) for package in packages},
    }


def _processor(described: str) -> str:
    names = (
        line.partition(":")[2].strip() for line in described.splitlines() if line.startswith("model name")
    )
    return next(names, platform.machine())


def _told(program: str, question: str) -> str:
    found = shutil.which(program)
    if found is None:
        return "missing"
    done = subprocess.run([found, question], capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    return done.stdout.strip()
