"""Writes sample products by COPY, in one transaction, past the triggers that would look at each row."""

import os
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pgtrigger
from django.db import connection, transaction
from django.db.models import Model

from accounts.models import Merchant
from catalog.management.sample.products import SampleProduct, SampleVariant, sample_products
from catalog.management.sample.words import HOUSES, SHELVES
from catalog.mirror.noting import note_products_of
from catalog.models import Category, Price, Product, ProductChange, Stock, Variant
from catalog.models.triggers.offers import BEGIN_AND_END_LEDGER, TAKE_LOCATION
from catalog.models.triggers.products import VERSION_SEQUENCE

BATCH = 10_000
FILLED: tuple[Any, ...] = (Product, Variant, Price, Stock)
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Product: (
        *("id", "version", "merchant_id", "category_id", "name", "slug", "tagline", "description"),
        *("state", "published_at", "created_at"),
    ),
    Variant: (
        *("id", "product_id", "merchant_id", "sku", "name", "position", "material_variant", "swatch"),
        *("width_mm", "depth_mm", "height_mm", "weight_g", "is_active"),
    ),
    Price: ("variant_id", "currency", "amount_minor"),
    Stock: ("variant_id", "on_hand", "allocated"),
}


class AlreadyLoaded(Exception):
    """Products of this seed are there. The message says what to do."""


@dataclass(frozen=True)
class Houses:
    """The primary keys of the sample's merchants and categories, in the order of HOUSES and SHELVES."""

    merchants: Sequence[int]
    categories: Sequence[int]


def load_products(count: int, seed: int, currency: str, on_progress: Callable[[int], None]) -> None:
    """Write `count` products with prices in `currency`, all or none. `on_progress` hears how many are written.

    The triggers' work is done here instead: products take their versions from the sequence, variants the merchant
    of their product. Nothing is put into the queues of the mirror and the search, but who follows the changes is told.
    Raises AlreadyLoaded.
    """
    with transaction.atomic():
        houses = Houses(merchants=_merchants(seed), categories=_categories())
        _pass_by_triggers()
        _be_patient()
        done = 0
        for batch in _batches(sample_products(count, seed), BATCH):
            _write(batch, houses, currency)
            done += len(batch)
            on_progress(done)
        note_products_of(houses.merchants)
    _vacuum()


def _vacuum() -> None:
    """The planner otherwise goes on believing in the shop of before."""
    tables = ", ".join(model._meta.db_table for model in (*FILLED, ProductChange))
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"VACUUM ANALYZE {tables}")
        cursor.execute("RESET statement_timeout")


def _merchants(seed: int) -> list[int]:
    slugs = [f"sample-{seed}-{house.lower()}" for house in HOUSES]
    if Merchant.objects.filter(slug__in=slugs).exists():
        raise AlreadyLoaded(f"The products of seed {seed} are there already. Choose another seed for more.")
    merchants = [
        Merchant(name=f"{house} Sample {seed}", slug=slug) for house, slug in zip(HOUSES, slugs, strict=True)
    ]
    return [merchant.pk for merchant in Merchant.objects.bulk_create(merchants)]


def _categories() -> list[int]:
    """Shelves that the shop has already are used, by name or by address."""
    found = []
    for position, shelf in enumerate(SHELVES):
        category = (
            Category.objects.filter(slug=shelf.slug).first()
            or Category.objects.filter(name=shelf.name).first()
            or Category.objects.create(slug=shelf.slug, name=shelf.name, position=position)
        )
        found.append(category.pk)
    return found


def _pass_by_triggers() -> None:
    """Until the end of the transaction, however long it is; but stock still finds its location and keeps its ledger."""
    registered: list[tuple[Any, pgtrigger.Trigger]] = pgtrigger.registered()
    ignored = ",".join(
        trigger.get_pgid(model)
        for model, trigger in registered
        if model in FILLED and trigger not in (TAKE_LOCATION, BEGIN_AND_END_LEDGER)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{ignored}}}"])


def _be_patient() -> None:
    """COPY fills the line, and PostgreSQL may look at rows for longer than a request would wait for it."""
    with socket.socket(fileno=os.dup(connection.connection.fileno())) as line:
        if line.family != socket.AF_UNIX:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 0)


def _batches(products: Iterable[SampleProduct], size: int) -> Iterator[list[SampleProduct]]:
    rest = iter(products)
    while batch := list(islice(rest, size)):
        yield batch


def _write(batch: Sequence[SampleProduct], houses: Houses, currency: str) -> None:
    product_ids = _numbers(_sequence_of(Product), len(batch))
    versions = _numbers(VERSION_SEQUENCE, len(batch))
    numbered = list(zip(product_ids, versions, batch, strict=True))
    _copy(Product, [_product_row(*product, houses) for product in numbered])
    offers = [
        (key, product.house, *offer) for key, _, product in numbered for offer in enumerate(product.variants)
    ]
    variant_ids = _numbers(_sequence_of(Variant), len(offers))
    _copy(
        Variant,
        [
            _variant_row(variant_id, product_id, houses.merchants[house], place, variant)
            for variant_id, (product_id, house, place, variant) in zip(variant_ids, offers, strict=True)
        ],
    )
    variants = list(zip(variant_ids, (variant for *_, variant in offers), strict=True))
    _copy(Price, [(key, currency, variant.amount_minor) for key, variant in variants])
    _copy(Stock, [(key, variant.on_hand, 0) for key, variant in variants])


def _product_row(product_id: int, version: int, product: SampleProduct, houses: Houses) -> tuple[Any, ...]:
    return (
        product_id,
        version,
        houses.merchants[product.house],
        houses.categories[product.shelf],
        product.name,
        product.slug,
        product.tagline,
        product.description,
        product.state.value,
        product.published_at,
        product.created_at,
    )


def _variant_row(
    variant_id: int, product_id: int, merchant_id: int, place: int, variant: SampleVariant
) -> tuple[Any, ...]:
    return (
        variant_id,
        product_id,
        merchant_id,
        variant.sku,
        variant.name,
        place,
        "",
        variant.swatch,
        *variant.size_mm,
        variant.weight_g,
        True,
    )


def _sequence_of(model: type[Model]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        sequence: str = cursor.fetchone()[0]
    return sequence


def _numbers(sequence: str, count: int) -> list[int]:
    """The next `count` numbers of a sequence, which nobody else gets."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, count])
        return [number for (number,) in cursor.fetchall()]


def _copy(model: type[Model], rows: Iterable[tuple[Any, ...]]) -> None:
    columns = ", ".join(COLUMNS[model])
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
