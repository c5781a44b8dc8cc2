"""Lists of a category and of all below it: complete, in order, and as dear as there are shelves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.errors import CategoryNotFound
from catalog.mirror import read, table
from catalog.mirror.item import Item
from catalog.mirror.read import read_categories, read_listing
from catalog.mirror.reading import branches, shelves
from catalog.mirror.relay import relay_mirror
from catalog.mirror.view import CategoryView
from catalog.models import Category
from catalog.services.category.move_category import move_category
from tests.catalog.conftest import Outage
from tests.factories.catalog import ProductFactory, make_category, make_offer

FIRST = datetime(2026, 5, 1, tzinfo=UTC)
SEATS = CategoryView("seats", "Seats", "", has_own=False)
CHAIRS = CategoryView("chairs", "Chairs", "", "seats")
ARMCHAIRS = CategoryView("armchairs", "Armchairs", "", "chairs")
LAMPS = CategoryView("lamps", "Lamps", "")
SHELVES = (ARMCHAIRS, SEATS, LAMPS, CHAIRS)


def put(category: Category, *numbers: int) -> None:
    """Products for sale, each newer than those with smaller numbers."""
    for number in numbers:
        published_at = FIRST + timedelta(hours=number)
        make_offer(
            product=ProductFactory(
                published=True, published_at=published_at, category=category, slug=f"p{number}"
            )
        )


@pytest.fixture
def seats() -> Category:
    """Seats with nothing of their own, chairs and armchairs below them; lamps beside."""
    seats = make_category("Seats")
    chairs = make_category("Chairs", below=seats)
    put(chairs, 1, 2, 6, 7, 8, 9)
    put(make_category("Armchairs", below=chairs), 0, 3)
    put(make_category("Stools", below=seats), 4, 10)
    put(make_category("Lamps"), 5)
    relay_mirror()
    return seats


def pages_of(slug: str, limit: int = 4) -> Iterator[list[str]]:
    cursor = ""
    while True:
        page = read_listing(slug, cursor, limit)
        yield [product.slug for product in page.products]
        if not (cursor := page.next_cursor):
            return


def test_branch_is_the_category_and_all_below_it() -> None:
    assert [shelf.slug for shelf in shelves.branch(SHELVES, "seats")] == ["seats", "chairs", "armchairs"]
    assert shelves.branch(SHELVES, "lamps") == (LAMPS,)
    assert shelves.branch(SHELVES, "hats") == ()


def test_way_to_a_category_leads_from_the_top_down() -> None:
    assert shelves.above(SHELVES, ARMCHAIRS) == (SEATS, CHAIRS)
    assert shelves.above(SHELVES, LAMPS) == ()
    assert shelves.right_below(SHELVES, "seats") == (CHAIRS,)


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["mirror", "many shelves", "database"])
def test_pages_of_a_branch_are_complete_newest_first_and_without_repeats(
    place: str, seats: Category, dynamodb_away: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [["p10", "p9", "p8", "p7"], ["p6", "p4", "p3", "p2"], ["p1", "p0"]]
    if place == "many shelves":
        monkeypatch.setattr(read, "MOST_SHELVES", 1)
    if place == "database":
        with dynamodb_away():
            assert list(pages_of("seats")) == expected
    else:
        assert list(pages_of("seats")) == expected


@pytest.mark.django_db
def test_shelf_that_fills_pages_alone_is_asked_again(
    seats: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(branches, "SHARES", 0)
    monkeypatch.setattr(branches, "LEAST_ITEMS", 1)

    assert list(pages_of("seats", 5)) == [["p10", "p9", "p8", "p7", "p6"], ["p4", "p3", "p2", "p1", "p0"]]


@pytest.mark.django_db
def test_page_of_a_branch_costs_no_query_and_reads_little_more_than_it_shows(
    seats: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Item] = []
    original = table.query

    def query(index: str, partition: str, before_rank: str, limit: int) -> list[Item]:
        items = original(index, partition, before_rank, limit)
        found.extend(items)
        return items

    monkeypatch.setattr(table, "query", query)
    put(Category.objects.get(slug="chairs"), *range(100, 130))
    relay_mirror()

    with CaptureQueriesContext(connection) as queries:
        page = read_listing("seats", "", 6)

    assert [product.slug for product in page.products] == [f"p{number}" for number in range(129, 123, -1)]
    assert len(queries) == 0
    assert len(found) < 2 * 6 + 3 * branches.LEAST_ITEMS + 6


@pytest.mark.django_db
def test_category_that_holds_only_others_has_a_place_among_the_shelves(seats: Category) -> None:
    told = {category.slug: (category.parent_slug, category.has_own) for category in read_categories()}

    assert told == {
        "seats": ("", False),
        "chairs": ("seats", True),
        "armchairs": ("chairs", True),
        "stools": ("seats", True),
        "lamps": ("", True),
    }


@pytest.mark.django_db
def test_branch_that_is_moved_is_listed_where_it_hangs_now(seats: Category) -> None:
    lamps, chairs = Category.objects.get(slug="lamps"), Category.objects.get(slug="chairs")
    move_category(category_id=chairs.pk, parent_id=lamps.pk)
    relay_mirror()
    cache.clear()

    assert list(pages_of("seats")) == [["p10", "p4"]]
    assert list(pages_of("lamps", 10)) == [["p9", "p8", "p7", "p6", "p5", "p3", "p2", "p1", "p0"]]


@pytest.mark.django_db
def test_unknown_category_asks_the_database_nothing(seats: Category) -> None:
    with CaptureQueriesContext(connection) as queries, pytest.raises(CategoryNotFound):
        read_listing("hats", "", 10)

    assert len(queries) == 0
