"""The model in words and columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from deploy.pricing import prices
from deploy.pricing.bill import Bill
from deploy.pricing.design import BUDGETS, DESIGNS, FIRST_DRAFT_DOLLARS, Compute
from deploy.pricing.levers import savings, with_all_that_save
from deploy.pricing.model import bill_of
from deploy.pricing.visits import PROFILES, Profile, traffic_of

DRIVERS: Final = 6
LARGEST: Final = "100M"


def bills(compute: Compute) -> dict[str, Bill]:
    """The bill of each profile."""
    return {
        name: bill_of(profile, replace(DESIGNS[name], compute=compute)) for name, profile in PROFILES.items()
    }


def lines(compute: Compute) -> Iterator[str]:
    yield f"US dollars a month, list prices of us-east-1 as of {prices.AS_OF:%d %B %Y}, compute={compute}"
    yield ""
    yield f"{'visits':>8} {'GB to viewers':>14} {'dollars':>9} {'a thousand':>11} {'budget':>8}"
    billed = bills(compute)
    for name, bill in billed.items():
        yield _total(PROFILES[name], bill)
    share = billed[LARGEST].dollars / FIRST_DRAFT_DOLLARS
    yield f"At {LARGEST} visits that is {share:.0%} of the first draft's {FIRST_DRAFT_DOLLARS:,.0f}."
    for name, bill in billed.items():
        yield from ("", f"{name} visits: what costs most")
        yield from _drivers(bill)
        yield from ("", f"{name} visits: what makes it cheaper, each by itself")
        yield from _levers(PROFILES[name], compute)
    yield from ("", *_sources())


def exceeded(compute: Compute) -> list[str]:
    """A sentence for each profile that costs more than its budget."""
    return [
        f"{name} visits cost {bill.dollars:,.0f} dollars a month; the budget is {BUDGETS[name]:,.0f}."
        for name, bill in bills(compute).items()
        if bill.dollars > BUDGETS[name]
    ]


def _total(profile: Profile, bill: Bill) -> str:
    traffic = traffic_of(profile)
    gigabytes = traffic.site_gigabytes + traffic.asset_gigabytes
    thousand = bill.dollars / profile.visits * 1000
    return f"{profile.name:>8} {gigabytes:>14,.0f} {bill.dollars:>9,.0f} {thousand:>11,.2f} {BUDGETS[profile.name]:>8,.0f}"


def _drivers(bill: Bill) -> Iterator[str]:
    shown = bill.drivers(DRIVERS)
    for line in shown:
        yield f"{line.dollars:>9,.0f} {line.dollars / bill.dollars:>5.0%}  {line.service}: {line.what}"
    rest = bill.dollars - sum(line.dollars for line in shown)
    yield f"{rest:>9,.0f} {rest / bill.dollars:>5.0%}  everything else"


def _levers(profile: Profile, compute: Compute) -> Iterator[str]:
    design = replace(DESIGNS[profile.name], compute=compute)
    for saving in savings(profile, design):
        if abs(saving.dollars) < 1:
            continue
        state = "used" if saving.is_used else "open"
        verb = "saves" if saving.dollars > 0 else "would cost"
        yield f"{abs(saving.dollars):>9,.0f} {state:>5}  {verb}: {saving.name}"
    least = bill_of(*with_all_that_save(profile, design)).dollars
    yield f"{least:>9,.0f}        is left with every lever that saves"


def _sources() -> Sequence[str]:
    return (
        "Assumptions are named in deploy/pricing: visits.py (a visit), design.py (machines), services/ (the rest).",
        "Prices are in prices.py, each with how it is known; none was read from a bill. Taxes and discounts are left out.",
    )
