"""The questions to the search are the same each time, and of every sort."""

import random

import pytest

from catalog.search.question import Question
from tests.benchmarks.catalog.searching.questions import mistyped, questions


def test_questions_are_the_same_for_the_same_seed() -> None:
    assert questions(100, seed=1) == questions(200, seed=1)[:100]
    assert questions(100, seed=1) != questions(100, seed=2)


def test_questions_have_words_and_some_have_each_of_the_filters() -> None:
    asked = questions(1_000, seed=1)

    assert all(question.text.strip() for question in asked)
    plain = Question()
    filters = ("category_slug", "price_min", "price_max", "fits_mm", "is_available", "colours", "sort")
    used = {name for name in filters for each in asked if getattr(each, name) != getattr(plain, name)}
    assert used == set(filters)
    assert len({question.text for question in asked}) > 500


@pytest.mark.parametrize("seed", range(20))
def test_mistyped_word_differs_by_one_letter_or_two_swapped(seed: int) -> None:
    word = mistyped("walnut", random.Random(seed))  # noqa: S311  # no secrets

    assert abs(len(word) - len("walnut")) <= 1
    assert word[0] == "w"


def test_short_word_is_typed_well() -> None:
    assert mistyped("oak", random.Random(1)) == "oak"  # noqa: S311  # as above
