"""ZIP archives, whose own statements about themselves are never trusted."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Self

from typing_extensions import Buffer

from assets3d.pipeline.findings import BadModel, Finding, refusal
from assets3d.pipeline.preflight.bounds import Bounds

_END = struct.Struct("<4s4H2LH")
_END_LOCATOR = struct.Struct("<4sLQL")
_END_LARGE = struct.Struct("<4sQ2H2L4Q")
_LONGEST_COMMENT = 65_535
_BLOCK = 1 << 20
# Below this an entry may be as well compressed as it likes: text and empty pictures are.
_RATIO_MATTERS_FROM = 4_000_000
_ARCHIVES = frozenset({".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".zst"})
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_PACK_AGAIN = "Pack the model and its textures into a new ZIP file and upload that."
# Everything that zipfile raises about a damaged archive.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
    UnicodeError,
    IndexError,
)


@dataclass
class Archive:
    """An archive whose list of entries is sound; what its entries hold is counted while they are read."""

    entries: dict[str, zipfile.ZipInfo]
    bounds: Bounds
    _opened: zipfile.ZipFile
    _inflated: int = field(default=0, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._opened.close()

    def names(self) -> list[str]:
        """The names of all files, with `/` between folders, in the archive's order."""
        return list(self.entries)

    def find(self, name: str) -> str | None:
        """The file that is meant by a path as models write it, or None.

        Looked for exactly, then without regard to capital letters, then by its last part alone where only
        one file is called so: models often hold paths of the computer on which they were made.
        """
        wanted = _normal(name)
        if wanted in self.entries:
            return wanted
        folded = [entry for entry in self.entries if entry.casefold() == wanted.casefold()]
        last = PurePosixPath(wanted).name.casefold()
        same = [entry for entry in self.entries if PurePosixPath(entry).name.casefold() == last]
        for found in (folded, same):
            if len(found) == 1:
                return found[0]
        return None

    def read(self, name: str, limit: int | None = None) -> bytes:
        """One file of at most `limit` bytes; raises BadModel."""
        return b"".join(self.blocks(name, limit))

    def opened(self, name: str) -> IO[bytes]:
        """One file to be read as a stream; its blocks are counted as those of `blocks` are."""
        return io.BufferedReader(_Stream(self.blocks(name)), _BLOCK)

    def unpack(self, name: str, target: Path) -> None:
        """Write one file to `target`; raises BadModel."""
        with target.open("wb") as out:
            for block in self.blocks(name):
                out.write(block)

    def blocks(self, name: str, limit: int | None = None) -> Iterator[bytes]:
        """The bytes of one file, piece by piece; raises BadModel as soon as they are too many or damaged."""
        entry = self.entries[name]
        size = 0
        try:
            with self._opened.open(entry) as file:
                while block := _block(file):
                    size += len(block)
                    self._inflated += len(block)
                    self._check(name, size, limit)
                    yield block
        except _DAMAGE as error:
            if isinstance(error, MemoryError):
                raise
            message = f"The archive is damaged: “{shown(name)}” cannot be unpacked."
            raise BadModel(refusal("archive_damaged", message, shown(name), _PACK_AGAIN)) from None
        if size != entry.file_size:
            message = f"The archive is damaged: “{shown(name)}” has {size:,} bytes, {entry.file_size:,} were announced."
            raise BadModel(refusal("archive_damaged", message, shown(name), _PACK_AGAIN))

    def _check(self, name: str, size: int, limit: int | None) -> None:
        if limit is not None and size > limit:
            message = f"“{shown(name)}” in the archive is longer than {limit:,} bytes."
            raise BadModel(
                refusal("archive_entry_too_large", message, shown(name), "Make this file smaller.")
            )
        if self._inflated > self.bounds.inflated_bytes:
            message = f"Unpacked, the archive has more than {self.bounds.inflated_bytes:,} bytes."
            raise BadModel(refusal("archive_too_large", message, "", "Reduce texture sizes or triangles."))
        packed = self.entries[name].compress_size
        if size > _RATIO_MATTERS_FROM and size > packed * self.bounds.inflation_ratio:
            message = f"“{shown(name)}” grows to more than {self.bounds.inflation_ratio} times its size when unpacked."
            raise BadModel(refusal("archive_ratio", message, shown(name), _PACK_AGAIN))


