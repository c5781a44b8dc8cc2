from decimal import Decimal

import pytest

from catalog.search.attributes.asked import (
    NOT_A_CHOICE,
    NOT_A_NUMBER,
    TOO_MANY,
    UNKNOWN,
    Asked,
    Mistake,
    read_asked,
)
from catalog.search.attributes.filters import Filter
from catalog.search.question import Said
from catalog.states import AttributeKind

FILTERS = (
    Filter(7, "wood", "Wood", AttributeKind.CHOICE, "", (("31", "Oak"), ("32", "Ash"))),
    Filter(8, "seat-height", "Seat height", AttributeKind.NUMBER, "cm", ()),
    Filter(9, "folds", "Folds", AttributeKind.BOOLEAN, "", (("true", "Yes"), ("false", "No"))),
    Filter(10, "paint", "Paint", AttributeKind.COLOUR, "", ()),
)


def test_read_asked_takes_alternatives_bounds_and_nothing_else() -> None:
    asked = read_asked(
        {
            "attr.wood": ["31", "32"],
            "attr.seat-height.min": ["42.5"],
            "attr.seat-height.max": [" 48 "],
            "attr.folds": ["true"],
            "attr.paint": ["a1b2c3"],
            "search": ["chair"],
        },
        FILTERS,
    )

    assert asked == Asked(
        (
            Said(7, facets=("attribute:7:31", "attribute:7:32")),
            Said(8, least=Decimal("42.5"), most=Decimal(48)),
            Said(9, facets=("attribute:9:true",)),
            Said(10, facets=("attribute:10:a1b2c3",)),
        ),
        {},
    )


MISTAKES: dict[str, tuple[str, list[str], Mistake]] = {
    "no such attribute": ("attr.brand", ["x"], UNKNOWN),
    "no attribute": ("attr.", ["x"], UNKNOWN),
    "a number without a bound": ("attr.seat-height", ["42"], UNKNOWN),
    "a bound of a choice": ("attr.wood.min", ["31"], UNKNOWN),
    "a choice by its name": ("attr.wood", ["Oak"], NOT_A_CHOICE),
    "a choice of another": ("attr.wood", ["31", "33"], NOT_A_CHOICE),
    "no colour": ("attr.paint", ["#a1b2c3"], NOT_A_CHOICE),
    "neither yes nor no": ("attr.folds", ["maybe"], NOT_A_CHOICE),
    "not a number": ("attr.seat-height.min", ["tall"], NOT_A_NUMBER),
    "nothing": ("attr.seat-height.min", [""], NOT_A_NUMBER),
    "no number at all": ("attr.seat-height.max", ["NaN"], NOT_A_NUMBER),
    "without end": ("attr.seat-height.max", ["-Infinity"], NOT_A_NUMBER),
    "too large": ("attr.seat-height.max", ["1e999999"], NOT_A_NUMBER),
    "too small": ("attr.seat-height.max", ["1e-999999"], NOT_A_NUMBER),
    "too long": ("attr.seat-height.max", ["0" * 41], NOT_A_NUMBER),
    "two bounds": ("attr.seat-height.max", ["1", "2"], TOO_MANY),
    "too many": ("attr.wood", ["31"] * 21, TOO_MANY),
}


@pytest.mark.parametrize(("name", "values", "mistake"), MISTAKES.values(), ids=MISTAKES)
def test_read_asked_says_what_is_wrong(name: str, values: list[str], mistake: Mistake) -> None:
    asked = read_asked(
        {name: values, "attr.folds": ["false"]} if name != "attr.folds" else {name: values}, FILTERS
    )

    assert asked.mistakes == {name: mistake}
    assert len(asked.said) == (name != "attr.folds")
