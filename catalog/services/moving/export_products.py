"""A merchant takes the list of their products along."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from catalog.exchange.reading.columns import AttributeColumn
from catalog.exchange.source import listed_attributes, listed_products
from catalog.exchange.writing.csv_lines import csv_lines
from catalog.exchange.writing.own_rows import own_header, own_rows
from catalog.exchange.writing.products import ListedProduct
from catalog.exchange.writing.shopify_rows import shopify_list_header, shopify_rows
from catalog.states import ListFormat

Attributes = Sequence[AttributeColumn]
Writer = tuple[
    Callable[[Attributes], tuple[str, ...]], Callable[[ListedProduct, str, Attributes], Iterator[list[str]]]
]
WRITERS: Mapping[str, Writer] = {
    ListFormat.VITRINE: (own_header, own_rows),
    ListFormat.SHOPIFY: (shopify_list_header, shopify_rows),
}


def export_products(*, merchant_id: int, format: ListFormat, currency: str) -> Iterator[bytes]:
    """The lines of a CSV file, made while they are read."""
    header_of, rows_of = WRITERS[format]
    attributes = listed_attributes(merchant_id)
    products = listed_products(merchant_id, source=format, currency=currency)
    rows = (row for product in products for row in rows_of(product, currency, attributes))
    return csv_lines(header_of(attributes), rows)
