"""Which column is which: by name, without regard to spaces around it and capital letters; never by position."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog.errors import ImportRefused
from catalog.exchange.harmless import original

# The key of a column in this program, and the names by which files call it.
Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class AttributeColumn:
    """A column that says something of products. `slug` is what programs call the attribute, `name` what people do."""

    slug: str
    name: str


@dataclass(frozen=True)
class Columns:
    """Where the known columns of a file are, those of attributes, and which others it has."""

    places: Mapping[str, int]
    others: Mapping[str, int]
    attributes: Mapping[AttributeColumn, int] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        return key in self.places

    def cell(self, key: str, cells: tuple[str, ...]) -> str:
        """The cell's text without the spaces around it; "" when the file has no such column."""
        return literal(cells[self.places[key]]) if key in self.places else ""


def literal(cell: str) -> str:
    """What was meant by a cell: without spaces around it and without the apostrophe that keeps it from being run."""
    return original(cell.strip())


def match_columns(header: tuple[str, ...], names: Names, *, needed: Iterable[str]) -> Columns:
    """The columns of a file with this header.

    Raises ImportRefused when a name stands there twice or a needed column does not.
    """
    keys = {_normal(name): key for key, known in names.items() for name in known}
    places: dict[str, int] = {}
    others: dict[str, int] = {}
    for place, name in enumerate(header):
        key = keys.get(_normal(name))
        found, called = (places, key) if key else (others, name.strip())
        if called in found:
            raise ImportRefused("column_twice", f"The first row names the column “{name.strip()}” twice.")
        if called:
            found[called] = place
    missing = [names[key][0] for key in needed if key not in places]
    if missing:
        raise ImportRefused(
            "column_missing", f"The first row must name these columns too: {', '.join(missing)}."
        )
    return Columns(places, others)


def _normal(name: str) -> str:
    return " ".join(name.split()).casefold()
