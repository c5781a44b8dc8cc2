"""Vitrine's own list: one row a variant, and what is told about the product in the first row of its handle."""

from collections.abc import Callable

from catalog.exchange.formats.article_numbers import made_up_sku
from catalog.exchange.formats.cells import Cells, Problems
from catalog.exchange.formats.entries import Fact, ProductEntry, VariantEntry
from catalog.exchange.reading import values
from catalog.exchange.reading.columns import Names
from catalog.money import Money

# The columns in the order in which they are written; each is called by its key.
HEADER = (
    *("handle", "title", "tagline", "description", "category", "state"),
    *("sku", "variant", "price", "compare_at", "currency", "stock", "offered"),
    *("look", "swatch", "width_mm", "depth_mm", "height_mm", "weight_g"),
)
NAMES: Names = {key: (key,) for key in HEADER}
NEEDED = ("handle", "title")
OF_VARIANTS = ("sku", "variant", "price", "stock")
STATES = frozenset({"draft", "scheduled", "published", "archived"})
LENGTHS = ("width_mm", "depth_mm", "height_mm")
MOST = {"title": 120, "tagline": 160, "variant": 80, "sku": 60, "look": 120}
# Column -> field of the product.
FIELDS = {"title": "name", "tagline": "tagline", "description": "description"}


def read_product(rows: tuple[Cells, ...], *, handle: str, currency: str) -> ProductEntry:
    """The product of these rows, of which there is at least one. Raises EntryRefused."""
    problems, first = rows[0].problems, rows[0]
    if not first.text("title"):
        message = "The first row of a product must have a title."
        problems.add(first.row.line, "title", "title_missing", message)
    entry = ProductEntry(
        line=first.row.line,
        handle=handle,
        facts={
            field: first.text(key, most=MOST.get(key))
            for key, field in FIELDS.items()
            if first.columns.has(key)
        },
        category=first.text("category"),
        state=first.value("state", "state_unknown", _state) or "",
        variants=tuple(_variant(each, handle, currency) for each in rows if each.is_any_filled(OF_VARIANTS)),
    )
    _check_variants(entry.variants, problems)
    problems.refuse_if_any()
    return entry


def _state(text: str) -> str:
    if text.casefold() not in STATES:
        raise ValueError(f"“{values.shown(text)}” is none of draft, scheduled, published and archived.")
    return text.casefold()


def _variant(cells: Cells, handle: str, currency: str) -> VariantEntry:
    name = cells.text("variant", most=MOST["variant"])
    if not name:
        message = "A variant must have a name."
        cells.problems.add(cells.row.line, cells.name("variant"), "variant_missing", message)
    price = cells.value("price", "price_unreadable", lambda text: values.price(text, currency))
    cells.value("currency", "other_currency", lambda text: _same_currency(text, currency))
    return VariantEntry(
        line=cells.row.line,
        sku=cells.text("sku", most=MOST["sku"]) or made_up_sku(handle, name),
        name=name,
        facts=_facts(cells),
        price=price,
        compare_at=_compare_at(cells, price, currency),
        tells_reduction=cells.columns.has("compare_at"),
        on_hand=cells.value("stock", "stock_unreadable", values.whole),
    )


def _compare_at(cells: Cells, price: Money | None, currency: str) -> Money | None:
    before = cells.value("compare_at", "price_unreadable", lambda text: values.price(text, currency))
    if before is not None and (price is None or before.minor <= price.minor):
        message = "What the price was reduced from must be more than the price."
        cells.problems.add(cells.row.line, cells.name("compare_at"), "no_reduction", message)
    return before


def _same_currency(text: str, currency: str) -> str:
    if text.upper() != currency:
        raise ValueError(f"This price is in {values.shown(text)}, but the list was said to be in {currency}.")
    return currency


def _facts(cells: Cells) -> dict[str, Fact]:
    parsers: dict[str, tuple[str, str, Callable[[str], Fact], Fact]] = {
        "offered": ("is_active", "truth_unreadable", values.truth, True),
        "swatch": ("swatch", "colour_unreadable", values.colour, ""),
        "weight_g": ("weight_g", "weight_unreadable", values.grams, None),
        **{length: (length, "length_unreadable", values.whole, None) for length in LENGTHS},
    }
    facts: dict[str, Fact] = {
        field: empty if (value := cells.value(key, code, parse)) is None else value
        for key, (field, code, parse, empty) in parsers.items()
        if cells.columns.has(key)
    }
    if cells.columns.has("look"):
        facts["material_variant"] = cells.text("look", most=MOST["look"])
    return facts


def _check_variants(variants: tuple[VariantEntry, ...], problems: Problems) -> None:
    skus: dict[str, int] = {}
    for variant in variants:
        first = skus.setdefault(variant.sku, variant.line)
        if first != variant.line:
            message = f"Line {first} has the article number “{variant.sku}” already."
            problems.add(variant.line, "", "sku_twice", message)
