"""Counts of numbers, from many small cells to a few bands that people can choose among.

A cell is named by its least number, which is the number's own first two digits: 42 holds what is from 42 on and below
43, 420 what is below 430. Whatever numbers there are, a cell depends on nothing but the number, so that counts of cells
can be kept up to date product by product.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

MOST_BANDS = 6

# The cell of the column `number`, as text.
CELL = """CASE WHEN number = 0 THEN '0' ELSE trim_scale(
    floor(number * power(10::numeric, 1 - floor(log(abs(number)))))
    / power(10::numeric, 1 - floor(log(abs(number))))
)::text END"""


@dataclass(frozen=True)
class NumberBand:
    """Numbers from `least` on and below `limit`; `limit` is None in the last band."""

    least: Decimal
    limit: Decimal | None
    products: int


def bands_of(cells: Mapping[Decimal, int]) -> tuple[NumberBand, ...]:
    """No more than MOST_BANDS, each with about as many products as any other. `cells` are products by least number."""
    share = math.ceil(sum(cells.values()) / MOST_BANDS)
    bands: list[tuple[Decimal, int]] = []
    for least, products in sorted(cells.items()):
        if bands and bands[-1][1] < share:
            bands[-1] = (bands[-1][0], bands[-1][1] + products)
        else:
            bands.append((least, products))
    limits = [least for least, _ in bands[1:]]
    return tuple(
        NumberBand(least, limit, products) for (least, products), limit in zip_longest(bands, limits)
    )
