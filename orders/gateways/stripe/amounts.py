"""Amounts as Stripe writes them: https://docs.stripe.com/currencies, "Zero-decimal currencies" and "Special cases"."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from catalog.money import Money, exponent
from orders.errors import AmountUnwritable

WITHOUT_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
# Written with two decimals, which must be 00.
ONLY_WHOLE = frozenset({"ISK", "UGX"})
# Written with three, of which the last must be 0.
WITH_THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})

# The least that can be charged, as Stripe writes it: the same page, "Minimum and maximum charge amounts". What is not
# listed there, or settled in another currency, Stripe decides itself.
LEAST: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("USD", "EUR", "CHF", "AUD", "CAD", "NZD", "SGD", "BRL", "INR"), 50),
        **dict.fromkeys(("AED", "MYR", "PLN", "RON"), 200),
        **dict.fromkeys(("NOK", "SEK"), 300),
        **dict.fromkeys(("MXN", "THB"), 1000),
        "GBP": 30,
        "JPY": 50,
        "DKK": 250,
        "HKD": 400,
        "CZK": 1500,
        "HUF": 17500,
    }
)


def can_be_charged(amount: Money) -> bool:
    """Whether Stripe takes this amount, as far as its tables say. Asks nobody."""
    try:
        return to_stripe(amount) >= LEAST.get(amount.currency, 1)
    except AmountUnwritable:
        return False


def to_stripe(amount: Money) -> int:
    """AmountUnwritable when Stripe cannot take this amount to the last digit."""
    currency = amount.currency
    written = amount.amount.scaleb(_exponent(currency))
    step = {**dict.fromkeys(ONLY_WHOLE, 100), **dict.fromkeys(WITH_THREE_DECIMALS, 10)}.get(currency, 1)
    if written != written.to_integral_value() or int(written) % step:
        raise AmountUnwritable(f"Stripe cannot take {amount.amount} {currency} to the last digit.")
    return int(written)


def from_stripe(written: int, currency: str) -> Money:
    """`currency` in letters of either size. AmountUnwritable for an amount that this shop cannot write."""
    code = currency.upper()
    minor = Decimal(written).scaleb(exponent(code) - _exponent(code))
    if minor != minor.to_integral_value():
        raise AmountUnwritable(f"Stripe has an amount of {written} {code}, which has fewer decimals here.")
    return Money(int(minor), code)


def _exponent(currency: str) -> int:
    if currency in WITHOUT_DECIMALS:
        return 0
    return 3 if currency in WITH_THREE_DECIMALS else 2
