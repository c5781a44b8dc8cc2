"""Readers of the catalogue: what they get, from where, and what happens when that place is away."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.errors import BadCursor, CatalogUnavailable, CategoryNotFound, ProductNotFound
from catalog.mirror import table
from catalog.mirror.item import Item
from catalog.mirror.read import read_categories, read_listing, read_product
from catalog.mirror.reading import places
from catalog.mirror.relay import relay_mirror
from catalog.mirror.view import CategoryView
from catalog.models import MirrorEntry, Product, Variant
from catalog.money import Money
from tests.catalog.conftest import Outage
from tests.factories.catalog import CategoryFactory, ProductFactory, make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer() -> Variant:
    return make_offer(product=ProductFactory(published=True, slug="chair", name="Chair"))


@pytest.fixture
def mirrored(offer: Variant) -> Variant:
    relay_mirror()
    return offer


@pytest.fixture
def queries() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as captured:
        yield captured


def test_mirrored_and_cached_product_costs_no_query(
    mirrored: Variant, queries: CaptureQueriesContext
) -> None:
    product = read_product("chair")

    assert (product.name, product.lowest_price) == ("Chair", Money(4990, "EUR"))
    assert len(queries) == 0


def test_mirrored_product_costs_no_query_when_redis_forgot(
    mirrored: Variant, queries: CaptureQueriesContext
) -> None:
    cache.clear()

    assert read_product("chair").name == "Chair"
    assert len(queries) == 0


def test_listing_and_categories_cost_no_query(mirrored: Variant, queries: CaptureQueriesContext) -> None:
    category = mirrored.product.category

    assert [product.slug for product in read_listing(None, "", 10).products] == ["chair"]
    assert [product.slug for product in read_listing(category.slug, "", 10).products] == ["chair"]
    assert read_categories() == (CategoryView(category.slug, category.name, ""),)
    assert len(queries) == 0


@pytest.mark.django_db(transaction=True)
def test_product_the_mirror_does_not_know_is_read_once_and_put_there(offer: Variant) -> None:
    MirrorEntry.objects.all().delete()

    assert read_product("chair").name == "Chair"

    # The ring at the end of that read has brought it into the mirror.
    assert not MirrorEntry.objects.open().exists()
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert read_product("chair").name == "Chair"
    assert len(queries) == 0


def test_unknown_address_asks_the_database_once() -> None:
    with CaptureQueriesContext(connection) as queries:
        for _ in range(20):
            with pytest.raises(ProductNotFound):
                read_product("nobody")

    assert len(queries) == 1


@pytest.mark.parametrize("slug", ["", "a b", "../etc", "x" * 81, "ü", "chair\n"])
def test_address_that_cannot_be_one_asks_nobody(slug: str, queries: CaptureQueriesContext) -> None:
    with pytest.raises(ProductNotFound):
        read_product(slug)

    assert len(queries) == 0


def test_draft_is_not_found() -> None:
    make_offer(product=ProductFactory(slug="draft"))
    relay_mirror()

    with pytest.raises(ProductNotFound):
        read_product("draft")


def test_absence_is_forgotten_when_the_product_appears() -> None:
    with pytest.raises(ProductNotFound):
        read_product("late")
    make_offer(product=ProductFactory(published=True, slug="late", name="Late"))

    relay_mirror()

    assert read_product("late").name == "Late"


def test_everything_answers_without_redis(mirrored: Variant, redis_away: Outage) -> None:
    with redis_away():
        assert read_product("chair").name == "Chair"
        assert len(read_listing(None, "", 10).products) == 1
        assert len(read_categories()) == 1


def test_everything_answers_without_dynamodb(mirrored: Variant, dynamodb_away: Outage) -> None:
    cache.clear()
    category = mirrored.product.category.slug

    with dynamodb_away():
        assert read_product("chair").name == "Chair"
        assert len(read_listing(None, "", 10).products) == 1
        assert len(read_listing(category, "", 10).products) == 1
        assert len(read_categories()) == 1


def test_everything_answers_without_redis_and_dynamodb(
    mirrored: Variant, redis_away: Outage, dynamodb_away: Outage
) -> None:
    with redis_away(), dynamodb_away():
        assert read_product("chair").name == "Chair"
        assert len(read_listing(None, "", 10).products) == 1


def test_dynamodb_is_left_alone_after_it_failed(
    mirrored: Variant, redis_away: Outage, dynamodb_away: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    original = table.get

    def get(pk: str) -> Item | None:
        asked.append(pk)
        return original(pk)

    monkeypatch.setattr(table, "get", get)

    with redis_away(), dynamodb_away():
        for _ in range(5):
            read_product("chair")

    assert asked == ["product#chair"]


def test_crowd_beyond_the_readers_of_the_database_is_told_to_come_back(
    offer: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_fallback_readers", threading.BoundedSemaphore(1))
    monkeypatch.setattr(places, "FALLBACK_WAIT_SECONDS", 0.01)

    with places.database_reader(), pytest.raises(CatalogUnavailable):
        read_product("chair")

    assert read_product("chair").name == "Chair"


@pytest.mark.parametrize("source", ["mirror", "database"])
def test_listing_pages_are_complete_newest_first_and_without_repeats(
    source: str, dynamodb_away: Outage
) -> None:
    first = datetime(2026, 5, 1, tzinfo=UTC)
    category = CategoryFactory()
    for number in range(7):
        # Two share an instant each, so that the order within it matters as well.
        published_at = first + timedelta(hours=number // 2)
        product = ProductFactory(
            published=True, published_at=published_at, category=category, slug=f"p{number}"
        )
        make_offer(product=product)
    relay_mirror()

    def pages() -> list[list[str]]:
        found, cursor = [], ""
        while True:
            page = read_listing(category.slug, cursor, 3)
            found.append([product.slug for product in page.products])
            if not (cursor := page.next_cursor):
                return found

    expected = [["p6", "p5", "p4"], ["p3", "p2", "p1"], ["p0"]]
    if source == "mirror":
        assert pages() == expected
    else:
        with dynamodb_away():
            assert pages() == expected


def test_last_full_page_has_no_next_one() -> None:
    make_offer()
    relay_mirror()

    assert read_listing(None, "", 1).next_cursor == ""


def test_withdrawn_product_leaves_listing_and_categories(mirrored: Variant) -> None:
    category = mirrored.product.category.slug
    Product.objects.update(state="draft")

    relay_mirror()

    assert read_listing(None, "", 10).products == ()
    assert read_categories() == ()
    with pytest.raises(CategoryNotFound):
        read_listing(category, "", 10)


@pytest.mark.parametrize(
    "cursor", ["x", "====", "MjAyNg", "ü", "a" * 300, "MjAyNi0wNS0wMVQwMDowMDowMC4wMDAwMDBa"]
)
def test_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        read_listing(None, cursor, 10)


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_limit_out_of_bounds_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 100"):
        read_listing(None, "", limit)
