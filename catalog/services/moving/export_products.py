"""A merchant takes the list of their products along."""

from collections.abc import Callable, Iterator, Mapping

from catalog.exchange.formats import own
from catalog.exchange.source import listed_products
from catalog.exchange.writing import shopify_rows as shopify
from catalog.exchange.writing.csv_lines import csv_lines
from catalog.exchange.writing.own_rows import own_rows
from catalog.exchange.writing.products import ListedProduct
from catalog.states import ListFormat

Writer = tuple[tuple[str, ...], Callable[[ListedProduct, str], Iterator[list[str]]]]
WRITERS: Mapping[str, Writer] = {
    ListFormat.VITRINE: (own.HEADER, own_rows),
    ListFormat.SHOPIFY: (shopify.HEADER, shopify.shopify_rows),
}


def export_products(*, merchant_id: int, format: ListFormat, currency: str) -> Iterator[bytes]:
    """The lines of a CSV file, made while they are read."""
    header, rows_of = WRITERS[format]
    products = listed_products(merchant_id, source=format, currency=currency)
    return csv_lines(header, (row for product in products for row in rows_of(product, currency)))
