"""What was found out before, kept for as long as what it depends on stays the same."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

Found = dict[str, Any]


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    found = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def code_digest(*places: Path) -> str:
    """One digest of several files, and folders of source text with all that is in them."""
    files = [
        file for place in places for file in ([place] if place.is_file() else sorted(place.rglob("*.*")))
    ]
    texts = [file for file in files if file.is_file() and "__pycache__" not in file.parts]
    return sha256("".join(digest(file) for file in texts).encode()).hexdigest()


@dataclass(frozen=True)
class Store:
    """JSON objects by key, one file each in a folder that may be deleted at any time."""

    folder: Path

    def get(self, *key: str) -> Found | None:
        """What was kept under a key, or None."""
        try:
            found: Found = json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found

    def put(self, found: Found, *key: str) -> None:
        """Keep an object under a key."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._path(key).write_text(json.dumps(found), encoding="utf-8")

    def _path(self, key: tuple[str, ...]) -> Path:
        return self.folder / f"{sha256(json.dumps(key).encode()).hexdigest()[:32]}.json"
