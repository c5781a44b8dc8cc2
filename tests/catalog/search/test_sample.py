"""How common something is, is told by the newest products; pages in the order of prices are looked for from where they begin."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.search.find import find_products
from catalog.search.paging import pages
from catalog.search.paging.cursor import Position
from catalog.search.paging.sample import ENOUGH, SAMPLE, Sample
from catalog.search.question import Question, Sort
from catalog.search.refresh import rebuild_search
from tests.factories.catalog import ProductFactory, make_offer

UP, DOWN = Sort.PRICE_UP, Sort.PRICE_DOWN


def at(value: int, sort: Sort, *, is_forward: bool = True) -> Position:
    return Position(sort, value, product_id=1, is_forward=is_forward)


@pytest.mark.parametrize(
    ("sample", "expected", "is_telling"),
    [
        (Sample((1,) * 3, looked_at=20, entries=7_000), 3, True),
        (Sample((1,) * ENOUGH, looked_at=SAMPLE, entries=100 * SAMPLE), 100 * ENOUGH, True),
        (Sample((1,), looked_at=SAMPLE, entries=100 * SAMPLE), 100, False),
        (Sample((), looked_at=SAMPLE, entries=100 * SAMPLE), 0, False),
        (Sample((1,) * ENOUGH, looked_at=SAMPLE, entries=-1), ENOUGH, True),
    ],
)
def test_others_are_like_the_newest(sample: Sample, expected: int, is_telling: bool) -> None:  # noqa: FBT001  # a parameter
    assert (sample.expected, sample.is_telling) == (expected, is_telling)


@pytest.mark.parametrize(
    ("sort", "position", "expected"),
    [
        (UP, None, 10),
        (DOWN, None, 40),
        (UP, at(10, UP), 20),
        (DOWN, at(40, DOWN), 30),
        (UP, at(25, UP, is_forward=False), 20),
        (DOWN, at(25, DOWN, is_forward=False), 30),
        (UP, at(40, UP), None),
        (Sort.NEWEST, None, None),
        (Sort.RELEVANCE, None, None),
    ],
)
def test_window_ends_at_the_first_price_further_on(
    sort: Sort, position: Position | None, expected: int | None
) -> None:
    sample = Sample((30, 10, 40, 20), looked_at=SAMPLE, entries=10_000)

    assert sample.window(sort, position) == expected


def test_what_nearly_all_are_needs_no_window() -> None:
    assert Sample((30, 10, 40, 20), looked_at=7, entries=7).window(UP, None) is None


@pytest.mark.django_db
@pytest.mark.parametrize(("sort", "cheapest"), [(UP, 1_000), (DOWN, 3_000)])
def test_page_out_of_a_window_is_the_same(sort: Sort, cheapest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, price in enumerate((1_000, 1_000, 2_000, 3_000, 3_000)):
        throne = ProductFactory(published=True, name="Throne", slug=f"throne-{number}")
        make_offer(product=throne, amount_minor=price)
    for number in range(8):
        since = datetime(2026, 5, 2, tzinfo=UTC)
        lamp = ProductFactory(published=True, name="Lamp", slug=f"lamp-{number}", published_at=since)
        make_offer(product=lamp, amount_minor=2_000)
    rebuild_search()
    question = Question("throne ", sort=sort)
    gathered = find_products(question, "", 1)

    monkeypatch.setattr(pages, "FEW", -1)
    with CaptureQueriesContext(connection) as queries:
        windowed = find_products(question, "", 1)
    following = find_products(question, windowed.next_cursor, 4)

    assert windowed == gathered
    assert [f"<= {cheapest}" in query["sql"] or f">= {cheapest}" in query["sql"] for query in queries] == [
        False,
        True,
    ]
    assert len(following.slugs) == 4
    assert {*windowed.slugs, *following.slugs} == {f"throne-{number}" for number in range(5)}
