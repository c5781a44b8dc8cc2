"""How common what is asked for is, by a look at the newest entries.

PostgreSQL's own guess takes conditions for strangers to each other, and so expects two hundred times too few "ankle
boots"; it serves where the newest tell nothing.
"""

# ruff: noqa: S608  # the only things put into these statements are constants of ours

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.search.paging.cursor import Position
from catalog.search.paging.pages import NEWEST_FIRST
from catalog.search.question import Sort

# So many are looked at, and so many of them have to match to tell how many do in all.
SAMPLE = 500
ENOUGH = 10


@dataclass(frozen=True)
class Sample:
    """What the newest `looked_at` entries that match cost, of `entries` there may be in all."""

    prices: tuple[int, ...]
    looked_at: int
    entries: int

    @property
    def matching(self) -> int:
        return len(self.prices)

    @property
    def is_telling(self) -> bool:
        return self.matching >= ENOUGH or self.looked_at < SAMPLE

    @property
    def expected(self) -> int:
        """How many match in all, if others are like the newest."""
        if self.looked_at < SAMPLE:
            return self.matching
        return self.matching * max(self.entries, self.looked_at) // self.looked_at

    def window(self, sort: Sort, position: Position | None) -> int | None:
        """The first price that one of them has further on in this order; most likely enough for a page come before it.

        None where the order is not that of prices, none of them comes further on, or a walk soon finds a page anyway.
        """
        if sort not in (Sort.PRICE_UP, Sort.PRICE_DOWN) or 2 * self.matching > self.looked_at:
            return None
        is_up = (sort is Sort.PRICE_UP) == (position is None or position.is_forward)
        prices = self.prices
        if position is not None and not isinstance(position.value, datetime):
            value = position.value
            prices = tuple(each for each in prices if (each > value if is_up else each < value))
        return (min if is_up else max)(prices, default=None)


def take_sample(cursor: Any, conditions: str, parameters: dict[str, Any]) -> Sample:  # noqa: ANN401  # Django's cursor has no type
    """Look at the newest entries with the conditions of `condition_of`; `sample` is among the parameters."""
    cursor.execute(
        f"""
SELECT coalesce(array_agg(lowest_minor) FILTER (WHERE matches), '{{}}'), count(*),
    (SELECT reltuples::bigint FROM pg_class WHERE oid = 'catalog_searchentry'::regclass)
FROM (
    SELECT lowest_minor, {conditions} AS matches FROM (
        SELECT * FROM catalog_searchentry ORDER BY {NEWEST_FIRST} LIMIT %(sample)s
    ) AS entry
) AS newest""",
        parameters,
    )
    prices, looked_at, entries = cursor.fetchone()
    return Sample(tuple(prices), looked_at, entries)


def estimate(cursor: Any, conditions: str, parameters: dict[str, Any]) -> int:  # noqa: ANN401  # as above
    """How many entries PostgreSQL believes to match."""
    cursor.execute(
        f"EXPLAIN (FORMAT JSON) SELECT 1 FROM catalog_searchentry AS entry WHERE {conditions}", parameters
    )
    plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return int(plan[0]["Plan"]["Plan Rows"])
