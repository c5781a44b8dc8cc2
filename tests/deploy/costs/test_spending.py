"""Reading real costs from Cost Explorer, against botocore's model of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber
from mypy_boto3_ce import CostExplorerClient

from deploy.pricing.actual.spending import CostsUnknown, Period, Spending, period_of, read_spending

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
TODAY = date(2026, 11, 25)
QUESTION = {
    "TimePeriod": {"Start": "2026-10-01", "End": "2026-11-01"},
    "Granularity": "MONTHLY",
    "Metrics": ["UnblendedCost"],
    "GroupBy": [{"Type": "DIMENSION", "Key": "SERVICE"}],
    "Filter": {
        "And": [
            {"Tags": {"Key": "Environment", "Values": ["production"], "MatchOptions": ["EQUALS"]}},
            {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund", "Tax"]}}},
        ]
    },
}


@dataclass(frozen=True)
class Explorer:
    """A client of Cost Explorer's, and what it is asked and answers."""

    client: CostExplorerClient
    stubber: Stubber


@pytest.fixture
def explorer() -> Iterator[Explorer]:
    client = boto3.client("ce", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stubber:
        yield Explorer(client, stubber)
        stubber.assert_no_pending_responses()


def answer(*services: tuple[str, str], token: str = "", estimated: bool = False) -> dict[str, Any]:
    groups = [
        {"Keys": [service], "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": "USD"}}}
        for service, amount in services
    ]
    result = {
        "TimePeriod": {"Start": "2026-10-01", "End": "2026-11-01"},
        "Groups": groups,
        "Estimated": estimated,
    }
    return {"ResultsByTime": [result], **({"NextPageToken": token} if token else {})}


def test_read_spending_adds_up_all_pages(explorer: Explorer) -> None:
    explorer.stubber.add_response(
        "get_cost_and_usage",
        answer(("Amazon CloudFront", "12.5"), ("AWS WAF", "3"), token="more"),
        QUESTION,
    )
    explorer.stubber.add_response(
        "get_cost_and_usage",
        answer(("Amazon CloudFront", "0.5"), ("AWS Lambda", "0.0001"), estimated=True),
        {**QUESTION, "NextPageToken": "more"},
    )

    spending = read_spending(explorer.client, "production", OCTOBER)

    services = {"Amazon CloudFront": 13.0, "AWS WAF": 3.0, "AWS Lambda": 0.0001}
    assert spending == Spending(OCTOBER, services, is_estimate=True)
    assert spending.dollars == pytest.approx(16.0001)


def test_read_spending_says_why_cost_explorer_refuses(explorer: Explorer) -> None:
    explorer.stubber.add_client_error(
        "get_cost_and_usage", "AccessDeniedException", "not authorized to perform: ce:GetCostAndUsage"
    )

    with pytest.raises(CostsUnknown, match=r"Cost Explorer did not answer: .*ce:GetCostAndUsage\.$"):
        read_spending(explorer.client, "production", OCTOBER)


def test_read_spending_says_when_nobody_answers(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(**_given: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://ce.us-east-1.amazonaws.com")

    monkeypatch.setattr(explorer.client, "get_cost_and_usage", unreachable)

    with pytest.raises(CostsUnknown, match="Could not connect"):
        read_spending(explorer.client, "production", OCTOBER)


@pytest.mark.parametrize(
    ("month", "today", "period", "share"),
    [
        (None, TODAY, OCTOBER, 1.0),
        (None, date(2027, 1, 9), Period(date(2026, 12, 1), date(2027, 1, 1)), 1.0),
        ("2026-12", date(2027, 1, 9), Period(date(2026, 12, 1), date(2027, 1, 1)), 1.0),
        ("2026-11", TODAY, Period(date(2026, 11, 1), TODAY), 24 / 30),
    ],
)
def test_a_period_is_a_month_or_what_has_passed_of_it(
    month: str | None, today: date, period: Period, share: float
) -> None:
    assert period_of(month, today) == period
    assert period_of(month, today).share == pytest.approx(share)


@pytest.mark.parametrize("month", ["2026-12", "2027-01"])
def test_a_month_that_has_not_begun_has_no_period(month: str) -> None:
    with pytest.raises(CostsUnknown, match=r"Nothing has been charged for .* yet"):
        period_of(month, date(2026, 12, 1))


@pytest.mark.parametrize("month", ["October", "2026-13", "2026", ""])
def test_a_month_that_is_none_is_refused(month: str) -> None:
    with pytest.raises(CostsUnknown, match="A month is written like 2026-10"):
        period_of(month, TODAY)
