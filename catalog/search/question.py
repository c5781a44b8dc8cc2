"""What a shopper or a program asks the search."""

import enum
from dataclasses import dataclass
from decimal import Decimal

LONGEST_TEXT = 200
# Of a price to look for, in minor units; nothing costs so much.
MOST_MINOR = 10**15


class Sort(enum.StrEnum):
    """The orders of results. What is alike stands newest first, or cheapest first where prices are the order."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    PRICE_UP = "price"
    PRICE_DOWN = "-price"


@dataclass(frozen=True)
class Said:
    """What must be said of a product under one attribute: one of these facets, or a number with both ends included."""

    attribute_id: int
    facets: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True)
class Question:
    """Every condition must hold; those that are left out say nothing.

    text: words as they were typed. Prices are the lowest of a product's variants, in minor units of the shop's
    currency, both ends included. fits_mm: the sides of a space, in any order; a product fits with one variant that
    may be turned. colours: one of them is enough. options: of each, one of its facets; said: all of it, each of
    another attribute.
    """

    text: str = ""
    category_slug: str | None = None
    price_min: int | None = None
    price_max: int | None = None
    fits_mm: tuple[int, int, int] | None = None
    is_available: bool = False
    colours: tuple[str, ...] = ()
    options: tuple[tuple[str, ...], ...] = ()
    said: tuple[Said, ...] = ()
    sort: Sort = Sort.NEWEST

    @property
    def order(self) -> Sort:
        """As it can be kept: without words there is nothing to be relevant to."""
        return Sort.NEWEST if self.sort is Sort.RELEVANCE and not self.text.strip() else self.sort
