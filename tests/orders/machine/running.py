"""Runs of the machine that are the same on every machine."""

import os
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.orders.machine.machine import OrderMachine
from tests.orders.machine.shop import Shop

RUNS = int(os.environ.get("ORDER_MACHINE_RUNS", "200"))
STEPS = 50


@dataclass(frozen=True)
class Walked:
    """How far the machine came: states that were looked at."""

    steps: int


def walk(shop: Shop, *, runs: int, is_explained: bool = True) -> Walked:
    """`runs` walks of STEPS steps each. Raises what was found wrong; `is_explained` looks for the shortest way to it."""

    class Walk(OrderMachine):
        steps = 0

    Walk.shop = shop
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink) if is_explained else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Walked(Walk.steps)
