"""Where this machine's Chromium is."""

import os
import shutil
from pathlib import Path

_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """The browser to use: CHROMIUM_PATH, else the machine's own, else one that Playwright installed."""
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        return named if Path(named).is_file() else None
    for command in _COMMANDS:
        found = shutil.which(command)
        if found:
            return found
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    installed = sorted(folder.glob("chromium-*/chrome-linux*/chrome"))
    return str(installed[-1]) if installed else None
