"""Finding the programs of the stack: in the installed Python packages first, then on the machine."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.processes.children import run_tool


def package_folder(package: str) -> Path | None:
    """Return the folder of an installed package without importing it (imports may warn or start things)."""
    specification = importlib.util.find_spec(package)
    if specification is None or specification.origin is None:
        return None
    return Path(specification.origin).parent


def on_path(*names: str) -> Iterator[Path]:
    """Yield the programs of these names that the search path offers."""
    for name in names:
        if found := shutil.which(name):
            yield Path(found).resolve()


def version_of(program: Path) -> str | None:
    """Return what `program --version` prints, or None when it is absent or cannot run on this machine."""
    if not program.is_file():
        return None
    try:
        return run_tool([str(program), "--version"], name=program.name).strip()
    except StackError:
        return None
