"""Finds products: one statement for a page of them and how many there are.

A word may be on half of a million products. Ranking all of them would take seconds, so of what is found the newest
MOST_RANKED are ranked, and results are counted up to that bound; beyond it PostgreSQL's own estimate is given.
"""

# ruff: noqa: S608  # the only things put into these statements are constants of ours

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from catalog.search.conditions import QUERY, condition_of
from catalog.search.cursor import Position, Value, decode
from catalog.search.question import Question, Sort
from catalog.search.readers import search_reader
from catalog.search.words import mended

MOST_RANKED = 400
MOST_FOUND = 100

RANK = f"ts_rank(words, {QUERY})::float8"
COLUMNS = {
    Sort.RELEVANCE: "value",
    Sort.NEWEST: "published_at",
    Sort.PRICE_UP: "lowest_minor",
    Sort.PRICE_DOWN: "lowest_minor",
}


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

    When the words typed find nothing, mistyped ones are mended and it is tried once more. Raises BadCursor,
    CatalogUnavailable.
    """
    if not 1 <= limit <= MOST_FOUND:
        raise ValueError(f"A page holds from 1 to {MOST_FOUND} products, not {limit}.")
    position = decode(cursor, question.order)
    with search_reader():
        found = _find(question, position, limit)
        if found.total or not question.text.strip() or position:
            return found
        text = mended(question.text)
        return _find(replace(question, text=f"{text} "), position, limit) if text else found


def _find(question: Question, position: Position | None, limit: int) -> Found:
    conditions, parameters = condition_of(question)
    parameters |= {"limit": limit + 1, "bound": MOST_RANKED + 1}
    sort = question.order
    is_forward = position is None or position.is_forward
    if position:
        parameters |= {"value": position.value, "product_id": position.product_id}
    statement = _statement(sort, conditions, is_forward=is_forward, has_position=position is not None)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        total, rows = _taken(cursor.fetchall())
        is_exact = total <= MOST_RANKED
        if not is_exact:
            total = max(total, _estimate(cursor, conditions, parameters))
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


def _taken(answer: Sequence[tuple[int, str | None, int, Value]]) -> tuple[int, list[Row]]:
    """The count, which stands beside every row, and the rows; a row without a slug says that there is none."""
    rows = [(slug, product_id, value) for _, slug, product_id, value in answer if slug is not None]
    return answer[0][0], rows


def _cursor(sort: Sort, rows: Sequence[Row], *, is_forward: bool) -> str:
    return "".join(Position(sort, value, product_id, is_forward).encode() for _, product_id, value in rows)


def _statement(sort: Sort, conditions: str, *, is_forward: bool, has_position: bool) -> str:
    """Rows of (how many, slug, product_id, value); how many is more than MOST_RANKED when counting stopped."""
    descends = (sort is not Sort.PRICE_UP) == is_forward
    direction, beyond = ("DESC", "<") if descends else ("ASC", ">")
    column = COLUMNS[sort]
    further = f"({column}, product_id) {beyond} (%(value)s, %(product_id)s)" if has_position else "true"
    order = f"{column} {direction}, product_id {direction}"
    if sort is Sort.RELEVANCE:
        return f"""
WITH newest AS MATERIALIZED (
    SELECT product_id, {RANK} AS value FROM catalog_searchentry AS entry
    WHERE {conditions} ORDER BY published_at DESC, product_id DESC LIMIT %(bound)s
), page AS (SELECT product_id, value FROM newest WHERE {further} ORDER BY {order} LIMIT %(limit)s),
counted AS (SELECT count(*) AS total FROM newest)
{_joined(direction)}"""
    return f"""
WITH page AS (
    SELECT product_id, {column} AS value FROM catalog_searchentry AS entry
    WHERE {conditions} AND {further} ORDER BY {order} LIMIT %(limit)s
), counted AS (
    SELECT count(*) AS total
    FROM (SELECT 1 FROM catalog_searchentry AS entry WHERE {conditions} LIMIT %(bound)s) AS bounded
)
{_joined(direction)}"""


def _joined(direction: str) -> str:
    return f"""SELECT counted.total, product.slug, page.product_id, page.value
FROM counted
LEFT JOIN page ON true
LEFT JOIN catalog_product AS product ON product.id = page.product_id
ORDER BY page.value {direction}, page.product_id {direction}"""


def _estimate(cursor: Any, conditions: str, parameters: dict[str, Any]) -> int:  # noqa: ANN401  # Django's cursor has no type
    cursor.execute(
        f"EXPLAIN (FORMAT JSON) SELECT 1 FROM catalog_searchentry AS entry WHERE {conditions}", parameters
    )
    plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return int(plan[0]["Plan"]["Plan Rows"])
