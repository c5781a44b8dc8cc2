"""Vitrine's own list: one row a variant, and what is told about the product in the first row of its handle."""

from collections.abc import Callable

from catalog.exchange.formats.article_numbers import made_up_sku
from catalog.exchange.formats.cells import Cells
from catalog.exchange.formats.entries import Fact, Membership, PictureEntry, ProductEntry, VariantEntry
from catalog.exchange.formats.options import LONGEST_OPTION, LONGEST_VALUE, Options, check_variants, name_of
from catalog.exchange.formats.pictures import Pictures
from catalog.exchange.reading import values
from catalog.exchange.reading.columns import Names
from catalog.money import Money

MOST_OPTIONS = 5
OPTIONS = tuple((f"option_{number}", f"value_{number}") for number in range(1, MOST_OPTIONS + 1))
MOST_IMAGES = 10
IMAGES = tuple((f"image_{number}", f"image_alt_{number}") for number in range(1, MOST_IMAGES + 1))
# The columns in the order in which they are written; each is called by its key. Those of attributes follow.
HEADER = (
    *("handle", "title", "tagline", "description", "category", "type", "tax_class", "collections"),
    *("seo_title", "seo_description", "state"),
    *(column for pair in IMAGES for column in pair),
    *("sku", "variant", *(column for pair in OPTIONS for column in pair)),
    *("gtin", "mpn", "price", "compare_at", "currency", "stock", "offered"),
    *("variant_image", "look", "swatch", "width_mm", "depth_mm", "height_mm", "weight_g"),
)
NAMES: Names = {key: (key,) for key in HEADER}
NEEDED = ("handle", "title")
OF_VARIANTS = ("sku", "variant", "price", "stock", *(value for _, value in OPTIONS))
STATES = frozenset({"draft", "scheduled", "published", "archived"})
LENGTHS = ("width_mm", "depth_mm", "height_mm")
MOST = {"title": 120, "tagline": 160, "variant": 80, "sku": 60, "look": 120}
# Column -> field of the product.
FIELDS = {"title": "name", "tagline": "tagline", "description": "description"}
# What search engines show, which is shortened where it is longer.
SEO = {"seo_title": 70, "seo_description": 160}


def read_product(rows: tuple[Cells, ...], *, handle: str, currency: str) -> ProductEntry:
    """The product of these rows, of which there is at least one. Raises EntryRefused."""
    problems, first = rows[0].problems, rows[0]
    if not first.text("title"):
        message = "The first row of a product must have a title."
        problems.add(first.row.line, "title", "title_missing", message)
    variants = tuple(_variant(each, handle, currency) for each in rows if each.is_any_filled(OF_VARIANTS))
    check_variants(variants, problems)
    entry = ProductEntry(
        line=first.row.line,
        handle=handle,
        facts=_product_facts(first),
        category=first.text("category"),
        state=first.value("state", "state_unknown", _state) or "",
        variants=variants,
        type=first.text("type") if first.columns.has("type") else None,
        tax_class=first.text("tax_class") if first.columns.has("tax_class") else None,
        said=first.said(),
        collections=_collections(first),
        pictures=_pictures(rows, variants),
        notes=tuple(problems.noted),
    )
    problems.refuse_if_any()
    return entry


def _product_facts(first: Cells) -> dict[str, str]:
    facts = {
        field: first.text(key, most=MOST.get(key)) for key, field in FIELDS.items() if first.columns.has(key)
    }
    return facts | {key: first.fitted(key, most) for key, most in SEO.items() if first.columns.has(key)}


def _collections(first: Cells) -> Membership | None:
    if not first.columns.has("collections"):
        return None
    return Membership(values.names(first.text("collections")), all_of_them=True)


def _pictures(rows: tuple[Cells, ...], variants: tuple[VariantEntry, ...]) -> tuple[PictureEntry, ...]:
    skus = {variant.line: variant.sku for variant in variants}
    found = Pictures()
    for position, (image, alt) in enumerate(IMAGES):
        found.add(rows[0], image, alt=rows[0].text(alt), position=position)
    for cells in rows:
        found.add(cells, "variant_image", sku=skus.get(cells.row.line, ""))
    return found.entries(rows[0])


def _state(text: str) -> str:
    if text.casefold() not in STATES:
        raise ValueError(f"“{values.shown(text)}” is none of draft, scheduled, published and archived.")
    return text.casefold()


def _variant(cells: Cells, handle: str, currency: str) -> VariantEntry:
    options = _options(cells)
    name = name_of(options) if options else cells.text("variant", most=MOST["variant"])
    if not name:
        message = "A variant must have a name, or values of options."
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
        options=options,
    )


def _options(cells: Cells) -> Options:
    """The pairs that are filled; a value that nobody says what it is of is a problem."""
    told = [
        (cells.text(option, most=LONGEST_OPTION), cells.text(value, most=LONGEST_VALUE), option)
        for option, value in OPTIONS
    ]
    for name, value, column in told:
        if bool(name) != bool(value):
            message = "An option and its value stand side by side, or neither of them."
            cells.problems.add(cells.row.line, cells.name(column), "option_incomplete", message)
    return tuple((name, value) for name, value, _ in told if name and value)


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
    return facts | cells.numbers()
