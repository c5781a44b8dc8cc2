"""Reads the cells of one row by the meaning of their columns, and collects what is wrong instead of stopping."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from catalog.exchange.formats.entries import EntryRefused, Fact, Problem, Said
from catalog.exchange.reading import values
from catalog.exchange.reading.columns import Columns, literal
from catalog.exchange.reading.rows import Row

Value = TypeVar("Value")
LONGEST_MPN = 70


@dataclass
class Problems:
    """Everything that is wrong with the rows of one product, and what of them is `noted` and taken otherwise."""

    found: list[Problem] = field(default_factory=list)
    noted: list[Problem] = field(default_factory=list)

    def add(self, line: int, column: str, code: str, message: str) -> None:
        self.found.append(Problem(line, column, code, message))

    def note(self, line: int, column: str, code: str, message: str) -> None:
        self.noted.append(Problem(line, column, code, message))

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

    def fitted(self, key: str, most: int) -> str:
        """The cell's text, shortened to `most` characters, which is noted."""
        text = self.text(key)
        if len(text) <= most:
            return text
        message = f"{self.name(key)} has {len(text):,} characters; it was shortened to {most}."
        self.problems.note(self.row.line, self.name(key), "shortened", message)
        return shortened(text, most)

    def known_value(self, key: str, code: str, parse: Callable[[str], Value]) -> Value | None:
        """As `value`, but what cannot be read is noted and left out without the product."""
        text = self.text(key)
        try:
            return parse(text) if text else None
        except ValueError as error:
            self.problems.note(self.row.line, self.name(key), code, str(error))
            return None

    def numbers(self) -> dict[str, Fact]:
        """What the row says of the variant's GTIN and MPN. One that is none is noted, and the one of before stays."""
        facts: dict[str, Fact] = {}
        if self.columns.has("gtin"):
            gtin = self.known_value("gtin", "bad_gtin", values.gtin)
            if gtin is not None or not self.text("gtin"):
                facts["gtin"] = gtin or ""
        if self.columns.has("mpn"):
            facts["mpn"] = self.fitted("mpn", LONGEST_MPN)
        return facts

    def said(self) -> tuple[Said, ...]:
        """What the row says under attributes, whether a cell is filled or not."""
        return tuple(
            Said(
                self.row.line,
                self.names[place].strip(),
                column.slug,
                column.name,
                literal(self.row.cells[place]),
            )
            for column, place in self.columns.attributes.items()
        )

    def is_any_filled(self, keys: tuple[str, ...]) -> bool:
        return any(self.columns.cell(key, self.row.cells) for key in keys)

    def name(self, key: str) -> str:
        """What this file calls the column."""
        return self.names[self.columns.places[key]].strip() if self.columns.has(key) else key


def shortened(text: str, most: int) -> str:
    """At most so many characters, of which the last one tells that there were more."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
