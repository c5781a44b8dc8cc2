"""The web process of a test that pulls the plug: `granian --interface wsgi tests.orders.rush.dying:application`.

The shop's own, except that the machine loses power once a cart is ordered, at the moment that the environment names.
"""

import os
import signal
from collections.abc import Callable, Iterable
from typing import Any

from config.wsgi import application as shop
from tests.orders.rush.power import VARIABLE, Moment

Environ = dict[str, Any]

MOMENT = Moment(os.environ[VARIABLE])


def lose_power(**_: object) -> None:
    """Kill the whole group of processes, as `tests.journeys.processes` does; nothing that would tidy up is run."""
    os.killpg(os.getpgrp(), signal.SIGKILL)


def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The shop's answers, of which that to an order is never sent."""
    answer = shop(environ, start_response)
    if MOMENT == Moment.BEFORE_THE_REPLY and environ["PATH_INFO"].endswith("/checkout/"):
        lose_power()
    return answer


if MOMENT == Moment.BEFORE_THE_ANSWER_IS_KEPT:
    from accounts.programs import idempotency  # only now is Django set up

    idempotency.keep_answer = lose_power  # type: ignore[attr-defined]  # by the name that it imported
