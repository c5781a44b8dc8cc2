"""What is asked of the catalogue, on figures made up for the purpose."""

import pytest

from catalog.search.question import Question
from tests.benchmarks.catalog import gates
from tests.benchmarks.catalog.costs import Cost
from tests.benchmarks.catalog.mirroring import Rebuilt
from tests.benchmarks.catalog.searching.asking import Asked
from tests.benchmarks.records import Record


def named(found: list[Record], name: str) -> Record:
    return next(each for each in found if each.name == name)


def asked(milliseconds: float) -> Asked:
    return Asked(Question(text="oak"), Cost(milliseconds / 2, milliseconds / 2, 99), is_found=True)


@pytest.mark.parametrize(("last", "holds"), [(15, True), (15.1, False)])
def test_last_page_may_cost_half_as_much_again(last: float, holds: bool) -> None:  # noqa: FBT001  # a parameter
    found = list(gates.page_records("search", Cost(4, 6, 1), Cost(4, last - 4, 1)))

    assert named(found, "search: last page beside first").holds is holds


def test_costliest_category_is_shown_to() -> None:
    found = list(gates.facet_records([("chairs", Cost(1, 2, 3, 4)), ("lamps", Cost(9, 6, 3, 4))]))

    record = named(found, "category with facets: PostgreSQL")
    assert (record.value, record.holds) == (6, False)
    assert record.note.startswith("lamps, of 2; 4 queries")


def test_search_is_held_to_half_and_to_nearly_all_questions() -> None:
    found = list(gates.search_records([asked(10)] * 98 + [asked(59), asked(400)]))

    assert [named(found, f"search: p{percent}").value for percent in (50, 99)] == [10, 59]
    assert [named(found, f"search: p{percent}").holds for percent in (50, 99)] == [True, True]
    assert named(found, "search: slowest").value == 400


def test_question_is_told_with_its_filters() -> None:
    question = Question(text="oak", category_slug="chairs", price_max=500, colours=("Moss", "Rust"))

    told = gates.told(Asked(question, Cost(1, 1, 1), is_found=True))
    assert told == "'oak'; in chairs; to 500; colours Moss, Rust; newest"


def test_rebuild_is_told_in_items_a_second_beside_what_the_table_takes() -> None:
    found = list(gates.rebuild_records(Rebuilt(1_000, Cost(400, 100, 2_000), bare=600, batched=900)))

    record = named(found, "mirror: rebuild")
    assert (record.value, record.peer, record.holds) == (500, 600, False)
    assert named(found, "mirror: processor of the worker for an item").value == 0.4
