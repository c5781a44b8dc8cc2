"""What was charged beside what the model expects, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from deploy.pricing.actual.spending import TAG, Spending
from deploy.pricing.bill import Bill

# Within this share of the model a service is as expected; what costs less than this a month is not worth a word.
AS_EXPECTED: Final = 0.25
WORTH_A_WORD: Final = 5.0


def sentences(spending: Spending, bill: Bill, *, environment: str, budget: float) -> Iterator[str]:
    """Total first, then each service, the largest difference first."""
    period, share = spending.period, spending.period.share
    state = ", an estimate so far" if spending.is_estimate else ""
    yield (
        f"{environment}, {period.first:%d %B %Y} up to {period.end:%d %B %Y}{state}: {_dollars(spending.dollars)}, "
        f"the model expects {_dollars(bill.dollars * share)}."
    )
    if not spending.services:
        yield (
            f"Nothing carries the tag {TAG}={environment}. Activate it under Cost allocation tags in the billing "
            "console; costs carry it from the next day on."
        )
        return
    yield _budget_sentence(spending, budget)
    expected = {service: dollars * share for service, dollars in bill.by_service().items()}
    for service in _by_difference(spending.services, expected):
        if sentence := _service_sentence(service, spending.services.get(service), expected.get(service)):
            yield sentence


def is_over(spending: Spending, budget: float) -> bool:
    """Whether more was spent than the budget has for this part of the month."""
    return spending.dollars > budget * spending.period.share


def _budget_sentence(spending: Spending, budget: float) -> str:
    granted = budget * spending.period.share
    if is_over(spending, budget):
        return f"That is {_dollars(spending.dollars - granted)} over the budget of {_dollars(granted)} for these days."
    return f"That is within the budget of {_dollars(granted)} for these days."


def _service_sentence(service: str, charged: float | None, expected: float | None) -> str:
    charged_dollars, expected_dollars = charged or 0.0, expected or 0.0
    if max(charged_dollars, expected_dollars) < WORTH_A_WORD:
        return ""
    if expected is None:
        return f"{service}: {_dollars(charged_dollars)}, which the model does not know."
    if charged is None:
        return f"{service}: nothing, though the model expects {_dollars(expected_dollars)}. Is it tagged?"
    difference = charged_dollars / expected_dollars - 1 if expected_dollars else 0.0
    if abs(difference) <= AS_EXPECTED:
        return f"{service}: {_dollars(charged_dollars)}, as expected ({_dollars(expected_dollars)})."
    direction = "more" if difference > 0 else "less"
    return (
        f"{service}: {_dollars(charged_dollars)}, {abs(difference):.0%} {direction} than expected "
        f"({_dollars(expected_dollars)})."
    )


def _by_difference(charged: Mapping[str, float], expected: Mapping[str, float]) -> list[str]:
    return sorted(
        {**charged, **expected},
        key=lambda service: (-abs(charged.get(service, 0.0) - expected.get(service, 0.0)), service),
    )


def _dollars(amount: float) -> str:
    return f"${amount:,.2f}" if abs(amount) < 100 else f"${amount:,.0f}"
