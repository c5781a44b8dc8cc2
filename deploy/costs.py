"""What a shop on AWS costs: `python -m deploy.costs` for the model, `python -m deploy.costs actual` for the bill beside it.

The model prints what a month costs with ten thousand, a million and a hundred million visits, what costs most and what
makes it cheaper, and ends with 1 when a size costs more than its budget. `actual` asks Cost Explorer (a cent for each
page of its answer), compares service by service, and ends with 3 when more was spent than the budget has for those days.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from deploy.pricing import plot, prices, table
from deploy.pricing.actual.compare import is_over, sentences
from deploy.pricing.actual.spending import CostsUnknown, period_of, read_spending
from deploy.pricing.design import BUDGETS, COMPUTES, DESIGNS
from deploy.pricing.levers import savings
from deploy.pricing.model import bill_of
from deploy.pricing.visits import PROFILES

_TIMEOUTS: Final = Config(
    connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 4, "mode": "standard"}
)
# Cost Explorer has one address for all regions.
COST_REGION: Final = "us-east-1"


def main(arguments: Sequence[str]) -> int:
    """Run a subcommand and return the exit code of the process."""
    options = _parser().parse_args(arguments or ["model"])
    if options.subcommand == "model":
        return _model(options)
    try:
        return _actual(options)
    except (CostsUnknown, BotoCoreError) as error:
        sys.stderr.write(f"costs: {error}\n")
        return 1


def _model(options: argparse.Namespace) -> int:
    _say(*table.lines(options.compute))
    if options.plot is not None:
        largest = table.LARGEST
        drawn = plot.svg_of(
            table.bills(options.compute),
            savings(PROFILES[largest], replace(DESIGNS[largest], compute=options.compute)),
            title=f"What Vitrine costs on AWS a month (list prices, {prices.AS_OF:%B %Y})",
        )
        options.plot.parent.mkdir(parents=True, exist_ok=True)
        options.plot.write_text(drawn)
        _say("", f"The picture is in {options.plot}.")
    exceeded = table.exceeded(options.compute)
    for sentence in exceeded:
        sys.stderr.write(f"costs: {sentence}\n")
    return 1 if exceeded else 0


def _actual(options: argparse.Namespace) -> int:
    period = period_of(options.month, datetime.now(UTC).date())
    client = boto3.client("ce", region_name=COST_REGION, config=_TIMEOUTS)
    spending = read_spending(client, options.environment, period)
    profile = PROFILES[options.profile]
    if options.visits is not None:
        profile = replace(profile, visits=options.visits)
    bill = bill_of(profile, replace(DESIGNS[options.profile], compute=options.compute))
    budget = BUDGETS[options.profile]
    _say(*sentences(spending, bill, environment=options.environment, budget=budget))
    return 3 if is_over(spending, budget) else 0


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.costs",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subcommands = parser.add_subparsers(dest="subcommand", required=True)
    model = subcommands.add_parser("model", help="print the model (without a subcommand as well)")
    model.add_argument("--plot", type=Path, metavar="FILE", help="also draw it, as an SVG file")
    actual = subcommands.add_parser("actual", help="compare a month's real costs with the model")
    actual.add_argument(
        "--environment", default="production", help="value of the tag Environment (production)"
    )
    actual.add_argument("--month", metavar="YYYY-MM", help="this month up to today is possible (last month)")
    actual.add_argument("--profile", choices=list(PROFILES), default="1M", help="size of the shop (1M)")
    actual.add_argument("--visits", type=float, help="visits that there were, instead of the profile's")
    for subcommand in (model, actual):
        subcommand.add_argument("--compute", choices=COMPUTES, default="apprunner", help="(apprunner)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
