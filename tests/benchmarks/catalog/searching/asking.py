"""Measures the search: questions as people ask them, and its first page beside its last."""

from dataclasses import dataclass
from datetime import UTC, datetime

from catalog.search.find import Found, find_products
from catalog.search.paging.cursor import Position
from catalog.search.question import Question, Sort
from tests.benchmarks.catalog.costs import Cost, cost_of, typical
from tests.benchmarks.catalog.searching.questions import questions

PAGE = 24
_REPEATS = 15
_WARMING = 60
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_NEWEST = Question(sort=Sort.NEWEST)


@dataclass(frozen=True)
class Asked:
    """A question, what answering it costs, and whether anything was found."""

    question: Question
    cost: Cost
    is_found: bool


def ask(count: int) -> list[Asked]:
    """Ask so many questions, one after the other, after some others."""
    for question in questions(_WARMING, seed=2):
        find_products(question, "", PAGE)
    return [_asked(question) for question in questions(count, seed=1)]


def _asked(question: Question) -> Asked:
    found, cost = cost_of(lambda: find_products(question, "", PAGE))
    return Asked(question, cost, bool(found.slugs))


def first_and_last() -> tuple[Cost, Cost]:
    """What the first and the last page of everything cost, newest first, measured in turn."""
    cursor = _cursor_of_the_last_page()
    pairs = [(_page(""), _page(cursor)) for _ in range(_REPEATS)]
    return typical([first for first, _ in pairs]), typical([last for _, last in pairs])


def _page(cursor: str) -> Cost:
    found, cost = cost_of(lambda: find_products(_NEWEST, cursor, PAGE))
    if not found.slugs:
        raise LookupError("The page that is measured is empty.")
    return cost


def _cursor_of_the_last_page() -> str:
    """Backwards from before all time, and then once forward."""
    end = Position(Sort.NEWEST, _LONG_AGO, 0, is_forward=False).encode()
    last: Found = find_products(_NEWEST, end, PAGE)
    return find_products(_NEWEST, last.previous_cursor, PAGE).next_cursor
