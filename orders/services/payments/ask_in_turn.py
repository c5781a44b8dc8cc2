"""Ask payment providers about one row after another, for as long as they answer."""

from collections.abc import Callable, Iterable
from time import monotonic
from typing import TypeVar

from orders.gateways.patience import WORKER_SECONDS, patience_of

Row = TypeVar("Row")

# The rows are the queue: what one run leaves, the next one takes, and other work of the same worker has its turn.
MOST_SECONDS = 30.0


def ask_in_turn(rows: Iterable[Row], act: Callable[[Row], bool], *, is_for_all: bool = False) -> int:
    """Act on each row; of how many it came to something. Ends once a provider has not answered, or after MOST_SECONDS.

    is_for_all: what is left then is acted on as well, but no provider is asked any more: asking ends in a GatewayFault.
    """
    ends_at = monotonic() + MOST_SECONDS
    done, is_over = 0, False
    for row in rows:
        is_over = is_over or monotonic() >= ends_at
        if is_over and not is_for_all:
            break
        with patience_of(0 if is_over else WORKER_SECONDS) as patience:
            done += act(row)
        is_over = is_over or patience.is_lost
    return done
