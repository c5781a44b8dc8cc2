"""Real costs beside the model, in words."""

from collections.abc import Mapping
from datetime import date

from deploy.pricing.actual.compare import is_over, sentences
from deploy.pricing.actual.spending import Period, Spending
from deploy.pricing.bill import Bill, Line

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
MODEL = Bill(
    [
        Line("Amazon CloudFront", "", 300),
        Line("AWS WAF", "", 50),
        Line("EC2 - Other", "", 33),
        Line("KMS", "", 1),
    ]
)


def told(services: Mapping[str, float], period: Period = OCTOBER, *, estimate: bool = False) -> list[str]:
    spending = Spending(period, services, is_estimate=estimate)
    return list(sentences(spending, MODEL, environment="production", budget=500))


def test_each_service_is_compared_the_largest_difference_first() -> None:
    services = {"Amazon CloudFront": 450.0, "AWS WAF": 55.0, "Amazon Textract": 12.0, "KMS": 1.5, "Tiny": 4.0}

    assert told(services) == [
        "production, 01 October 2026 up to 01 November 2026: $522, the model expects $384.",
        "That is $22.50 over the budget of $500 for these days.",
        "Amazon CloudFront: $450, 50% more than expected ($300).",
        "EC2 - Other: nothing, though the model expects $33.00. Is it tagged?",
        "Amazon Textract: $12.00, which the model does not know.",
        "AWS WAF: $55.00, as expected ($50.00).",
    ]


def test_part_of_a_month_is_compared_with_that_part_of_the_model() -> None:
    ten_days = Period(date(2026, 11, 1), date(2026, 11, 11))

    lines = told({"Amazon CloudFront": 40.0}, ten_days, estimate=True)

    assert lines[:3] == [
        "production, 01 November 2026 up to 11 November 2026, an estimate so far: $40.00, the model expects $128.",
        "That is within the budget of $167 for these days.",
        "Amazon CloudFront: $40.00, 60% less than expected ($100).",
    ]


def test_nothing_at_all_is_taken_for_a_missing_tag() -> None:
    lines = told({})

    assert len(lines) == 2
    assert lines[1].startswith("Nothing carries the tag Environment=production. Activate it")


def test_over_is_more_than_the_budget_of_those_days() -> None:
    half = Period(date(2026, 11, 1), date(2026, 11, 16))

    assert not is_over(Spending(half, {"a": 250.0}, is_estimate=False), budget=500)
    assert is_over(Spending(half, {"a": 251.0}, is_estimate=False), budget=500)
