"""List prices that fall with the amount."""

import pytest

from deploy.pricing.prices import PLANS, beyond, egress_dollars

TERABYTE = 1024.0


@pytest.mark.parametrize(
    ("terabytes", "dollars"),
    # As published for CloudFront in North America and Europe, the free first terabyte taken off.
    [(0.5, 0), (1, 0), (5, 348), (10, 783), (50, 4060), (100, 7132), (500, 24_540)],
)
def test_egress_is_what_published_tables_say(terabytes: float, dollars: float) -> None:
    assert egress_dollars(terabytes * TERABYTE) == pytest.approx(dollars, abs=0.6)


def test_egress_of_the_first_draft_is_the_first_drafts() -> None:
    assert egress_dollars(498_000) == pytest.approx(0.63 * 37_900, rel=0.02)


def test_egress_costs_more_for_more_and_never_jumps() -> None:
    amounts = [10.0**exponent for exponent in range(10)]

    assert [egress_dollars(amount) for amount in amounts] == sorted(
        egress_dollars(amount) for amount in amounts
    )
    for edge in (1024.0, 10 * 1024.0, 50 * 1024.0, 150 * 1024.0):
        assert egress_dollars(edge + 1) - egress_dollars(edge - 1) < 0.2


def test_plans_cost_more_the_more_they_are_meant_for() -> None:
    assert [plan.dollars for plan in PLANS] == sorted(plan.dollars for plan in PLANS)
    assert [plan.requests for plan in PLANS] == sorted(plan.requests for plan in PLANS)


def test_beyond_is_never_negative() -> None:
    assert (beyond(5, 10), beyond(15, 10)) == (0, 5)
