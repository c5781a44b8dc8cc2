"""What is written in either format is read as the same products, and written the same way again."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.exchange.formats.entries import ProductEntry, VariantEntry
from catalog.exchange.formats.options import name_of
from catalog.exchange.reading.columns import AttributeColumn
from catalog.exchange.writing import shopify_rows
from catalog.exchange.writing.csv_lines import csv_lines
from catalog.exchange.writing.own_rows import own_header
from catalog.exchange.writing.own_rows import own_rows as write_own
from catalog.exchange.writing.products import ListedPicture, ListedProduct, ListedVariant
from catalog.exchange.writing.shopify_rows import shopify_list_header
from catalog.exchange.writing.shopify_rows import shopify_rows as write_shopify
from catalog.money import Money
from tests.catalog.exchange.lists import entries_of

Attributes = tuple[AttributeColumn, ...]
Write = Callable[[ListedProduct, str, Attributes], Iterator[list[str]]]
ATTRIBUTES = (AttributeColumn("wood", "=Wood"), AttributeColumn("brand", "Brand"))
FORMATS: dict[str, tuple[tuple[str, ...], Write]] = {
    "vitrine": (own_header(ATTRIBUTES), write_own),
    "shopify": (shopify_list_header(ATTRIBUTES), write_shopify),
}
WORD = st.text(st.sampled_from("aZ9=+-@'\",;ßé<&"), min_size=1, max_size=12)
# Commas part the names of collections.
NAME = st.text(st.sampled_from("aZ9-"), min_size=1, max_size=12)
LENGTH = st.none() | st.integers(0, 5000)


@st.composite
def products(draw: st.DrawFn) -> list[ListedProduct]:
    handles = draw(st.lists(WORD, max_size=4, unique=True))
    return [draw(_product(handle, number)) for number, handle in enumerate(handles)]


@st.composite
def _product(draw: st.DrawFn, handle: str, number: int) -> ListedProduct:
    names = draw(st.lists(WORD, max_size=3, unique_by=str.casefold))
    options = draw(st.lists(WORD, max_size=3, unique_by=str.casefold))
    variants = [
        draw(_variant(f"S-{number}-{place}", name, tuple((option, name) for option in options)))
        for place, name in enumerate(names)
    ]
    collections = tuple(draw(st.lists(NAME, max_size=3, unique=True)))
    return ListedProduct(
        handle=handle,
        name=draw(WORD),
        tagline=draw(WORD),
        description=draw(WORD),
        category="Chairs",
        state=draw(st.sampled_from(["draft", "scheduled", "published", "archived"])),
        merchant="Nord",
        variants=tuple(variants),
        type=draw(st.just("") | WORD),
        tax_class=draw(st.just("") | NAME),
        seo_title=draw(st.just("") | WORD),
        seo_description=draw(st.just("") | WORD),
        # Shopify's list has a vendor for each product.
        said=draw(st.fixed_dictionaries({"brand": WORD}, optional={"wood": WORD})),
        collections=collections,
        tags=collections,
        pictures=draw(_pictures(tuple(variant.sku for variant in variants))),
    )


@st.composite
def _pictures(draw: st.DrawFn, skus: tuple[str, ...]) -> tuple[ListedPicture, ...]:
    """Each variant has one picture at most."""
    shown = iter(skus)
    return tuple(
        ListedPicture(
            address=f"https://cdn.example/{number}.jpg?v={draw(NAME)}",
            alt=draw(st.just("") | WORD),
            skus=tuple(sku for sku in (next(shown, ""),) if sku and draw(st.booleans())),
        )
        for number in range(draw(st.integers(0, 4)))
    )


@st.composite
def _variant(draw: st.DrawFn, sku: str, name: str, options: tuple[tuple[str, str], ...]) -> ListedVariant:
    price = draw(st.none() | st.integers(0, 10**8).map(lambda minor: Money(minor, "EUR")))
    reduction = draw(st.none() | st.integers(1, 10**8))
    return ListedVariant(
        sku=sku,
        name=name_of(options) or name,
        price=price,
        compare_at=price + Money(reduction, "EUR") if price and reduction else None,
        on_hand=draw(LENGTH),
        is_offered=draw(st.booleans()),
        look=draw(st.just("") | WORD),
        swatch="#a1b2c3",
        width_mm=draw(LENGTH),
        depth_mm=draw(LENGTH),
        height_mm=draw(LENGTH),
        weight_g=draw(st.none() | st.integers(1, 10**6)),
        gtin=draw(st.sampled_from(["", "4006381333931", "96385074"])),
        mpn=draw(st.just("") | WORD),
        options=options,
    )


def listed(entry: ProductEntry) -> ListedProduct:
    """The product as it would be listed if it were taken just so."""
    facts = entry.facts
    collections = entry.collections.names if entry.collections else ()
    return ListedProduct(
        handle=entry.handle,
        name=facts["name"],
        tagline=facts.get("tagline", ""),
        description=facts.get("description", ""),
        category=entry.category,
        state=entry.state,
        merchant="Nord",
        variants=tuple(map(_listed_variant, entry.variants)),
        type=entry.type or "",
        tax_class=entry.tax_class or "",
        seo_title=facts["seo_title"],
        seo_description=facts["seo_description"],
        said={each.slug: each.text for each in entry.said if each.text},
        collections=collections,
        tags=collections,
        pictures=tuple(ListedPicture(each.address, each.alt, each.skus) for each in entry.pictures),
    )


def _listed_variant(entry: VariantEntry) -> ListedVariant:
    facts: dict[str, Any] = {**entry.facts}
    return ListedVariant(
        sku=entry.sku,
        name=entry.name,
        price=entry.price,
        compare_at=entry.compare_at,
        on_hand=entry.on_hand,
        is_offered=facts.get("is_active", True),
        look=facts.get("material_variant", ""),
        swatch=facts.get("swatch", ""),
        width_mm=facts.get("width_mm"),
        depth_mm=facts.get("depth_mm"),
        height_mm=facts.get("height_mm"),
        weight_g=facts.get("weight_g"),
        gtin=facts["gtin"],
        mpn=facts["mpn"],
        options=entry.options,
    )


def written(format: str, listed_products: list[ListedProduct]) -> bytes:
    header, write = FORMATS[format]
    rows = (row for product in listed_products for row in write(product, "EUR", ATTRIBUTES))
    return b"".join(csv_lines(header, rows))


def read_back(format: str, text: bytes) -> list[ListedProduct]:
    with tempfile.TemporaryDirectory() as folder:
        entries, wrong = entries_of(text, format, Path(folder))
    assert wrong == []
    return [listed(entry) for entry in entries]


@given(listed_products=products().filter(bool))
def test_own_list_tells_everything(listed_products: list[ListedProduct]) -> None:
    assert read_back("vitrine", written("vitrine", listed_products)) == listed_products


@pytest.mark.parametrize("format", FORMATS)
@given(listed_products=products().filter(bool))
def test_list_that_is_read_is_written_the_same_way(format: str, listed_products: list[ListedProduct]) -> None:
    text = written(format, listed_products)

    assert written(format, read_back(format, text)) == text


def test_shopifys_list_has_the_columns_of_its_template() -> None:
    assert len(shopify_rows.HEADER) == 57
