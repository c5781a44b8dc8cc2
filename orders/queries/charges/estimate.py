"""The ways of sending within the shop's own country, by which a cart says what shipping may cost before it is known
where it goes.

Each process knows them for a moment (`settings.SHARED_SECONDS`), as it knows answers that are the same for everybody:
they are the same for all carts and rarely changed, and cost as much to read as all that is in a cart. Quotes and orders
read them anew.
"""

import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from accounts.prepared import Prepared, Row, execute
from orders.pricing.shipping import Method
from orders.queries.charges.shipping import METHODS_IN, method_of

Methods = tuple[Method, ...]

# By country and currency, with the instant on the monotonic clock until which they hold.
_known: dict[tuple[str, str], tuple[float, Methods]] = {}


def with_methods(currency: str, *calls: tuple[Prepared, Sequence[Any]]) -> tuple[Methods, list[list[Row]]]:
    """Those that are counted in this currency, and the rows of statements that are executed in the same trip."""
    key = (settings.SHOP_COUNTRY, currency)
    until, methods = _known.get(key, (0.0, ()))
    if until > time.monotonic():
        return methods, execute(*calls) if calls else []
    found, *rows = execute((METHODS_IN, key), *calls)
    methods = tuple(method_of(row) for row in found)
    if settings.SHARED_SECONDS:
        _known[key] = time.monotonic() + settings.SHARED_SECONDS, methods
    return methods, rows
