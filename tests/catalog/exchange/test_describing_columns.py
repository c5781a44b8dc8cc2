"""Columns that describe products beyond what a shop cannot do without: attributes, numbers, tags, options, search engines."""

import io
from pathlib import Path

import pytest

from catalog.exchange.formats.entries import Membership, PictureEntry, Problem, ProductEntry, Said
from catalog.exchange.formats.lists import FORMATS, gather
from catalog.exchange.reading.columns import AttributeColumn
from catalog.exchange.reading.csv_rows import read_csv
from catalog.exchange.reading.groups import Groups
from catalog.exchange.reading.rows import BadRow
from tests.catalog.exchange.lists import entries_of


def entry_of(text: str, format: str, folder: Path) -> ProductEntry:
    entries, wrong = entries_of(text, format, folder)
    assert wrong == []
    return entries[0]


def test_metafields_are_attributes_by_their_keys(tmp_path: Path) -> None:
    custom, colour = (
        "Wood (product.metafields.custom.wood_kind)",
        "Color (product.metafields.shopify.color-pattern)",
    )
    text = f"Handle,Title,{custom},{colour}\nlamp,Lamp,oak,'=x\n"

    assert entry_of(text, "shopify", tmp_path).said == (
        Said(2, custom, "wood_kind", "Wood", "oak"),
        Said(2, colour, "shopify-color-pattern", "Color", "=x"),
    )


def test_own_list_names_attributes_after_a_colon(tmp_path: Path) -> None:
    text = "handle,title,attribute:seat-height,Attribute: Wood\nlamp,Lamp,45,\n"

    assert entry_of(text, "vitrine", tmp_path).said == (
        Said(2, "attribute:seat-height", "seat-height", "Seat height", "45"),
        Said(2, "Attribute: Wood", "wood", "Wood", ""),
    )


def test_columns_that_nobody_reads_are_counted(tmp_path: Path) -> None:
    """Of two columns for one attribute the second is one of them."""
    text = (
        "Handle,Title,Wood (product.metafields.custom.wood),Timber (product.metafields.custom.wood),Cost per item\n"
        "lamp,Lamp,oak,ash,3\nvase,Vase,,,4\n"
    )
    broken: list[BadRow] = []
    with Groups(tmp_path / "groups.sqlite") as groups:
        listed = gather(read_csv(io.BytesIO(text.encode())), FORMATS["shopify"], groups, broken.append)

    assert broken == []
    assert listed.left_out == {"Cost per item": 2, "Timber (product.metafields.custom.wood)": 1}
    assert listed.columns.attributes == {AttributeColumn("wood", "Wood"): 2}


@pytest.mark.parametrize(
    ("barcode", "gtin"), [("4006381333931", "4006381333931"), ("'0614141000036", "0614141000036"), ("", "")]
)
def test_bar_code_is_the_gtin(barcode: str, gtin: str, tmp_path: Path) -> None:
    entry = entry_of(f"Handle,Title,SKU,Barcode\nlamp,Lamp,L-1,{barcode}\n", "shopify", tmp_path)

    assert (entry.variants[0].facts, entry.notes) == ({"gtin": gtin}, ())


@pytest.mark.parametrize("barcode", ["4006381333932", "4.00638E+12", "LAMP-1", "٤٠٠٦٣٨١٣٣٣٩٣١"])
def test_bar_code_that_is_no_gtin_is_noted_and_the_product_taken(barcode: str, tmp_path: Path) -> None:
    entry = entry_of(f"Handle,Title,SKU,Barcode\nlamp,Lamp,L-1,{barcode}\n", "shopify", tmp_path)

    message = f"“{barcode}” is not a GTIN: a digit is wrong or missing. It was left out."
    assert entry.variants[0].facts == {}
    assert entry.notes == (Problem(2, "Barcode", "bad_gtin", message),)


def test_what_search_engines_show_is_shortened_and_noted(tmp_path: Path) -> None:
    entry = entry_of(
        f"Handle,Title,SEO Title,SEO Description\nlamp,Lamp,{'a' * 71},Short\n", "shopify", tmp_path
    )

    assert entry.facts == {"name": "Lamp", "seo_title": f"{'a' * 69}…", "seo_description": "Short"}
    assert entry.notes == (
        Problem(2, "SEO Title", "shortened", "SEO Title has 71 characters; it was shortened to 70."),
    )


@pytest.mark.parametrize(
    ("tags", "collections"),
    [('"oak, heavy,oak , "', Membership(("oak", "heavy"), all_of_them=False)), ("", None)],
)
def test_tags_put_into_collections(tags: str, collections: Membership | None, tmp_path: Path) -> None:
    assert entry_of(f"Handle,Title,Tags\nlamp,Lamp,{tags}\n", "shopify", tmp_path).collections == collections


