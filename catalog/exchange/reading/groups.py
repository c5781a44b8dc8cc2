"""The rows of each product together, however far apart they stand in the file, on disk instead of in memory."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from catalog.exchange.reading.rows import Row

# More than any shop's product has; it bounds what is held at a time.
MOST_ROWS_OF_A_PRODUCT = 5_000
SCHEMA = """
CREATE TABLE groups (number INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE);
CREATE TABLE rows (line INTEGER PRIMARY KEY, number INTEGER NOT NULL, cells TEXT NOT NULL);
CREATE TABLE skus (sku TEXT NOT NULL, number INTEGER NOT NULL, line INTEGER NOT NULL);
"""
INDEXES = "CREATE INDEX rows_of ON rows (number, line); CREATE INDEX places_of ON skus (sku, line);"


@dataclass(frozen=True)
class Group:
    """The rows that name one handle, in the file's order. `number` counts from 1, by first appearance."""

    number: int
    handle: str
    rows: tuple[Row, ...]
    is_cut: bool


class Groups:
    """A file's rows by handle. Fill it with `add`, then call `seal`, then read. Use it in `with`."""

    def __init__(self, path: Path) -> None:
        # Only this process reads it, and only while it lives: nothing has to survive a crash.
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA + "BEGIN;")
        self._last: tuple[str, int] = ("", 0)

    def __enter__(self) -> "Groups":
        return self

    def __exit__(self, *exception: object) -> None:
        self._database.close()

    def add(self, row: Row, *, handle: str, sku: str) -> None:
        """Put a row to those of its handle, and note that it names this article number unless that is ""."""
        number = self._number_of(handle)
        self._database.execute("INSERT INTO rows VALUES (?, ?, ?)", (row.line, number, json.dumps(row.cells)))
        if sku:
            self._database.execute("INSERT INTO skus VALUES (?, ?, ?)", (sku, number, row.line))

    def seal(self) -> None:
        """Nothing is added any more."""
        self._database.execute("COMMIT")
        self._database.executescript(INDEXES)

    def count(self) -> int:
        """How many handles there are."""
        found: int = self._database.execute("SELECT count(*) FROM groups").fetchone()[0]
        return found

    def after(self, number: int) -> Iterator[Group]:
        """The groups whose number is higher, one at a time."""
        with closing(self._database.cursor()) as cursor:
            cursor.execute("SELECT number, handle FROM groups WHERE number > ? ORDER BY number", (number,))
            for found, handle in cursor:
                rows = self._rows(found)
                yield Group(found, handle, rows[:MOST_ROWS_OF_A_PRODUCT], len(rows) > MOST_ROWS_OF_A_PRODUCT)

    def line_with(self, sku: str, *, outside: int) -> int | None:
        """The first line that names this article number for another product than the group `outside`."""
        found = self._database.execute(
            "SELECT min(line) FROM skus WHERE sku = ? AND number <> ?", (sku, outside)
        ).fetchone()
        line: int | None = found[0]
        return line

    def _number_of(self, handle: str) -> int:
        if self._last[0] != handle or not self._last[1]:
            self._database.execute("INSERT OR IGNORE INTO groups (handle) VALUES (?)", (handle,))
            found = self._database.execute("SELECT number FROM groups WHERE handle = ?", (handle,)).fetchone()
            self._last = (handle, found[0])
        return self._last[1]

    def _rows(self, number: int) -> tuple[Row, ...]:
        found = self._database.execute(
            "SELECT line, cells FROM rows WHERE number = ? ORDER BY line LIMIT ?",
            (number, MOST_ROWS_OF_A_PRODUCT + 1),
        )
        return tuple(Row(line, tuple(json.loads(cells))) for line, cells in found)
