"""From the parameters of a request to what must be said of products: `attr.material=31&attr.height.max=90`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from catalog.search.attributes.filters import Filter
from catalog.search.question import Said
from catalog.states import AttributeKind

PREFIX = "attr."
LEAST, MOST = ".min", ".max"
MOST_VALUES = 20
LARGEST_NUMBER = Decimal(10) ** 12
LONGEST_NUMBER = 40
COLOUR = re.compile(r"[0-9a-f]{6}")


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a parameter; `code` is stable."""

    code: str
    sentence: str


UNKNOWN = Mistake("unknown", "There is no such filter.")
NOT_A_NUMBER = Mistake("not_a_number", "Write a number, such as 42.5.")
NOT_A_CHOICE = Mistake("not_a_choice", "There is no such choice.")
TOO_MANY = Mistake("too_many", f"No more than {MOST_VALUES} at a time.")


@dataclass(frozen=True)
class Asked:
    """What was understood, and what is wrong with the rest by its parameter's name."""

    said: tuple[Said, ...]
    mistakes: Mapping[str, Mistake]


def read_asked(parameters: Mapping[str, Sequence[str]], filters: Sequence[Filter]) -> Asked:
    """All parameters that begin with PREFIX, each with its values. Of one attribute's values, one is enough."""
    by_slug = {each.slug: each for each in filters}
    said: dict[str, Said] = {}
    mistakes: dict[str, Mistake] = {}
    for name, values in attribute_parameters(parameters):
        slug, bound = _parted(name)
        asked = by_slug.get(slug)
        if asked is None or bool(bound) != (asked.kind == AttributeKind.NUMBER):
            mistakes[name] = UNKNOWN
        elif mistake := _mistake_in(asked, values, is_number=bool(bound)):
            mistakes[name] = mistake
        else:
            said[slug] = _joined(said.get(slug, Said(asked.id)), asked, bound, values)
    return Asked(tuple(said.values()), mistakes)


def attribute_parameters(parameters: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """Those that ask for attributes."""
    return ((name, values) for name, values in parameters.items() if name.startswith(PREFIX))


def _parted(name: str) -> tuple[str, str]:
    """The attribute's slug, and which bound is meant, "" for none."""
    slug = name.removeprefix(PREFIX)
    bound = next((bound for bound in (LEAST, MOST) if slug.endswith(bound)), "")
    return slug.removesuffix(bound), bound


def _mistake_in(asked: Filter, values: Sequence[str], *, is_number: bool) -> Mistake | None:
    if len(values) > (1 if is_number else MOST_VALUES):
        return TOO_MANY
    if is_number:
        return None if all(_number(value) is not None for value in values) else NOT_A_NUMBER
    return None if all(_is_known(asked, value) for value in values) else NOT_A_CHOICE


def _is_known(asked: Filter, value: str) -> bool:
    if asked.kind == AttributeKind.COLOUR:
        return COLOUR.fullmatch(value) is not None
    return any(value == known for known, _ in asked.choices)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip()) if len(text) <= LONGEST_NUMBER else None
    except InvalidOperation:
        return None
    if number is None or not number.is_finite() or abs(number) > LARGEST_NUMBER:
        return None
    # Smaller ones than this are none that anything has, and PostgreSQL knows not all of them.
    return number if number.adjusted() >= -LONGEST_NUMBER else None


def _joined(said: Said, asked: Filter, bound: str, values: Sequence[str]) -> Said:
    if not bound:
        return Said(asked.id, facets=tuple(asked.facet(value) for value in values))
    number = _number(values[0])
    return (
        Said(asked.id, least=number, most=said.most)
        if bound == LEAST
        else Said(asked.id, least=said.least, most=number)
    )
