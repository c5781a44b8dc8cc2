"""The formats of lists by name, and the way from a table of rows to the products that they tell of."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from catalog.errors import ImportRefused
from catalog.exchange.formats import own, shopify
from catalog.exchange.formats.attribute_columns import (
    MOST_ATTRIBUTES,
    AttributeOf,
    own_attribute,
    shopify_attribute,
)
from catalog.exchange.formats.cells import Cells, Problems
from catalog.exchange.formats.entries import EntryRefused, Problem, ProductEntry
from catalog.exchange.reading.columns import AttributeColumn, Columns, Names, match_columns
from catalog.exchange.reading.groups import MOST_ROWS_OF_A_PRODUCT, Group, Groups
from catalog.exchange.reading.rows import BadRow, Row, Table

LONGEST_HANDLE = 255
MOST_COLUMNS_NAMED = 100


@dataclass(frozen=True)
class ListFormat:
    """How a list calls its columns, and what reads one product of it.

    `attribute_of` tells which other columns say something under an attribute, `attributes` which of those in `names` do.
    """

    names: Names
    needed: tuple[str, ...]
    read_product: Callable[..., ProductEntry]
    attribute_of: AttributeOf
    attributes: Mapping[str, AttributeColumn] = field(default_factory=dict)


FORMATS: Mapping[str, ListFormat] = {
    "vitrine": ListFormat(own.NAMES, own.NEEDED, own.read_product, own_attribute),
    "shopify": ListFormat(
        shopify.NAMES, shopify.NEEDED, shopify.read_product, shopify_attribute, shopify.ATTRIBUTES
    ),
}


@dataclass(frozen=True)
class ProductList:
    """A file whose rows lie in `groups`. `left_out` counts the filled cells of each column that is not taken."""

    format: ListFormat
    header: tuple[str, ...]
    columns: Columns
    groups: Groups
    rows: int
    left_out: Mapping[str, int]

    def entry(self, group: Group, currency: str) -> ProductEntry:
        """The product that a group of rows tells of. Raises EntryRefused."""
        problems = Problems()
        if group.is_cut:
            message = f"“{group.handle}” has more than {MOST_ROWS_OF_A_PRODUCT:,} rows."
            raise EntryRefused(Problem(group.rows[0].line, "", "too_many_rows", message))
        cells = tuple(Cells(row, self.columns, self.header, problems) for row in group.rows)
        entry = self.format.read_product(cells, handle=group.handle, currency=currency)
        self._refuse_foreign_skus(entry, group)
        return entry

    def _refuse_foreign_skus(self, entry: ProductEntry, group: Group) -> None:
        problems = Problems()
        for variant in entry.variants:
            other = self.groups.line_with(variant.sku, outside=group.number)
            if other is not None:
                message = f"Line {other} has the article number “{variant.sku}” for another product."
                problems.add(variant.line, "", "sku_twice", message)
        problems.refuse_if_any()


def gather(table: Table, format: ListFormat, groups: Groups, keep: Callable[[BadRow], None]) -> ProductList:
    """Put every row of the table into `groups`, and hand those that are none to `keep`.

    A row without a handle belongs to the product above it, unless it has a title: then it begins one that is
    called by its title. Raises ImportRefused for a file that cannot be read to its end.
    """
    columns = _columns(table, format)
    left_out: Counter[str] = Counter()
    rows, handle = 0, ""
    for row in table.rows:
        if isinstance(row, BadRow):
            keep(row)
            continue
        rows += 1
        handle = columns.cell("handle", row.cells) or columns.cell("title", row.cells) or handle
        problem = _problem_with(handle, row)
        if problem is not None:
            keep(problem)
            continue
        groups.add(row, handle=handle, sku=columns.cell("sku", row.cells))
        left_out.update(name for name, place in columns.others.items() if row.cells[place].strip())
    groups.seal()
    if rows == 0:
        raise ImportRefused("no_rows", "The file names its columns, but has no rows below them.")
    counted = dict(left_out.most_common(MOST_COLUMNS_NAMED))
    return ProductList(format, table.header, columns, groups, rows, counted)


def _columns(table: Table, format: ListFormat) -> Columns:
    """Of two columns that mean one attribute, the first counts; the other one is not taken."""
    matched = match_columns(table.header, format.names, needed=format.needed)
    attributes: dict[str, tuple[AttributeColumn, int]] = {}
    for key, column in format.attributes.items():
        if matched.has(key):
            attributes[column.slug] = (column, matched.places[key])
    others = dict(matched.others)
    for name, place in matched.others.items():
        found = format.attribute_of(name)
        if found and found.slug not in attributes and len(attributes) < MOST_ATTRIBUTES:
            attributes[found.slug] = (found, place)
            del others[name]
    return replace(matched, others=others, attributes=dict(attributes.values()))


def _problem_with(handle: str, row: Row) -> BadRow | None:
    if not handle:
        message = "This row has neither a handle nor a title, and no product stands above it."
        return BadRow(row.line, row.line, "handle_missing", message)
    if len(handle) > LONGEST_HANDLE:
        message = f"The handle has {len(handle):,} characters; up to {LONGEST_HANDLE} fit."
        return BadRow(row.line, row.line, "too_long", message)
    return None
