"""Shopify's product list. It calls its columns in two ways, of which both are read, even mixed.

One product is several rows of one handle: the first tells about the product, each row that has a price, an
article number or a value of an option is a variant, and rows that name a picture alone are none.
What the columns mean is written in Shopify's help on "Using CSV files to import and export products".
"""

from collections.abc import Mapping

from catalog.brands import BRAND
from catalog.exchange.formats.article_numbers import made_up_sku
from catalog.exchange.formats.cells import Cells, Problems
from catalog.exchange.formats.entries import Fact, Membership, PictureEntry, ProductEntry, VariantEntry
from catalog.exchange.formats.options import LONGEST_OPTION, LONGEST_VALUE, Options, check_variants, name_of
from catalog.exchange.formats.pictures import LAST, Pictures
from catalog.exchange.reading import values
from catalog.exchange.reading.columns import AttributeColumn, Names
from catalog.exchange.reading.markup import plain_text

NAMES: Names = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "description": ("Body (HTML)", "Description"),
    "vendor": ("Vendor",),
    "type": ("Type",),
    "category": ("Product Category",),
    "tags": ("Tags",),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "seo_title": ("SEO Title",),
    "seo_description": ("SEO Description",),
    "option1_name": ("Option1 Name",),
    "option1": ("Option1 Value",),
    "option2_name": ("Option2 Name",),
    "option2": ("Option2 Value",),
    "option3_name": ("Option3 Name",),
    "option3": ("Option3 Value",),
    "sku": ("Variant SKU", "SKU"),
    "gtin": ("Variant Barcode", "Barcode"),
    "mpn": ("Google Shopping / MPN", "Google Shopping / Manufacturer part number (MPN)"),
    "price": ("Variant Price", "Price"),
    "compare_at": ("Variant Compare At Price", "Compare-at price"),
    "stock": ("Variant Inventory Qty", "Inventory quantity"),
    "image": ("Image Src", "Product image URL"),
    "image_position": ("Image Position",),
    "image_alt": ("Image Alt Text",),
    "variant_image": ("Variant Image", "Variant image URL"),
    "grams": ("Variant Grams", "Weight value (grams)"),
}
NEEDED = ("handle", "title")
# Columns that are kept under an attribute though they are no metafields.
ATTRIBUTES: Mapping[str, AttributeColumn] = {
    "vendor": AttributeColumn(BRAND, "Brand"),
    "category": AttributeColumn("product-category", "Product category"),
}
OF_VARIANTS = ("option1", "option2", "option3", "sku", "price")
OPTIONS = ("option1", "option2", "option3")
# What Shopify writes for a product without options, and how its only variant is called here.
NO_OPTIONS = ("Title", "Default Title")
ONLY_VARIANT = "Default"
# What is written as an option where variants have names and no options.
NAME_OPTION = "Variant"
STATES = {"active": "published", "draft": "draft", "archived": "archived", "unlisted": "draft"}
SEO = {"seo_title": 70, "seo_description": 160}


def read_product(rows: tuple[Cells, ...], *, handle: str, currency: str) -> ProductEntry:
    """The product of these rows, of which there is at least one. Raises EntryRefused."""
    problems, first = rows[0].problems, rows[0]
    facts = _facts(first, problems)
    options = _option_names(rows)
    variants = tuple(
        _variant(cells, handle, currency, options) for cells in rows if cells.is_any_filled(OF_VARIANTS)
    )
    check_variants(variants, problems)
    entry = ProductEntry(
        line=first.row.line,
        handle=handle,
        facts=facts,
        category=first.text("type") or first.text("category").rpartition(">")[2].strip(),
        state=_state(first),
        variants=variants,
        said=first.said(),
        collections=_tags(first),
        pictures=_pictures(rows, variants),
        notes=tuple(problems.noted),
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
    return facts | {key: first.fitted(key, most) for key, most in SEO.items() if first.columns.has(key)}


def _tags(first: Cells) -> Membership | None:
    """Shops sort by tags what collections hold here, but no tag tells that a product has left a collection."""
    tags = values.names(first.text("tags"))
    return Membership(tags, all_of_them=False) if tags else None


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


def _variant(cells: Cells, handle: str, currency: str, names: tuple[str, ...]) -> VariantEntry:
    """Shopify lets a price be compared with one that is not higher; then nothing is reduced."""
    options = _options(cells, names)
    name = name_of(options) if options else ONLY_VARIANT
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
        facts=facts | cells.numbers(),
        price=price,
        compare_at=before if price and before and before.minor > price.minor else None,
        tells_reduction=cells.columns.has("compare_at"),
        on_hand=cells.value("stock", "stock_unreadable", _on_hand),
        options=() if tuple(option for option, _ in options) == (NAME_OPTION,) else options,
    )


def _pictures(rows: tuple[Cells, ...], variants: tuple[VariantEntry, ...]) -> tuple[PictureEntry, ...]:
    """Any row may name one of the product's; what a variant's row names beside it shows that variant."""
    skus = {variant.line: variant.sku for variant in variants}
    found = Pictures()
    for cells in rows:
        position = cells.known_value("image_position", "position_unreadable", values.whole)
        place = LAST if position is None else position
        found.add(cells, "image", alt=cells.text("image_alt"), position=place)
    for cells in rows:
        found.add(cells, "variant_image", sku=skus.get(cells.row.line, ""))
    return found.entries(rows[0])


def _option_names(rows: tuple[Cells, ...]) -> tuple[str, ...]:
    """What each option is called, which only the first row says; those that have values and no name get one."""
    found = []
    for number, option in enumerate(OPTIONS, 1):
        told = (cells.text(f"{option}_name", most=LONGEST_OPTION) for cells in rows)
        found.append(next((name for name in told if name), f"Option {number}"))
    return tuple(found)


def _options(cells: Cells, names: tuple[str, ...]) -> Options:
    """None for a product whose only variant has the value that Shopify writes for nothing."""
    told = [cells.text(option, most=LONGEST_VALUE) for option in OPTIONS]
    if told == [NO_OPTIONS[1], "", ""]:
        return ()
    return tuple((name, value) for name, value in zip(names, told, strict=True) if value)


def _on_hand(text: str) -> int:
    """Shopify counts below zero when more was sold than there was; there are none then."""
    return 0 if text.startswith("-") and values.whole(text[1:]) else values.whole(text)
