"""A Shopify export as a grown shop has it: several options, long HTML, pictures, and rows that are broken."""

import csv
import io
import random
from dataclasses import dataclass

HEADER = (
    *("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published"),
    *("Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value"),
    *("Variant SKU", "Variant Grams", "Variant Inventory Qty", "Variant Price"),
    *("Image Src", "Image Position", "Status", "Wood (product.metafields.custom.wood)"),
)
BODY = "<div><h2>About {title}</h2>\n<p>Made of <b>oak</b>, oiled &amp; waxed.</p>\n<ul>\n<li>Solid</li>\n<li>Heavy</li>\n</ul></div>"
COLOURS, SIZES = ("Natural", "Black", "White"), ("S", "L")
BROKEN = ("price", "cells", "title", "quote", "sku")


@dataclass(frozen=True)
class Export:
    """`broken` are the lines at which something is wrong, and the code of what it is."""

    text: str
    rows: int
    products: int
    broken: dict[int, str]


def make_export(products: int, *, seed: int, broken_every: int = 9) -> Export:
    """About six rows a product; every so many-th product is broken in one way or another."""
    random_ = random.Random(seed)  # noqa: S311  # a catalogue, not a secret
    text, rows, broken = io.StringIO(), 0, {}
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for number in range(products):
        way = (
            BROKEN[number // broken_every % len(BROKEN)] if number % broken_every == broken_every - 1 else ""
        )
        line = text.getvalue().count("\n") + 1
        rows += _write(writer, text, number, way, random_)
        if way:
            broken[line] = CODES[way]
    return Export(text.getvalue(), rows, products, broken)


CODES = {
    "price": "price_unreadable",
    "cells": "cell_count",
    "title": "title_missing",
    "quote": "quotes",
    "sku": "sku_twice",
}


def _write(writer: "csv._writer", text: io.StringIO, number: int, way: str, random_: random.Random) -> int:  # type: ignore[name-defined]  # private to csv
    handle, title = f"thing-{number}", f"Thing No. {number}"
    if way == "quote":
        text.write(f'{handle},"{title}"s{"," * (len(HEADER) - 2)}\n')
        return 1
    if way == "cells":
        writer.writerow([handle, title, "", "Nord"])
        return 1
    pairs = [(colour, size) for colour in COLOURS for size in SIZES]
    for place, (colour, size) in enumerate(pairs):
        is_first = place == 0
        cells = {
            "Handle": handle,
            "Option1 Value": colour,
            "Option2 Value": size,
            "Variant SKU": f"T-{number}-{place}",
            "Variant Grams": "1500.0",
            "Variant Inventory Qty": str(random_.randrange(40)),
            "Variant Price": f"{random_.randrange(10, 900)}.{random_.choice(['00', '90', '5'])}",
            # One picture of each product is missing.
            "Image Src": "" if place == 2 else f"https://cdn.example/{number}/{place}.jpg",
        }
        if is_first:
            cells |= {
                "Title": title,
                "Body (HTML)": BODY.format(title=title),
                "Vendor": "Nord",
                "Type": "Things",
            }
            cells |= {
                "Option1 Name": "Colour",
                "Option2 Name": "Size",
                "Published": "true",
                "Status": "active",
            }
            cells |= {"Tags": "oak, heavy", "Wood (product.metafields.custom.wood)": "oak"}
        cells |= _breakage(way, is_first=is_first)
        writer.writerow([cells.get(name, "") for name in HEADER])
    return len(pairs)


def _breakage(way: str, *, is_first: bool) -> dict[str, str]:
    if not is_first:
        return {}
    return {
        "price": {"Variant Price": "12,90 €"},
        "title": {"Title": ""},
        "sku": {"Variant SKU": "T-0-0"},
    }.get(way, {})
