"""A release of the static front end as one ZIP file: the same files give the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.publication.errors import NotPublished

# The distribution asks for what lies under this path, and hands the path on as it is.
PREFIX: Final = "static/"
MANIFEST: Final = "staticfiles.json"
RELEASE: Final = re.compile(r"static/release\.([0-9a-f]{64})\.json")
# What the host compresses itself.
COMPRESSED: Final = frozenset({".gz", ".br"})
# The earliest instant that ZIP can say.
SOME_TIME: Final = (1980, 1, 1, 0, 0, 0)
READABLE: Final = 0o100644 << 16


@dataclass(frozen=True)
class Bundle:
    """`files` are those of the release by their path in the ZIP, `carried` those of the release before it.

    `digest` (SHA-256, hexadecimal) is that of names and contents of `files`.
    """

    files: Mapping[str, bytes]
    digest: str
    carried: Mapping[str, bytes]

    @property
    def marker(self) -> str:
        """The path of a file that only this release has: the list of its files."""
        return f"{PREFIX}release.{self.digest}.json"

    @property
    def marker_content(self) -> bytes:
        return json.dumps(sorted(self.files), indent=0).encode()

    def after(self, previous: Bundle) -> Bundle:
        """This release with the files of the one before: pages in caches and open tabs still ask for them."""
        carried = {name: content for name, content in previous.files.items() if name not in self.files}
        return Bundle(self.files, self.digest, carried)

    def zipped(self) -> bytes:
        everything = {**self.files, **self.carried, self.marker: self.marker_content}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name in sorted(everything):
                entry = zipfile.ZipInfo(name, SOME_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = READABLE
                entry.create_system = 3  # Unix, whatever this machine is
                archive.writestr(entry, everything[name])
        return buffer.getvalue()


def bundle_of(files: Mapping[str, bytes]) -> Bundle:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return Bundle(files, digest.hexdigest(), {})


def read_folder(folder: Path) -> Bundle:
    """Return what was collected into the folder; raise NotPublished when it is not a hashed collection."""
    _require_hashed(folder)
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in COMPRESSED)
    return bundle_of({PREFIX + path.relative_to(folder).as_posix(): path.read_bytes() for path in found})


def read_zip(content: bytes) -> Bundle:
    """Return the release that `zipped` wrote, without what it had carried; raise ValueError for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            markers = [name for name in archive.namelist() if RELEASE.fullmatch(name)]
            own: list[str] = json.loads(archive.read(markers[0])) if markers else []
            bundle = bundle_of({name: archive.read(name) for name in own})
    except (zipfile.BadZipFile, KeyError) as error:
        raise ValueError(f"not a release: {error}") from error
    if bundle.marker not in markers:
        raise ValueError("not a release: its files are not those of its list")
    return bundle


def _require_hashed(folder: Path) -> None:
    """Raise NotPublished unless every file that the manifest names is there."""
    try:
        paths: Mapping[str, str] = json.loads((folder / MANIFEST).read_text())["paths"]
    except (OSError, ValueError, KeyError) as error:
        raise NotPublished(f"{folder} holds no collection of hashed static files.") from error
    missing = sorted(hashed for hashed in paths.values() if not (folder / hashed).is_file())
    if missing or not paths:
        named = missing[0] if missing else "everything"
        raise NotPublished(f"The collection in {folder} is not complete: {named} is missing.")
