"""What of this machine a confined program is given."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Room:
    """Absolute paths. home: its working folder, for scratch files; writable: folders; readable: files or folders.

    has_browser: whether Chromium is to run in it.
    """

    home: Path
    writable: tuple[Path, ...] = ()
    readable: tuple[Path, ...] = ()
    has_browser: bool = False
