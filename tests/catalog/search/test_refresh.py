"""The search follows the products, whoever changes them and however."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog.mirror.relay import relay_mirror
from catalog.models import Category, FacetCount, Price, Product, SearchChange, SearchEntry, Stock, Variant
from catalog.search.facets import read_facets
from catalog.search.find import find_products
from catalog.search.question import Question
from catalog.search.refresh import SearchVerdict, rebuild_search, relay_search, verify_search
from catalog.states import ProductState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("chairs")]

RIGHT = SearchVerdict(products=3, entries=0, counts=0)


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


CHANGES: dict[str, Callable[[], object]] = {
    "renamed": lambda: Product.objects.filter(slug="sofa").update(name="Couch"),
    "withdrawn": lambda: Product.objects.filter(slug="sofa").update(state=ProductState.ARCHIVED),
    "moved": lambda: Product.objects.filter(slug="sofa").update(category=Category.objects.get(slug="chairs")),
    "dearer": lambda: Price.objects.update(amount_minor=500),
    "no longer offered": lambda: Variant.objects.update(is_active=False),
    "another colour": lambda: Variant.objects.update(name="Plum", swatch="#5d3a52"),
    "category renamed": lambda: Category.objects.filter(slug="chairs").update(name="Seats"),
    "by raw SQL": lambda: raw("UPDATE catalog_price SET amount_minor = amount_minor * 2"),
    "sold out": lambda: Stock.objects.update(on_hand=0),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_search_follows(change: Callable[[], object]) -> None:
    change()
    before = verify_search()

    relay_mirror()
    relay_search()

    assert before.entries > 0
    assert verify_search() == RIGHT
    assert not SearchChange.objects.exists()


def test_search_forgets_what_is_deleted() -> None:
    Product.objects.get(slug="sofa").delete()

    relay_search()

    assert find_products(Question("sofa"), "", 10).total == 0
    assert verify_search() == SearchVerdict(products=2, entries=0, counts=0)


def test_stock_that_moves_queues_nothing_by_itself() -> None:
    Stock.objects.filter(variant__product__slug="sofa").update(allocated=1)

    assert not SearchChange.objects.exists()


def test_facets_count_by_category() -> None:
    facets = read_facets("chairs")

    assert facets.available == 1
    assert [(colour.name, colour.products) for colour in facets.colours] == [("Moss", 1), ("Rust", 1)]
    assert [(band.least.minor, band.limit and band.limit.minor, band.products) for band in facets.bands] == [
        (5000, 10000, 1),
        (25000, 50000, 1),
    ]
    assert sum(band.products for band in read_facets(None).bands) == 3


def test_planted_differences_are_found_and_mended() -> None:
    SearchEntry.objects.filter(product_id=Product.objects.get(slug="sofa").pk).update(lowest_minor=1)
    SearchEntry.objects.filter(product_id=Product.objects.get(slug="oak-chair").pk).delete()
    SearchEntry.objects.filter(product_id=Product.objects.get(slug="velvet-chair").pk).update(
        facets=["price:0"]
    )
    FacetCount.objects.create(category_id=10**9, facet="colour:Nobody", products=7)

    with pytest.raises(CommandError, match="3 entries and"):
        call_command("verify_search", stdout=StringIO())
    call_command("verify_search", "--repair", stdout=StringIO())

    assert verify_search() == RIGHT


def test_rebuild_makes_everything_anew() -> None:
    SearchEntry.objects.all().delete()
    FacetCount.objects.all().delete()

    assert rebuild_search() == 3

    assert verify_search() == RIGHT
