"""What a tax service is asked about an order, and what it answers. Pure: knows neither the shop's tables nor a network."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

# As precise as orders keep rates, in percent.
_PRECISION = Decimal("0.001")
_WHOLE = Decimal(100)


class NoAnswer(ValueError):
    """What was said is no answer to the question. The message says in which way, and nothing of what was asked."""


@dataclass(frozen=True)
class TaxDestination:
    """Where it goes, as far as that is known: before an address is typed, only the country and perhaps the region.

    country: ISO 3166, two letters; region as addresses there write it. street: its lines above postcode and city.
    """

    country: str
    region: str = ""
    postcode: str = ""
    city: str = ""
    street: tuple[str, ...] = ()


@dataclass(frozen=True)
class TaxLine:
    """A quantity of one variant, which no other line holds.

    amount_minor: what all of it costs once its share of the voucher is taken off. tax_class: the class's code.
    merchant_id: primary key of who sells it.
    """

    variant_id: int
    sku: str
    merchant_id: int
    tax_class: str
    quantity: int
    amount_minor: int


@dataclass(frozen=True)
class TaxQuestion:
    """All that tax may depend on. Amounts are in minor units of the currency, and hold the tax if prices include it.

    day: in the shop's time zone. shipping_minor: what sending it costs, after a voucher that frees it.
    """

    destination: TaxDestination
    currency: str
    prices_include_tax: bool
    day: date
    lines: tuple[TaxLine, ...]
    shipping_minor: int

    @property
    def text(self) -> str:
        """The same for equal questions, and another one for all others."""
        return json.dumps(asdict(self), sort_keys=True, default=date.isoformat)


@dataclass(frozen=True)
class TaxAnswer:
    """Rates in percent of the price without tax, whether or not prices include it: by variant, and for shipping.

    A line that is taxed in part, as above a threshold, has the rate that comes to its tax over all of it. shipping: None
    where it is taxed as the goods are.
    """

    lines: Mapping[int, Decimal]
    shipping: Decimal | None = None


def judged(question: TaxQuestion, answer: object) -> TaxAnswer:
    """The answer with its rates as orders keep them, three digits after the point, rounded half up. NoAnswer if it is none."""
    if not isinstance(answer, TaxAnswer):
        raise NoAnswer(f"{type(answer).__name__} instead of a TaxAnswer")
    asked = {line.variant_id for line in question.lines}
    if answer.lines.keys() != asked:
        raise NoAnswer(f"{len(answer.lines)} lines that are not the {len(asked)} that were asked about")
    return TaxAnswer(
        lines={variant_id: _rate(percent) for variant_id, percent in answer.lines.items()},
        shipping=None if answer.shipping is None else _rate(answer.shipping),
    )


def _rate(percent: object) -> Decimal:
    if not isinstance(percent, Decimal):
        raise NoAnswer(f"{type(percent).__name__} instead of a Decimal")
    if not percent.is_finite() or not 0 <= percent <= _WHOLE:
        raise NoAnswer(f"a rate of {percent} percent")
    # Without the sign of a nothing that is negative.
    return abs(percent).quantize(_PRECISION, rounding=ROUND_HALF_UP)