class _Stream(io.RawIOBase):
    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        target = memoryview(buffer)
        self._rest = self._rest or next(self._blocks, b"")
        piece, self._rest = self._rest[: len(target)], self._rest[len(target) :]
        target[: len(piece)] = piece
        return len(piece)


def _block(file: IO[bytes]) -> bytes:
    return file.read(_BLOCK)


def open_archive(path: Path, bounds: Bounds) -> Archive:
    """Open an archive and judge its list of entries; raises BadModel. Close it, or use it in `with`."""
    size = path.stat().st_size
    if size > bounds.file_bytes:
        message = f"The file has {size:,} bytes; at most {bounds.file_bytes:,} are accepted."
        raise BadModel(refusal("file_too_large", message, "", "Reduce texture sizes or triangles."))
    _check_directory(path, bounds)
    try:
        opened = zipfile.ZipFile(path)
    except _DAMAGE:
        raise BadModel(_broken()) from None
    entries: dict[str, zipfile.ZipInfo] = {}
    problems: list[Finding] = []
    for entry in opened.infolist():
        problem = _problem(entry, entries, size)
        if problem is not None:
            problems.append(problem)
        elif not entry.is_dir() and not _is_litter(entry.filename):
            entries[_normal(entry.filename)] = entry
    if problems:
        opened.close()
        raise BadModel(*problems[:10])
    return Archive(entries, bounds, opened)


def _check_directory(path: Path, bounds: Bounds) -> None:
    """Bound the list of entries before it is made into objects; the end of the file says where it is."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = max(0, size - _LONGEST_COMMENT - _END.size - _END_LOCATOR.size - _END_LARGE.size)
        file.seek(start)
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or place + _END.size > len(tail):
        raise BadModel(_broken())
    end = _END.unpack_from(tail, place)
    entries, length = end[4], end[5]
    if place >= _END_LOCATOR.size and tail[place - _END_LOCATOR.size :].startswith(b"PK\x06\x07"):
        large = place - _END_LOCATOR.size - _END_LARGE.size
        if large < 0 or not tail[large:].startswith(b"PK\x06\x06"):
            raise BadModel(_broken())
        fields = _END_LARGE.unpack_from(tail, large)
        entries, length = fields[7], fields[8]
    if entries > bounds.archive_entries or length > bounds.archive_directory_bytes:
        message = f"The archive holds {entries:,} files; at most {bounds.archive_entries:,} are accepted."
        raise BadModel(refusal("archive_entries", message, "", "Pack only the model and its textures."))


def _broken() -> Finding:
    message = "The archive is damaged or incomplete: the list of its files cannot be read."
    return refusal("archive_damaged", message, "", _PACK_AGAIN)


def _problem(entry: zipfile.ZipInfo, known: dict[str, zipfile.ZipInfo], size: int) -> Finding | None:
    name = entry.filename
    if _is_litter(name):
        return None
    for is_wrong, code, words in (
        (_leaves(entry), "archive_path", "would be unpacked outside of its folder"),
        (_is_special(entry), "archive_link", "is a link or a device, not a file"),
        (entry.flag_bits & 0x1, "archive_encrypted", "is encrypted"),
        (_suffix(name) in _ARCHIVES, "archive_nested", "is an archive inside the archive"),
        (entry.compress_type not in _METHODS, "archive_method", "is compressed in an uncommon way"),
        (_normal(name) in known, "archive_duplicate", "is in the archive twice"),
        (entry.compress_size > size, "archive_damaged", "claims more bytes than the archive has"),
    ):
        if is_wrong:
            return refusal(code, f"“{shown(name)}” {words}.", shown(name), _PACK_AGAIN)
    return None


def _leaves(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry's path is anything but a plain one below the archive's own folder."""
    name = entry.filename.replace("\\", "/")
    return (
        name in ("", ".")
        or name.startswith("/")
        or ":" in name
        or ".." in PurePosixPath(name).parts
        or "\x00" in entry.orig_filename
    )


def _is_special(entry: zipfile.ZipInfo) -> bool:
    return stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _is_litter(name: str) -> bool:
    """Whether an operating system put a file in of its own accord."""
    return name.startswith(_LITTER[0]) or PurePosixPath(name).name in _LITTER[1:]


def _normal(name: str) -> str:
    return str(PurePosixPath(name.replace("\\", "/")))


def shown(name: str) -> str:
    """A file's name as it may stand in a sentence: short, and without control characters."""
    return "".join(character if character.isprintable() else "?" for character in name)[:80]
