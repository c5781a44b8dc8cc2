"""Everything the stack says on the terminal: its own progress, and the logs of all its programs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

LOG_LIMIT_BYTES: Final = 20 * 1024**2
NAME_WIDTH: Final = 14
# Readable on light and on dark terminals; names take them in the order of their appearance.
COLOURS: Final = (36, 33, 35, 32, 34, 96, 95, 93)
BOLD, FAINT = 1, 2


class Terminal:
    """Writes to a terminal, in colour where that is welcome. A terminal that has gone away is ignored."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._is_coloured = out.isatty() and not os.environ.get("NO_COLOR")

    def paint(self, text: str, style: int) -> str:
        """Return the text in an ANSI style, or as it is."""
        return f"\x1b[{style}m{text}\x1b[0m" if self._is_coloured else text

    def line(self, text: str = "") -> None:
        """Write one line at once."""
        try:
            self._out.write(f"{text}\n")
            self._out.flush()
        except BrokenPipeError:
            return

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Announce a step of the start, and say how long it took when it is done."""
        self.line(self.paint(f"  .. {what}", FAINT))
        began_at = time.monotonic()
        yield
        self.line(f"  ok {what} {self.paint(f'{time.monotonic() - began_at:.1f} s', FAINT)}")


@dataclass
class _Source:
    prefix: str
    path: Path
    position: int
    partial: bytes = b""


class LogStream:
    """Follows the log files of many programs and writes their new lines with coloured prefixes."""

    def __init__(self, terminal: Terminal, *, limit_bytes: int = LOG_LIMIT_BYTES) -> None:
        self._terminal = terminal
        self._limit_bytes = limit_bytes
        self._sources: list[_Source] = []

    def follow(self, name: str, path: Path) -> None:
        """Show what is written to the file from now on."""
        path.touch()
        prefix = self._terminal.paint(f"{name:>{NAME_WIDTH}} |", COLOURS[len(self._sources) % len(COLOURS)])
        self._sources.append(_Source(prefix, path, path.stat().st_size))

    def drain(self) -> None:
        """Write all lines completed since the last call. Files that have grown too long are emptied."""
        for source in self._sources:
            for line in _new_lines(source):
                self._terminal.line(f"{source.prefix} {line.decode(errors='replace').rstrip()}")
            if source.position > self._limit_bytes:
                os.truncate(source.path, 0)  # the programs append, so they go on at the new end
                source.position = 0


def _new_lines(source: _Source) -> list[bytes]:
    with source.path.open("rb") as log:
        log.seek(source.position)
        fresh = log.read()
    source.position += len(fresh)
    *complete, source.partial = (source.partial + fresh).split(b"\n")
    return complete
