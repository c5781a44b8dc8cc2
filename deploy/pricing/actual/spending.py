"""What AWS has charged, as Cost Explorer tells it by cost-allocation tag."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_ce import CostExplorerClient
    from mypy_boto3_ce.type_defs import ExpressionTypeDef, GetCostAndUsageResponseTypeDef

TAG: Final = "Environment"
METRIC: Final = "UnblendedCost"
# The model knows list prices, so what is not one is left out.
NO_PRICES: Final = ("Credit", "Refund", "Tax")


class CostsUnknown(Exception):
    """Cost Explorer cannot tell; the text is the whole sentence."""


@dataclass(frozen=True)
class Period:
    """The days of one month from `first` up to, and without, `end`."""

    first: date
    end: date

    @property
    def share(self) -> float:
        """The part of its month that the period is."""
        days = calendar.monthrange(self.first.year, self.first.month)[1]
        return (self.end - self.first).days / days


@dataclass(frozen=True)
class Spending:
    """Dollars by service. `is_estimate` while AWS has not closed the month."""

    period: Period
    services: Mapping[str, float]
    is_estimate: bool

    @property
    def dollars(self) -> float:
        return sum(self.services.values())


def period_of(month: str | None, today: date) -> Period:
    """The month "2026-10", up to today where it is this one; last month when none is named. Raises CostsUnknown."""
    if month is None:
        first = date(today.year - (today.month == 1), today.month - 1 or 12, 1)
    else:
        try:
            first = date.fromisoformat(f"{month}-01")
        except ValueError as error:
            raise CostsUnknown(f"A month is written like 2026-10, not {month!r}.") from error
    following = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    end = min(following, today)
    if end <= first:
        raise CostsUnknown(f"Nothing has been charged for {first:%B %Y} yet.")
    return Period(first, end)


def read_spending(client: CostExplorerClient, environment: str, period: Period) -> Spending:
    """Ask for everything that carries the environment's tag. Raises CostsUnknown."""
    services: dict[str, float] = {}
    is_estimate = False
    token: str | None = None
    while True:
        answer = _page(client, environment, period, token)
        for result in answer["ResultsByTime"]:
            is_estimate = is_estimate or result["Estimated"]
            for group in result["Groups"]:
                (service,) = group["Keys"]
                amount = float(group["Metrics"][METRIC]["Amount"])
                services[service] = services.get(service, 0.0) + amount
        token = answer.get("NextPageToken")
        if not token:
            return Spending(period, services, is_estimate)


def _page(
    client: CostExplorerClient, environment: str, period: Period, token: str | None
) -> GetCostAndUsageResponseTypeDef:
    wanted: ExpressionTypeDef = {
        "And": [
            {"Tags": {"Key": TAG, "Values": [environment], "MatchOptions": ["EQUALS"]}},
            {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": list(NO_PRICES)}}},
        ]
    }
    # botocore takes no empty token for the first page.
    position: dict[str, str] = {} if token is None else {"NextPageToken": token}
    try:
        return client.get_cost_and_usage(
            TimePeriod={"Start": period.first.isoformat(), "End": period.end.isoformat()},
            Granularity="MONTHLY",
            Metrics=[METRIC],
            GroupBy=[{"Type": "DIMENSION", "Key": "SERVICE"}],
            Filter=wanted,
            **position,
        )
    except (BotoCoreError, ClientError) as error:
        raise CostsUnknown(f"Cost Explorer did not answer: {str(error).rstrip('.')}.") from error
