"""What is written in cells, taken literally. Each raises ValueError with a sentence about what is wrong.

Python's own Decimal takes "NaN", "1e3" and Arabic digits for numbers; a list of prices means none of these.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from stdnum import ean

from catalog.money import Money, parse_amount

PLAIN_DECIMAL = re.compile(r"[0-9]{1,10}(\.[0-9]{1,6})?", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,9}(\.0{1,6})?", re.ASCII)
GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}", re.ASCII)
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
TRUE, FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})
HIGHEST_AMOUNT = 10_000_000


def price(text: str, currency: str) -> Money:
    """Money from a plain decimal such as "1299.00"."""
    if not PLAIN_DECIMAL.fullmatch(text):
        raise ValueError(f"“{shown(text)}” is not a price. Write it like 1299.00.")
    if Decimal(text) > HIGHEST_AMOUNT:
        raise ValueError(f"{text} {currency} is more than anything here may cost.")
    return parse_amount(_without_needless_zeros(text), currency)


def whole(text: str) -> int:
    """A count, or a length in whole millimetres; "100.0" is 100."""
    if not WHOLE.fullmatch(text):
        raise ValueError(f"“{shown(text)}” is not a whole number.")
    return int(text.partition(".")[0])


def grams(text: str) -> int | None:
    """A weight to the gram; None for 0, which is what others write when they do not know."""
    if not PLAIN_DECIMAL.fullmatch(text):
        raise ValueError(f"“{shown(text)}” is not a weight in grams.")
    weight = Decimal(text).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if weight >= 10**9:
        raise ValueError(f"{text} grams is more than anything here may weigh.")
    return int(weight) or None


def truth(text: str) -> bool:
    """TRUE or FALSE, in small or capital letters; also yes, no, 1 and 0."""
    word = text.casefold()
    if word not in TRUE | FALSE:
        raise ValueError(f"“{shown(text)}” is neither TRUE nor FALSE.")
    return word in TRUE


def colour(text: str) -> str:
    """#a1b2c3, in small letters."""
    if not COLOUR.fullmatch(text):
        raise ValueError(f"“{shown(text)}” is not a colour. Write it like #a1b2c3.")
    return text.lower()


def number(text: str) -> Decimal:
    """Any number that an attribute can have, to six decimal places."""
    if not NUMBER.fullmatch(text):
        raise ValueError(f"“{shown(text)}” is not a number. Write it like 12.5.")
    return Decimal(text)


def gtin(text: str) -> str:
    """The number below a bar code; shops put an apostrophe before it, lest spreadsheets calculate with it."""
    digits = text.lstrip("'").replace(" ", "").replace("-", "")
    if not GTIN.fullmatch(digits) or not ean.is_valid(digits):
        raise ValueError(f"“{shown(text)}” is not a GTIN: a digit is wrong or missing. It was left out.")
    return digits


def names(text: str) -> tuple[str, ...]:
    """The names in a cell with commas between them, each once."""
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def shown(text: str) -> str:
    """A cell as it may stand in a sentence: short, and without control characters."""
    printable = "".join(character if character.isprintable() else "?" for character in text)
    return printable if len(printable) <= 40 else f"{printable[:39]}…"


def _without_needless_zeros(text: str) -> str:
    """ "12.5000" has no more decimal places than "12.50"; only what is not zero counts as one."""
    return text.rstrip("0").rstrip(".") if "." in text else text
