"""What of an invoice is taxed alike, and how refunds take from it. Pure: sums of parts equal the whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from orders.services.invoices.shares import share

SHIPPING = "Tax on shipping"


@dataclass(frozen=True)
class Rate:
    """What is taxed alike: `words` name its tax, `gross_minor` is what it came to with tax, `tax_minor` the tax of that."""

    words: str
    gross_minor: int
    tax_minor: int

    def tax_of(self, minor: int) -> int:
        """The tax in so much of the first that is taken from it, rounded down; of all of it, all the tax."""
        if not self.gross_minor:
            return 0
        return self.tax_minor * min(minor, self.gross_minor) // self.gross_minor


@dataclass(frozen=True)
class Entry:
    """A line of a credit note, in minor units with tax. first: what it is taken from, as far as that goes; None for all."""

    name: str
    sku: str
    quantity: int
    minor: int
    first: str | None


@dataclass(frozen=True)
class Credit:
    """What each entry takes from which rate, with tax, and by rate how much tax that holds."""

    parts: tuple[Mapping[str, int], ...]
    taxes: Mapping[str, int]

    def net(self) -> list[int]:
        """Each entry without tax; together what was taken without all the tax."""
        net = [0] * len(self.parts)
        for words, tax in self.taxes.items():
            gross = [part.get(words, 0) for part in self.parts]
            for position, minor in enumerate(share(sum(gross) - tax, gross)):
                net[position] += minor
        return net


def credit_of(rates: Sequence[Rate], before: Iterable[Sequence[Entry]], entries: Sequence[Entry]) -> Credit:
    """What these entries take, after those of the credit notes `before`, the oldest first.

    Credit notes that come to the invoice take its tax to the unit at each rate, however they are cut.
    """
    left = {rate.words: rate.gross_minor for rate in rates}
    for of_one in before:
        for entry in of_one:
            _take(left, entry)
    began = dict(left)
    parts = tuple(_take(left, entry) for entry in entries)
    taxes = {
        rate.words: rate.tax_of(rate.gross_minor - left[rate.words])
        - rate.tax_of(rate.gross_minor - began[rate.words])
        for rate in rates
    }
    return Credit(parts, taxes)


def _take(left: dict[str, int], entry: Entry) -> dict[str, int]:
    """From its own rate what is there, and the rest from all by what is left of them."""
    taken = dict.fromkeys(left, 0)
    if entry.first in left:
        taken[entry.first] = max(min(entry.minor, left[entry.first]), 0)
        left[entry.first] -= taken[entry.first]
    rest = entry.minor - sum(taken.values())
    for words, minor in zip(left, share(rest, [max(one, 0) for one in left.values()]), strict=True):
        taken[words] += minor
        left[words] -= minor
    return taken
