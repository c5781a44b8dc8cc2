"""Ask payment providers about one row after another, for as long as they answer."""

import logging
from collections.abc import Callable, Iterable
from time import monotonic
from typing import TypeVar

from orders.gateways.patience import WORKER_SECONDS, patience_of

Row = TypeVar("Row")

logger = logging.getLogger(__name__)

# The rows are the queue: what one run leaves, the next one takes, and other work of the same worker has its turn.
MOST_SECONDS = 30.0


def ask_in_turn(rows: Iterable[Row], act: Callable[[Row], bool], *, is_for_all: bool = False) -> int:
    """Act on each row; of how many it came to something. Ends once a provider has not answered, or after MOST_SECONDS.

    What fails with one row, whatever it is, is logged and holds up none of the others; whoever claims a row has put off by then
    when it has its turn again. is_for_all: what is left at the end is acted on as well, but no provider is asked any more:
    asking ends in a GatewayFault.
    """
    ends_at = monotonic() + MOST_SECONDS
    done, is_over = 0, False
    for row in rows:
        is_over = is_over or monotonic() >= ends_at
        if is_over and not is_for_all:
            break
        with patience_of(0 if is_over else WORKER_SECONDS) as patience:
            done += _came_to_something(act, row)
        is_over = is_over or patience.is_lost
    return done


def _came_to_something(act: Callable[[Row], bool], row: Row) -> bool:
    try:
        return act(row)
    except Exception:
        # A constraint, a provider's answer that nobody foresaw: never a reason to leave others waiting.
        logger.exception("row_failed", extra={"kind": type(row).__name__, "row": getattr(row, "pk", None)})
        return False
