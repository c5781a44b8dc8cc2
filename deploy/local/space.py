"""Refusing to start on a disk that is about to be full."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.local.errors import StackError

MIB = 1024**2


def require_space(folder: Path, needed_bytes: int) -> None:
    """Raise StackError unless the folder's disk has this much room."""
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < needed_bytes:
        raise StackError(
            f"The disk is nearly full: {folder} has {free_bytes // MIB} MiB free and {needed_bytes // MIB} MiB are needed."
        )
