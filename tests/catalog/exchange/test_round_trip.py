"""What is written in either format is read as the same products, and written the same way again."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.exchange.formats import own
from catalog.exchange.formats.entries import ProductEntry, VariantEntry
from catalog.exchange.writing import shopify_rows
from catalog.exchange.writing.csv_lines import csv_lines
from catalog.exchange.writing.own_rows import own_rows as write_own
from catalog.exchange.writing.products import ListedProduct, ListedVariant
from catalog.exchange.writing.shopify_rows import shopify_rows as write_shopify
from catalog.money import Money
from tests.catalog.exchange.lists import entries_of

Write = Callable[[ListedProduct, str], Iterator[list[str]]]
FORMATS: dict[str, tuple[tuple[str, ...], Write]] = {
    "vitrine": (own.HEADER, write_own),
    "shopify": (shopify_rows.HEADER, write_shopify),
}
WORD = st.text(st.sampled_from("aZ9=+-@'\",;ßé<&"), min_size=1, max_size=12)
LENGTH = st.none() | st.integers(0, 5000)


@st.composite
def products(draw: st.DrawFn) -> list[ListedProduct]:
    handles = draw(st.lists(WORD, max_size=4, unique=True))
    return [draw(_product(handle, number)) for number, handle in enumerate(handles)]


@st.composite
def _product(draw: st.DrawFn, handle: str, number: int) -> ListedProduct:
    names = draw(st.lists(WORD, max_size=3, unique=True))
    variants = [draw(_variant(f"S-{number}-{place}", name)) for place, name in enumerate(names)]
    state = draw(st.sampled_from(["draft", "scheduled", "published", "archived"]))
    return ListedProduct(handle, draw(WORD), draw(WORD), draw(WORD), "Chairs", state, "Nord", tuple(variants))


@st.composite
def _variant(draw: st.DrawFn, sku: str, name: str) -> ListedVariant:
    price = draw(st.none() | st.integers(0, 10**8).map(lambda minor: Money(minor, "EUR")))
    reduction = draw(st.none() | st.integers(1, 10**8))
    return ListedVariant(
        sku=sku,
        name=name,
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
    )


def listed(entry: ProductEntry) -> ListedProduct:
    """The product as it would be listed if it were taken just so."""
    facts = entry.facts
    return ListedProduct(
        entry.handle,
        facts["name"],
        facts.get("tagline", ""),
        facts.get("description", ""),
        entry.category,
        entry.state,
        "Nord",
        tuple(map(_listed_variant, entry.variants)),
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
    )


def written(format: str, listed_products: list[ListedProduct]) -> bytes:
    header, write = FORMATS[format]
    rows = (row for product in listed_products for row in write(product, "EUR"))
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
