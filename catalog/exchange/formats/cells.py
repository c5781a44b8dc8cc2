"""Reads the cells of one row by the meaning of their columns, and collects what is wrong instead of stopping."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from catalog.exchange.formats.entries import EntryRefused, Problem
from catalog.exchange.reading.columns import Columns
from catalog.exchange.reading.rows import Row

Value = TypeVar("Value")


@dataclass
class Problems:
    """Everything that is wrong with the rows of one product."""

    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, column: str, code: str, message: str) -> None:
        self.found.append(Problem(line, column, code, message))

    def refuse_if_any(self) -> None:
        """Raises EntryRefused with all of them."""
        if self.found:
            raise EntryRefused(*self.found)


@dataclass(frozen=True)
class Cells:
    """One row of a file with these columns."""

    row: Row
    columns: Columns
    names: tuple[str, ...]
    problems: Problems

    def text(self, key: str, *, most: int | None = None) -> str:
        """The cell's text, "" when there is none; longer than `most` characters is a problem."""
        text = self.columns.cell(key, self.row.cells)
        if most is not None and len(text) > most:
            message = f"{self.name(key)} has {len(text):,} characters; up to {most} fit."
            self.problems.add(self.row.line, self.name(key), "too_long", message)
        return text

    def value(self, key: str, code: str, parse: Callable[[str], Value]) -> Value | None:
        """What `parse` makes of the cell; None when it is empty, and when it is a problem, called `code`."""
        text = self.text(key)
        if not text:
            return None
        try:
            return parse(text)
        except ValueError as error:
            self.problems.add(self.row.line, self.name(key), code, str(error))
            return None

    def is_any_filled(self, keys: tuple[str, ...]) -> bool:
        return any(self.columns.cell(key, self.row.cells) for key in keys)

    def name(self, key: str) -> str:
        """What this file calls the column."""
        return self.names[self.columns.places[key]].strip() if self.columns.has(key) else key
