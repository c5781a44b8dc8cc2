"""Finds products: one statement for how common they are, and one for a page of them and how many there are.

A word may be on half of a million products. Ranking all of them would take seconds, so of what is found the newest
MOST_RANKED are ranked, and results are counted up to that bound; beyond it an estimate is given.
"""

# the only things put into these statements are constants of ours

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

from catalog.search.conditions import condition_of, shelf_of
from catalog.search.paging.cursor import Position, Value, decode
from catalog.search.paging.pages import Page
from catalog.search.paging.sample import SAMPLE, estimate, take_sample
from catalog.search.question import Question, Sort
from catalog.search.readers import search_reader
from catalog.search.words import mended

MOST_RANKED = 200
MOST_FOUND = 100


@dataclass(frozen=True)
class Found:
    """A page of results, in their order: addresses of products.

    total: how many there are on all pages; at least MOST_RANKED and a guess unless `is_exact`. Cursors are "" where
    there is no such page. text: what was searched for, other than what was asked when that found nothing.
    """

    slugs: tuple[str, ...]
    total: int
    is_exact: bool
    next_cursor: str
    previous_cursor: str
    text: str


def find_products(question: Question, cursor: str, limit: int) -> Found:
    """A page of up to `limit` results. `cursor` is "" for the first, then what another page gave.

    When the words typed find nothing, whatever else is asked, mistyped ones are mended and it is tried once more.
    Raises BadCursor, CatalogUnavailable.
    """
    if not 1 <= limit <= MOST_FOUND:
        raise ValueError(f"A page holds from 1 to {MOST_FOUND} products, not {limit}.")
    position = decode(cursor, question.order)
    with search_reader():
        found = _find(question, position, limit)
        if found.total or not question.text.strip() or position:
            return found
        # Of the two, a look at the words that products are named with costs least.
        text = mended(question.text)
        if text is None or _is_spelt_well(question):
            return found
        return _find(replace(question, text=f"{text} "), position, limit)


def _is_spelt_well(question: Question) -> bool:
    """Whether the words find something, and only the other conditions nothing."""
    words_alone = Question(question.text, sort=question.sort)
    # In the order in which something is found soonest, since it is not shown.
    return question != words_alone and _find(Question(question.text), None, 1).total > 0


def _find(question: Question, position: Position | None, limit: int) -> Found:
    conditions, parameters = condition_of(question)
    shelf = shelf_of(question)
    parameters |= {"limit": limit + 1, "bound": MOST_RANKED + 1, "sample": SAMPLE}
    sort = question.order
    is_forward = position is None or position.is_forward
    if position:
        parameters |= {"value": position.value, "product_id": position.product_id}
    with connection.cursor() as cursor:
        sampled = take_sample(cursor, conditions, parameters)
        page = Page(
            sort,
            conditions,
            shelf,
            sampled.expected,
            is_forward=is_forward,
            has_position=position is not None,
        )
        total, rows = _asked(cursor, page, parameters, sampled.window(sort, position))
        is_exact = total <= MOST_RANKED
        if not is_exact:
            is_told = sampled.is_telling
            total = max(total, sampled.expected if is_told else estimate(cursor, conditions, parameters))
    has_more = len(rows) > limit
    rows = rows[:limit] if is_forward else rows[:limit][::-1]
    has_next, has_previous = (has_more, position is not None) if is_forward else (True, has_more)
    return Found(
        slugs=tuple(slug for slug, *_ in rows),
        total=total,
        is_exact=is_exact,
        next_cursor=_cursor(sort, rows[-1:], is_forward=True) if has_next else "",
        previous_cursor=_cursor(sort, rows[:1], is_forward=False) if has_previous else "",
        text=question.text.strip(),
    )


Row = tuple[str, int, Value]


def _asked(
    cursor: Any,  # noqa: ANN401  # Django's cursor has no type
    page: Page,
    parameters: dict[str, Any],
    window: int | None,
) -> tuple[int, list[Row]]:
    """The page out of the window of prices where one helps and is large enough, otherwise out of everything."""
    if window is not None and page.is_walked:
        cursor.execute(replace(page, has_window=True).statement, {**parameters, "window": window})
        total, rows = _taken(cursor.fetchall())
        if len(rows) == parameters["limit"]:
            return total, rows
    if not page.is_walked:
        cursor.execute(page.statement, parameters)
        return _taken(cursor.fetchall())
    with transaction.atomic():
        # PostgreSQL cannot see how soon a walk ends, and would rather sort the whole shelf than read an index in order.
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(page.statement, parameters)
        return _taken(cursor.fetchall())


def _taken(answer: Sequence[tuple[int, str | None, int, Value]]) -> tuple[int, list[Row]]:
    """The count, which stands beside every row, and the rows; a row without a slug says that there is none."""
    rows = [(slug, product_id, value) for _, slug, product_id, value in answer if slug is not None]
    return answer[0][0], rows


def _cursor(sort: Sort, rows: Sequence[Row], *, is_forward: bool) -> str:
    return "".join(Position(sort, value, product_id, is_forward).encode() for _, product_id, value in rows)
