"""What shoppers fill in, as it is understood."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from catalog.search.attributes.filters import Filter
from catalog.search.question import Question, Said, Sort
from catalog.site.search.form import ENDLESS_MM, read_search
from catalog.states import AttributeKind

HEIGHT = Filter(8, "height", "Height", AttributeKind.NUMBER, "cm", ())

UNDERSTOOD: dict[str, tuple[str, Question]] = {
    "nothing": ("", Question()),
    "fields left empty": (
        "q=&price_min=&width=&depth=&height=&category=&attr.height.min=&sort=newest",
        Question(),
    ),
    "words": ("q=oak+chair", Question("oak chair", sort=Sort.RELEVANCE)),
    "words in another order": ("q=oak&sort=-price", Question("oak", sort=Sort.PRICE_DOWN)),
    "an order that is none": ("sort=random", Question()),
    "prices with point and comma": (
        "price_min=49,90&price_max=120.5",
        Question(price_min=4990, price_max=12050),
    ),
    "three sides": ("width=80&depth=60,5&height=200", Question(fits_mm=(800, 605, 2000))),
    "one side": ("height=90", Question(fits_mm=(ENDLESS_MM, ENDLESS_MM, 900))),
    "boxes": (
        "available=true&colour=Moss&colour=Rust",
        Question(is_available=True, colours=("Moss", "Rust")),
    ),
    "a number": ("attr.height.min=42.5&attr.height.max=", Question(said=(Said(8, least=Decimal("42.5")),))),
    "what other sites append": ("q=oak&utm_source=x", Question("oak", sort=Sort.RELEVANCE)),
}


@pytest.mark.parametrize(("asked", "question"), UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_read_search(asked: str, question: Question) -> None:
    search = read_search(QueryDict(asked), [HEIGHT], 20)

    assert search.question == question
    assert search.is_understood


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("q", "x" * 201),
        ("q", "a\0b"),
        ("price_min", "cheap"),
        ("price_max", "1.999"),
        ("price_max", "-1"),
        ("price_max", "9" * 31),
        ("price_max", "NaN"),
        ("width", "wide"),
        ("depth", "0"),
        ("height", "1e3"),
        ("height", "12345"),
    ],
)
def test_what_is_not_understood_is_kept_and_left_out(name: str, typed: str) -> None:
    parameters = QueryDict(mutable=True)
    parameters.update({name: typed, "available": "true"})

    search = read_search(parameters, [], 20)

    assert not search.is_understood
    assert search.question == Question(is_available=True)
    assert list(search.form.errors) == [name]
    assert search.form[name].value() == typed
