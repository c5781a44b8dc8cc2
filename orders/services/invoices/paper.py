"""What stands on an invoice or a credit note, as plain facts that are kept as JSON."""

from dataclasses import asdict, dataclass
from typing import Any

# Grows when facts come in, so that what was written before is still read as what it is.
LAYOUT = 1


@dataclass(frozen=True)
class Seller:
    """Who sells, as registered. `address` is written line by line."""

    name: str
    address: tuple[str, ...]
    vat_id: str
    registration: str
    email: str


@dataclass(frozen=True)
class PaperLine:
    """Something sold, or given back. Amounts are in minor units of the paper's currency."""

    name: str
    sku: str
    quantity: int
    unit_minor: int
    total_minor: int


@dataclass(frozen=True)
class Sum:
    """An amount between the lines and the total, in words; a discount is negative."""

    words: str
    minor: int


@dataclass(frozen=True)
class Paper:
    """Everything that is printed. `sums` and the lines add up to `total_minor`.

    taxes_within: what of the total is tax, where prices include it.
    corrects: the number and the day (ISO 8601) of the invoice that a credit note takes back from, otherwise empty.
    """

    seller: Seller
    buyer: tuple[str, ...]
    order_number: int
    ordered_on: str
    issued_on: str
    currency: str
    lines: tuple[PaperLine, ...]
    sums: tuple[Sum, ...]
    total_minor: int
    corrects: tuple[str, ...] = ()
    taxes_within: tuple[Sum, ...] = ()

    def __post_init__(self) -> None:
        made_of = sum(line.total_minor for line in self.lines) + sum(one.minor for one in self.sums)
        if made_of != self.total_minor:
            raise ValueError(f"Lines and sums come to {made_of}, the total is {self.total_minor}.")

    def as_json(self) -> dict[str, Any]:
        """To keep; `paper_from_json` reads it."""
        return {"layout": LAYOUT, **asdict(self)}


def paper_from_json(data: dict[str, Any]) -> Paper:
    """What `as_json` made. KeyError or TypeError where it is something else."""
    return Paper(
        seller=Seller(**{**data["seller"], "address": tuple(data["seller"]["address"])}),
        buyer=tuple(data["buyer"]),
        order_number=data["order_number"],
        ordered_on=data["ordered_on"],
        issued_on=data["issued_on"],
        currency=data["currency"],
        lines=tuple(PaperLine(**line) for line in data["lines"]),
        sums=tuple(Sum(**one) for one in data["sums"]),
        total_minor=data["total_minor"],
        corrects=tuple(data["corrects"]),
        # Unknown to what was written before there was tax.
        taxes_within=tuple(Sum(**one) for one in data.get("taxes_within", ())),
    )
