"""Shopify's product list. It calls its columns in two ways, of which both are read, even mixed.

One product is several rows of one handle: the first tells about the product, each row that has a price, an
article number or a value of an option is a variant, and rows that name a picture alone are none.
What the columns mean is written in Shopify's help on "Using CSV files to import and export products".
"""

from catalog.exchange.formats.article_numbers import made_up_sku
from catalog.exchange.formats.cells import Cells, Problems
from catalog.exchange.formats.entries import Fact, ProductEntry, VariantEntry
from catalog.exchange.reading import values
from catalog.exchange.reading.columns import Names
from catalog.exchange.reading.markup import plain_text

NAMES: Names = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "description": ("Body (HTML)", "Description"),
    "type": ("Type",),
    "category": ("Product Category",),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "option1_name": ("Option1 Name",),
    "option1": ("Option1 Value",),
    "option2_name": ("Option2 Name",),
    "option2": ("Option2 Value",),
    "option3_name": ("Option3 Name",),
    "option3": ("Option3 Value",),
    "sku": ("Variant SKU", "SKU"),
    "price": ("Variant Price", "Price"),
    "compare_at": ("Variant Compare At Price", "Compare-at price"),
    "stock": ("Variant Inventory Qty", "Inventory quantity"),
    "grams": ("Variant Grams", "Weight value (grams)"),
}
NEEDED = ("handle", "title")
OF_VARIANTS = ("option1", "option2", "option3", "sku", "price")
OPTIONS = ("option1", "option2", "option3")
# What Shopify writes for a product without options, and how its only variant is called here.
NO_OPTIONS = ("Title", "Default Title")
ONLY_VARIANT = "Default"
STATES = {"active": "published", "draft": "draft", "archived": "archived", "unlisted": "draft"}


def read_product(rows: tuple[Cells, ...], *, handle: str, currency: str) -> ProductEntry:
    """The product of these rows, of which there is at least one. Raises EntryRefused."""
    problems, first = rows[0].problems, rows[0]
    facts = _facts(first, problems)
    variants = tuple(_variant(cells, handle, currency) for cells in rows if cells.is_any_filled(OF_VARIANTS))
    _check_variants(variants, problems)
    entry = ProductEntry(
        line=first.row.line,
        handle=handle,
        facts=facts,
        category=first.text("type") or first.text("category").rpartition(">")[2].strip(),
        state=_state(first),
        variants=variants,
    )
    problems.refuse_if_any()
    return entry


def _facts(first: Cells, problems: Problems) -> dict[str, str]:
    title = first.text("title", most=120)
    if not title:
        message = "The first row of a product must have a title."
        problems.add(first.row.line, first.name("title"), "title_missing", message)
    facts = {"name": title}
    if first.columns.has("description"):
        facts["description"] = plain_text(first.text("description"))
    return facts


def _state(first: Cells) -> str:
    """Active products that are not published on the online store are drafts here."""
    status = first.text("status").casefold()
    if status and status not in STATES:
        message = f"“{values.shown(status)}” is none of active, draft and archived."
        first.problems.add(first.row.line, first.name("status"), "status_unknown", message)
    is_published = first.value("published", "truth_unreadable", values.truth)
    if is_published is False and status != "archived":
        return "draft"
    return STATES.get(status, "published" if is_published else "")


def _variant(cells: Cells, handle: str, currency: str) -> VariantEntry:
    """Shopify lets a price be compared with one that is not higher; then nothing is reduced."""
    name = _name(cells)
    if len(name) > 80:
        message = f"The values of the options have {len(name)} characters together; up to 80 fit."
        cells.problems.add(cells.row.line, cells.name("option1"), "too_long", message)
    price, before = (
        cells.value(key, "price_unreadable", lambda text: values.price(text, currency))
        for key in ("price", "compare_at")
    )
    facts: dict[str, Fact] = {}
    if cells.columns.has("grams"):
        facts["weight_g"] = cells.value("grams", "weight_unreadable", values.grams)
    return VariantEntry(
        line=cells.row.line,
        sku=cells.text("sku", most=60) or made_up_sku(handle, name),
        name=name,
        facts=facts,
        price=price,
        compare_at=before if price and before and before.minor > price.minor else None,
        tells_reduction=cells.columns.has("compare_at"),
        on_hand=cells.value("stock", "stock_unreadable", _on_hand),
    )


def _name(cells: Cells) -> str:
    told = [cells.text(option) for option in OPTIONS]
    if tuple(told) in {(NO_OPTIONS[1], "", ""), ("", "", "")}:
        return ONLY_VARIANT
    return " / ".join(value for value in told if value)


def _on_hand(text: str) -> int:
    """Shopify counts below zero when more was sold than there was; there are none then."""
    return 0 if text.startswith("-") and values.whole(text[1:]) else values.whole(text)


def _check_variants(variants: tuple[VariantEntry, ...], problems: Problems) -> None:
    skus: dict[str, int] = {}
    names: dict[str, int] = {}
    for variant in variants:
        first = skus.setdefault(variant.sku, variant.line)
        if first != variant.line:
            message = f"Line {first} has the article number “{variant.sku}” already."
            problems.add(variant.line, "", "sku_twice", message)
            continue
        first = names.setdefault(variant.name, variant.line)
        if first != variant.line:
            message = f"Line {first} has the same values of the options already."
            problems.add(variant.line, "", "options_twice", message)
