"""Money: whole minor units and an ISO 4217 code. No floats, no sums of unlike currencies."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from babel.core import UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision, list_currencies

# Where CLDR's usual display digits differ from ISO 4217's minor unit.
ISO_EXPONENTS = {"IQD": 3, "MGA": 2, "RSD": 2, "LBP": 2}
# Before or behind the point; far more than any amount has, and few enough to reckon with.
MOST_DIGITS = 1_000
# "KWD7.993": CLDR sets a currency that is written in letters apart from its digits, Babel does not.
LETTERS_AT_DIGITS = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
# What a message repeats of what was typed.
SHOWN_LETTERS = 40


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met."""


@cache
def exponent(currency: str) -> int:
    """Decimal digits of `currency`'s minor unit: 2 for EUR, 0 for JPY, 3 for KWD. ValueError when unknown."""
    if currency not in list_currencies():
        raise ValueError(f"{currency!r} is not an ISO 4217 currency code.")
    return ISO_EXPONENTS.get(currency, get_currency_precision(currency))


@dataclass(frozen=True, order=False)
class Money:
    """`minor` units (cents for EUR) of `currency`."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._require_like(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._require_like(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, quantity: int) -> "Money":
        return Money(self.minor * quantity, self.currency)

    @property
    def amount(self) -> Decimal:
        """In major units: Decimal("12.50") for 1250 euro cents."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    @property
    def facts(self) -> dict[str, str | int]:
        """As programs are told it: {"amount": "12.50", "minor": 1250, "currency": "EUR"}."""
        digits = exponent(self.currency)
        # A sign, and at least one digit before the point.
        written = f"{self.minor:0{digits + 1 + (self.minor < 0)}d}"
        if digits:
            written = f"{written[:-digits]}.{written[-digits:]}"
        return {"amount": written, "minor": self.minor, "currency": self.currency}

    def _require_like(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be added.")

    def format(self, locale: str = "en") -> str:
        """As people write it: "€12.50". An unknown locale falls back to English."""
        try:
            written = format_currency(self.amount, self.currency, locale=locale.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            written = format_currency(self.amount, self.currency, locale="en")
        return LETTERS_AT_DIGITS.sub("\N{NO-BREAK SPACE}", written)


def parse_amount(text: str, currency: str) -> Money:
    """Money from what a person typed in major units, such as "12.50". ValueError says what is wrong."""
    shown = text[:SHOWN_LETTERS]
    try:
        amount = Decimal(text.strip())
    except InvalidOperation as error:
        raise ValueError(f"{shown!r} is not an amount.") from error
    # Few letters can mean more digits than anybody can reckon with: 1e9999999.
    if not amount.is_finite() or abs(amount.adjusted()) > MOST_DIGITS:
        raise ValueError(f"{shown!r} is not an amount.")
    minor = amount.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f"{currency} has {exponent(currency)} decimal places, {shown!r} has more.")
    return Money(int(minor), currency)
