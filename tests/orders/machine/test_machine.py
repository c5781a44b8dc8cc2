"""Whatever happens, in whatever order: the shop is as foretold."""

import pytest

from tests.orders.machine.running import RUNS, STEPS, walk
from tests.orders.machine.shop import Shop


@pytest.mark.timeout(1800)
def test_shop_is_as_foretold_after_every_step(shop: Shop) -> None:
    walked = walk(shop, runs=RUNS)

    # A walk may end early where there is nothing to draw.
    assert walked.steps >= 0.8 * RUNS * STEPS
