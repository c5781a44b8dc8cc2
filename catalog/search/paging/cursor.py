"""Where a page of results ends, as an opaque text that comes back with the question for the next one."""

import base64
import binascii
import json
import math
from dataclasses import dataclass
from datetime import datetime

from catalog.errors import BadCursor
from catalog.search.question import Sort

Value = datetime | int | float
LONGEST_CURSOR = 200
MOST = 2**63 - 1


@dataclass(frozen=True)
class Position:
    """A result by what its order goes by: `value` in that order, then `product_id`.

    is_forward: whether the page wanted comes after it, or before.
    """

    sort: Sort
    value: Value
    product_id: int
    is_forward: bool

    def encode(self) -> str:
        value = self.value.isoformat() if isinstance(self.value, datetime) else self.value
        text = json.dumps([self.sort.value, value, self.product_id, self.is_forward], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, sort: Sort) -> Position | None:
    """The position that `encode` wrote for this order; None for "". Raises BadCursor for anything else."""
    if not cursor:
        return None
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError("too long")
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        written, value, product_id, is_forward = json.loads(text)
        position = Position(Sort(written), _value(sort, value), _whole(product_id), is_forward is True)
    except (binascii.Error, UnicodeDecodeError, ValueError, TypeError, RecursionError) as error:
        raise BadCursor("This page does not exist. Start again from the first one.") from error
    if position.sort is not sort or position.encode() != cursor:
        raise BadCursor("This page does not exist. Start again from the first one.")
    return position


def _value(sort: Sort, value: object) -> Value:
    if sort is Sort.NEWEST:
        return _instant(value)
    if sort is Sort.RELEVANCE:
        if not isinstance(value, float) or not math.isfinite(value):
            raise ValueError("not a rank")
        return value
    return _whole(value)


def _instant(value: object) -> datetime:
    instant = datetime.fromisoformat(str(value))
    if instant.tzinfo is None:
        raise ValueError("without a time zone")
    return instant


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise ValueError("not a number of ours")
    return value
