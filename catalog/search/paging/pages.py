"""The statement that finds one page of results, in one of two ways.

Where many products match, walking along an index in the order of results finds a page soon. Where few do, the walk
would pass by nearly everything, so all that match are gathered instead. PostgreSQL believes that conditions have
nothing to do with each other (sofas may as well stand among the lamps) and that walking is cheap, and so it walks
too often or too seldom; hence which way is taken is decided by how many of the newest match, and a walk reads the
index before it looks at any condition.
"""

# ruff: noqa: S608  # the only things put into these statements are constants of ours

from dataclasses import dataclass

from catalog.search.conditions import QUERY
from catalog.search.question import Sort

# To gather a product takes some five times as long as to pass it by, so to gather this many takes as long as to walk
# until the 200th, in a shop of a million products.
FEW = 6_000

RANK = f"ts_rank(words, {QUERY})::float8"
COLUMNS = {
    Sort.RELEVANCE: "value",
    Sort.NEWEST: "published_at",
    Sort.PRICE_UP: "lowest_minor",
    Sort.PRICE_DOWN: "lowest_minor",
}


NEWEST_FIRST = "published_at DESC, product_id DESC"


def in_order(shelf: str, order: str) -> str:
    """Entries along an index: OFFSET lets PostgreSQL move no condition inside, after which it would go another way."""
    return f"(SELECT * FROM catalog_searchentry AS entry WHERE {shelf} ORDER BY {order} OFFSET 0)"


@dataclass(frozen=True)
class Page:
    """What a page is made from. `conditions` are those of `condition_of`, `shelf` is that of `shelf_of`; `expected` is
    how many may match.

    The statement's parameters, beside those of the conditions: `limit` rows of a page, `bound` of counting and ranking,
    with a position its `value` and `product_id`, and with a window of prices the one where it ends, `window`.
    """

    sort: Sort
    conditions: str
    shelf: str
    expected: int
    is_forward: bool
    has_position: bool
    has_window: bool = False

    @property
    def statement(self) -> str:
        """Gives rows of (how many match, slug, product_id, value); how many is no more than `bound`.

        Without results there is one row with an empty slug.
        """
        if self.sort is Sort.RELEVANCE:
            return self._ranked
        if not self.is_walked:
            return self._gathered
        return self._windowed if self.has_window else self._walked

    @property
    def is_walked(self) -> bool:
        """Whether too many are expected to gather them."""
        return self.expected > FEW

    @property
    def _ranked(self) -> str:
        # No index is in the order of a sum, so whoever sorts by one has to gather.
        gathering = "" if self.is_walked else " + interval '0'"
        entries = in_order(self.shelf, NEWEST_FIRST) if self.is_walked else "catalog_searchentry"
        return f"""
WITH newest AS MATERIALIZED (
    SELECT product_id, {RANK} AS value FROM (
        SELECT product_id, words FROM {entries} AS entry
        WHERE {self.conditions} ORDER BY published_at{gathering} DESC, product_id DESC LIMIT %(bound)s
    ) AS matching
), page AS (SELECT product_id, value FROM newest WHERE {self._further("value")} {self._order("value")}),
counted AS (SELECT count(*) AS total FROM newest)
{self._named}"""

    @property
    def _gathered(self) -> str:
        return f"""
WITH matching AS MATERIALIZED (
    SELECT product_id, {COLUMNS[self.sort]} AS value FROM catalog_searchentry AS entry WHERE {self.conditions}
), page AS (SELECT product_id, value FROM matching WHERE {self._further("value")} {self._order("value")}),
counted AS (SELECT least(count(*), %(bound)s) AS total FROM matching)
{self._named}"""

    @property
    def _walked(self) -> str:
        column = COLUMNS[self.sort]
        order = f"{column} {self._direction}, product_id {self._direction}"
        entries = in_order(f"{self.shelf} AND {self._further(column)}", order)
        return f"""
WITH page AS (
    SELECT product_id, {column} AS value FROM {entries} AS entry WHERE {self.conditions} {self._order(column)}
), {self._counted}
{self._named}"""

    @property
    def _windowed(self) -> str:
        """Sofas are dear: a walk from the cheapest product to the first of them passes by half of the shop."""
        within = f"lowest_minor {'>=' if self._direction == 'DESC' else '<='} %(window)s"
        return f"""
WITH matching AS MATERIALIZED (
    SELECT product_id, lowest_minor AS value FROM catalog_searchentry AS entry
    WHERE {self.conditions} AND {within} AND {self._further("lowest_minor")}
), page AS (SELECT product_id, value FROM matching {self._order("value")}), {self._counted}
{self._named}"""

    @property
    def _counted(self) -> str:
        return f"""counted AS (
    SELECT count(*) AS total
    FROM (SELECT 1 FROM catalog_searchentry AS entry WHERE {self.conditions} LIMIT %(bound)s) AS bounded
)"""

    @property
    def _direction(self) -> str:
        return "DESC" if (self.sort is not Sort.PRICE_UP) == self.is_forward else "ASC"

    def _further(self, column: str) -> str:
        beyond = "<" if self._direction == "DESC" else ">"
        return f"({column}, product_id) {beyond} (%(value)s, %(product_id)s)" if self.has_position else "true"

    def _order(self, column: str) -> str:
        return f"ORDER BY {column} {self._direction}, product_id {self._direction} LIMIT %(limit)s"

    @property
    def _named(self) -> str:
        return f"""SELECT counted.total, product.slug, page.product_id, page.value
FROM counted
LEFT JOIN page ON true
LEFT JOIN catalog_product AS product ON product.id = page.product_id
ORDER BY page.value {self._direction}, page.product_id {self._direction}"""