def test_own_list_tells_of_all_collections(tmp_path: Path) -> None:
    text = 'handle,title,collections,type,tax_class\nlamp,Lamp,"summer, oak",Lamps,\n'

    entry = entry_of(text, "vitrine", tmp_path)

    assert (entry.collections, entry.type, entry.tax_class) == (
        Membership(("summer", "oak"), all_of_them=True),
        "Lamps",
        "",
    )


def test_options_keep_their_places_and_get_names(tmp_path: Path) -> None:
    text = (
        "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Value\n"
        "lamp,Lamp,Colour,Red,,,L\nlamp,,,Blue,,,L\nvase,Vase,Title,Default Title,,,\n"
    )

    entries, wrong = entries_of(text, "shopify", tmp_path)

    assert wrong == []
    assert [variant.options for variant in entries[0].variants] == [
        (("Colour", "Red"), ("Option 3", "L")),
        (("Colour", "Blue"), ("Option 3", "L")),
    ]
    assert [(variant.name, variant.options) for variant in entries[1].variants] == [("Default", ())]


def test_own_options_stand_in_pairs(tmp_path: Path) -> None:
    text = (
        "handle,title,sku,option_1,value_1,option_2,value_2\n"
        "lamp,Lamp,L-1,Colour,Red,Size,S\nvase,Vase,V-1,Colour,,,\n"
    )

    entries, wrong = entries_of(text, "vitrine", tmp_path)

    (variant,) = entries[0].variants
    assert (variant.name, variant.options) == ("Red / S", (("Colour", "Red"), ("Size", "S")))
    assert [(each.line, each.code) for each in wrong if isinstance(each, Problem)] == [
        (3, "option_incomplete"),
        (3, "variant_missing"),
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_same_values_twice_are_named(format: str, tmp_path: Path) -> None:
    names = {
        "shopify": "Handle,Title,SKU,Option1 Name,Option1 Value,Option2 Name,Option2 Value",
        "vitrine": "handle,title,sku,option_1,value_1,option_2,value_2",
    }
    text = f"{names[format]}\nlamp,Lamp,L-1,Colour,Red,Size,S\nlamp,,L-2,Colour,red,Size,s\n"

    entries, wrong = entries_of(text, format, tmp_path)

    message = "Line 2 has the same values of the options already."
    assert (entries, wrong) == ([], [Problem(3, "", "options_twice", message)])


def test_pictures_are_put_into_the_order_of_their_positions(tmp_path: Path) -> None:
    text = (
        "Handle,Title,Variant SKU,Image Src,Image Position,Image Alt Text,Variant Image\n"
        "lamp,Lamp,L-1,https://cdn.example/2.jpg,2,,https://cdn.example/1.jpg\n"
        "lamp,,L-2,https://cdn.example/1.jpg,1,Front,https://cdn.example/1.jpg\n"
        "lamp,,,https://cdn.example/ä.jpg,,,\nlamp,,,cdn.example/4.jpg,,,\n"
    )

    entry = entry_of(text, "shopify", tmp_path)

    assert entry.pictures == (
        PictureEntry("https://cdn.example/1.jpg", "Front", ("L-1", "L-2")),
        PictureEntry("https://cdn.example/2.jpg"),
        PictureEntry("https://cdn.example/%C3%A4.jpg"),
    )
    message = "This is not an address that begins with https:// or http://."
    assert entry.notes == (Problem(5, "Image Src", "picture_unreadable", message),)


def test_own_list_names_pictures_by_number(tmp_path: Path) -> None:
    text = (
        "handle,title,sku,variant,image_2,image_1,image_alt_1,variant_image\n"
        "lamp,Lamp,L-1,White,https://cdn.example/2.jpg,https://cdn.example/1.jpg,Front,https://cdn.example/3.jpg\n"
    )

    assert entry_of(text, "vitrine", tmp_path).pictures == (
        PictureEntry("https://cdn.example/1.jpg", "Front"),
        PictureEntry("https://cdn.example/2.jpg"),
        PictureEntry("https://cdn.example/3.jpg", "", ("L-1",)),
    )


def test_only_so_many_pictures_are_taken(tmp_path: Path) -> None:
    rows = "".join(f"lamp,Lamp,https://cdn.example/{number}.jpg\n" for number in range(52))

    entry = entry_of(f"Handle,Title,Image Src\n{rows}", "shopify", tmp_path)

    assert len(entry.pictures) == 50
    message = "A product has up to 50 pictures; 2 were left out."
    assert entry.notes == (Problem(2, "", "too_many_pictures", message),)
