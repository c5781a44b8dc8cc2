"""What is a question about taxes, and what is an answer to it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from orders.pricing.taxing import NoAnswer, TaxAnswer, TaxDestination, TaxLine, TaxQuestion, judged

STOOL = TaxLine(variant_id=7, sku="S-7", merchant_id=1, tax_class="standard", quantity=2, amount_minor=5000)
BOOK = TaxLine(variant_id=9, sku="B-9", merchant_id=1, tax_class="books", quantity=1, amount_minor=900)
QUESTION = TaxQuestion(
    destination=TaxDestination("US", "OH", "43004", "Blacklick", ("1 Main St",)),
    currency="USD",
    prices_include_tax=False,
    day=date(2026, 5, 4),
    lines=(STOOL, BOOK),
    shipping_minor=490,
)


def test_questions_that_differ_in_anything_have_texts_that_differ() -> None:
    others = [
        replace(QUESTION, destination=replace(QUESTION.destination, postcode="43005")),
        replace(QUESTION, destination=replace(QUESTION.destination, street=("1 Main St", "Flat 2"))),
        replace(QUESTION, currency="CAD"),
        replace(QUESTION, prices_include_tax=True),
        replace(QUESTION, day=date(2026, 5, 5)),
        replace(QUESTION, lines=(STOOL,)),
        replace(QUESTION, lines=(replace(STOOL, amount_minor=4999), BOOK)),
        replace(QUESTION, lines=(replace(STOOL, tax_class="books"), BOOK)),
        replace(QUESTION, shipping_minor=0),
    ]

    assert len({QUESTION.text, *(other.text for other in others)}) == 1 + len(others)
    assert replace(QUESTION).text == QUESTION.text


def test_rates_are_rounded_to_what_orders_keep() -> None:
    said = TaxAnswer({9: Decimal("-0"), 7: Decimal("8.87450")}, Decimal(100))

    answer = judged(QUESTION, said)

    assert [str(answer.lines[variant]) for variant in (7, 9)] == ["8.875", "0.000"]
    assert str(answer.shipping) == "100.000"


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {7: Decimal(20), 9: Decimal(20)},
        TaxAnswer({7: Decimal(20)}),
        TaxAnswer({7: Decimal(20), 9: Decimal(20), 11: Decimal(20)}),
        TaxAnswer({7: Decimal(20), 9: Decimal("-0.001")}),
        TaxAnswer({7: Decimal(20), 9: Decimal("100.001")}),
        TaxAnswer({7: Decimal(20), 9: Decimal("NaN")}),
        TaxAnswer({7: Decimal(20), 9: Decimal("sNaN")}),
        TaxAnswer({7: Decimal(20), 9: Decimal("Infinity")}),
        TaxAnswer({7: Decimal(20), 9: 20.0}),  # type: ignore[dict-item]  # as a careless provider does
        TaxAnswer({7: Decimal(20), 9: Decimal(20)}, Decimal(-1)),
        TaxAnswer({7: Decimal(20), 9: Decimal(20)}, Decimal("NaN")),
    ],
)
def test_what_is_no_answer_is_refused_without_what_was_asked(answer: object) -> None:
    with pytest.raises(NoAnswer) as refused:
        judged(QUESTION, answer)

    assert not any(part in str(refused.value) for part in ("43004", "Blacklick", "Main"))
