"""Reading what Shopify exports, in both of its families of column names."""

from dataclasses import replace
from pathlib import Path

import pytest

from catalog.exchange.formats.entries import PictureEntry, Problem, ProductEntry, Said, VariantEntry
from catalog.exchange.reading.rows import BadRow
from catalog.money import Money
from tests.catalog.exchange.lists import entries_of

OLD = (
    "Handle,Title,Body (HTML),Vendor,Type,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Image Src,Status,"
    "Wood (product.metafields.custom.wood)\n"
)
NEW = (
    " title ,URL handle,Description,Published on online store,Status,SKU,Option1 name,Option1 value,Price,"
    "Inventory quantity,Weight value (grams),Product image URL\n"
)
RED = VariantEntry(
    line=2,
    sku="A-1",
    name="Red / S",
    facts={"weight_g": 1200},
    price=Money(19900, "EUR"),
    compare_at=None,
    tells_reduction=False,
    on_hand=3,
    options=(("Colour", "Red"), ("Size", "S")),
)


def test_rows_of_one_handle_are_one_product(tmp_path: Path) -> None:
    text = (
        OLD
        + 'arm,Armchair,"<p>Deep\nseat</p>",Nord,Chairs,true,Colour,Red,Size,S,A-1,1200.0,3,199.00,http://x/1.jpg,Active,oak\n'
        + "arm,,,,,,,,,,,,,,http://x/2.jpg,,\n"
        + "stool,Stool,,,,TRUE,Title,Default Title,,,,0,,49,,active,\n"
        + "arm,,,,,,,Blue,,L,A-2,,-2,209.5,,,\n"
    )

    entries, wrong = entries_of(text, "shopify", tmp_path)

    assert wrong == []
    blue = replace(
        RED,
        line=6,
        sku="A-2",
        name="Blue / L",
        facts={"weight_g": None},
        price=Money(20950, "EUR"),
        on_hand=0,
        options=(("Colour", "Blue"), ("Size", "L")),
    )
    facts = {"name": "Armchair", "description": "Deep seat"}
    wood = "Wood (product.metafields.custom.wood)"
    said = (Said(2, "Vendor", "brand", "Brand", "Nord"), Said(2, wood, "wood", "Wood", "oak"))
    pictures = (PictureEntry("http://x/1.jpg"), PictureEntry("http://x/2.jpg"))
    assert entries[0] == ProductEntry(
        2, "arm", facts, "Chairs", "published", (RED, blue), said=said, pictures=pictures
    )
    (only,) = entries[1].variants
    assert (only.name, only.sku, only.options) == ("Default", "STOOL-DEFAULT-BCEC77", ())
    assert (only.price, only.on_hand) == (Money(4900, "EUR"), None)


def test_new_names_are_read_wherever_they_stand(tmp_path: Path) -> None:
    text = NEW + "Lamp,lamp,<p>Light</p>,TRUE,draft,L-1,Colour,White,12.50,7,350,\n"

    entries, wrong = entries_of(text, "shopify", tmp_path)

    variant = VariantEntry(
        line=2,
        sku="L-1",
        name="White",
        facts={"weight_g": 350},
        price=Money(1250, "EUR"),
        compare_at=None,
        tells_reduction=False,
        on_hand=7,
        options=(("Colour", "White"),),
    )
    facts = {"name": "Lamp", "description": "Light"}
    assert (entries, wrong) == ([ProductEntry(2, "lamp", facts, "", "draft", (variant,))], [])


@pytest.mark.parametrize(
    ("published", "status", "state"),
    [
        ("TRUE", "Active", "published"),
        ("false", "active", "draft"),
        ("FALSE", "archived", "archived"),
        ("true", "", "published"),
        ("", "", ""),
        ("", "draft", "draft"),
    ],
)
def test_state_is_made_of_two_columns(published: str, status: str, state: str, tmp_path: Path) -> None:
    text = f"Handle,Title,Published,Status\nlamp,Lamp,{published},{status}\n"

    assert [each.state for each in entries_of(text, "shopify", tmp_path)[0]] == [state]


def test_row_without_a_handle_belongs_to_the_product_above(tmp_path: Path) -> None:
    text = "Handle,Title,Option1 Value,Variant SKU\nlamp,Lamp,White,L-1\n,,Black,L-2\n,Vase,,V-1\n"

    entries, _ = entries_of(text, "shopify", tmp_path)

    told = [(entry.handle, [variant.sku for variant in entry.variants]) for entry in entries]
    assert told == [("lamp", ["L-1", "L-2"]), ("Vase", ["V-1"])]


def test_everything_that_is_wrong_is_named_with_its_line(tmp_path: Path) -> None:
    text = (
        "Handle,Title,Option1 Value,Variant SKU,Variant Price,Variant Grams\n"
        "lamp,Lamp,White,L-1,12.99 €,heavy\n"
        "lamp,,Black,L-1,1,\n"
        "vase,,,V-1,5,\n"
        "jug,Jug,,J-1\n"
        "cup,Cup,,J-2,5,\n"
    )

    entries, wrong = entries_of(text, "shopify", tmp_path)

    assert [entry.handle for entry in entries] == ["cup"]
    assert wrong == [
        BadRow(5, 5, "cell_count", "This row has 4 cells, the header has 6."),
        Problem(2, "Variant Price", "price_unreadable", "“12.99 €” is not a price. Write it like 1299.00."),
        Problem(2, "Variant Grams", "weight_unreadable", "“heavy” is not a weight in grams."),
        Problem(3, "", "sku_twice", "Line 2 has the article number “L-1” already."),
        Problem(4, "Title", "title_missing", "The first row of a product must have a title."),
    ]


def test_article_number_of_two_products_is_named_at_both(tmp_path: Path) -> None:
    text = "Handle,Title,Variant SKU\nlamp,Lamp,X\nvase,Vase,X\n"

    entries, wrong = entries_of(text, "shopify", tmp_path)

    assert entries == []
    assert [(problem.line, problem.code) for problem in wrong] == [(2, "sku_twice"), (3, "sku_twice")]


@pytest.mark.parametrize(
    ("before", "compare_at"), [("15.00", Money(1500, "EUR")), ("10.00", None), ("", None)]
)
def test_only_a_higher_price_before_is_a_reduction(
    before: str, compare_at: Money | None, tmp_path: Path
) -> None:
    text = f"Handle,Title,Variant Price,Variant Compare At Price\nlamp,Lamp,10.00,{before}\n"

    (variant,) = entries_of(text, "shopify", tmp_path)[0][0].variants

    assert (variant.compare_at, variant.tells_reduction) == (compare_at, True)
