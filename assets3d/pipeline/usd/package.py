"""USDZ packages: archives whose files lie uncompressed on multiples of 64 bytes, as the format demands.

Written here and not by OpenUSD, because nothing in the archive may depend on when it was made.
"""

import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path

_ALIGNMENT = 64
_LOCAL_HEADER = 30
_EXTRA_HEADER = 4
# The identifier that OpenUSD gives its own padding.
_PADDING_IDENTIFIER = 0x1986
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def write_package(out: Path, files: Iterable[tuple[str, bytes | memoryview]]) -> None:
    """Pack (name, content) in their order; the first must be the root layer. Equal input gives equal bytes."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            begins = archive.fp.tell() + _LOCAL_HEADER + len(name.encode()) if archive.fp else 0
            entry.extra = _padding(begins)
            archive.writestr(entry, content)


def _padding(begins: int) -> bytes:
    """An extra field after which content that would begin at `begins` is aligned."""
    missing = -begins % _ALIGNMENT
    if missing == 0:
        return b""
    if missing < _EXTRA_HEADER:
        missing += _ALIGNMENT
    return struct.pack("<HH", _PADDING_IDENTIFIER, missing - _EXTRA_HEADER) + bytes(missing - _EXTRA_HEADER)
