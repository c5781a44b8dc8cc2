"""What is asked, in a few words each, with the address of the page that does not ask it any more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from catalog.mirror.view import CategoryView
from catalog.money import Money
from catalog.search.question import Question
from catalog.site.search.filters import Choices, Range
from catalog.site.search.form import SIDES

# The page among the results is another one once something else is asked.
CURSOR = "after"


@dataclass(frozen=True)
class Chip:
    """A condition; `address` is the query of the page without it."""

    words: str
    address: str


def chips_of(
    asked: QueryDict,
    question: Question,
    filters: Sequence[Choices | Range],
    category: CategoryView | None,
    currency: str,
) -> tuple[Chip, ...]:
    """Every condition but the words."""
    chips = [Chip(category.name, without(asked, "category"))] if category else []
    chips.extend(_about_offers(asked, question, currency))
    for each in filters:
        chips.extend(_of_range(asked, each) if isinstance(each, Range) else _of_choices(asked, each))
    return tuple(chips)


def without(asked: QueryDict, *names: str) -> str:
    """The query without these parameters, on its first page."""
    rest = asked.copy()
    for name in (*names, CURSOR):
        rest.pop(name, None)
    return f"?{rest.urlencode()}"


def _about_offers(asked: QueryDict, question: Question, currency: str) -> Iterator[Chip]:
    if question.price_min is not None:
        yield Chip(f"From {Money(question.price_min, currency).format()}", without(asked, "price_min"))
    if question.price_max is not None:
        yield Chip(f"Up to {Money(question.price_max, currency).format()}", without(asked, "price_max"))
    if question.fits_mm is not None:
        sides = " \N{MULTIPLICATION SIGN} ".join(asked.get(side) or "any" for side in SIDES)
        yield Chip(f"Fits into {sides} cm", without(asked, *SIDES))
    if question.is_available:
        yield Chip("Can be bought now", without(asked, "available"))


def _of_choices(asked: QueryDict, choices: Choices) -> Iterator[Chip]:
    for option in choices.options:
        if option.is_chosen:
            rest = asked.copy()
            rest.setlist(
                choices.name, [value for value in rest.getlist(choices.name) if value != option.value]
            )
            yield Chip(f"{choices.title}: {option.name}", without(rest))


def _of_range(asked: QueryDict, numbers: Range) -> Iterator[Chip]:
    for bound in numbers.bounds:
        if bound.typed and not bound.error:
            direction = "from" if bound is numbers.bounds[0] else "up to"
            words = f"{numbers.title} {direction} {bound.typed} {numbers.unit}".rstrip()
            yield Chip(words, without(asked, bound.name))
