"""What people type into the search of a furniture shop: made up of the sample's words, the same for the same seed."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from catalog.management.sample.words import CLOSINGS, COLOURS, MATERIALS, OPENINGS, SHELVES, STYLES
from catalog.search.question import Question, Sort

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LEAST_LETTERS_TO_MISTYPE = 5
_KINDS = [kind.name for shelf in SHELVES for kind in shelf.kinds]
_SPACES_MM = ((800, 600, 2000), (400, 300, 500), (1200, 800, 900), (600, 600, 600))
# Of a hundred questions, how many are of each sort.
_SORTS_OF_TEXT: tuple[tuple[Callable[[random.Random], str], int], ...]
_FILTERED_PERCENT = 30


def questions(count: int, seed: int) -> list[Question]:
    """`count` questions: words and parts of words, names, mistyped ones, article numbers, with filters and orders."""
    chance = random.Random(seed)  # noqa: S311  # made-up questions, no secrets
    writers, weights = zip(*_SORTS_OF_TEXT, strict=True)
    asked = []
    for _ in range(count):
        text = chance.choices(writers, weights)[0](chance)
        question = Question(text=text, sort=Sort.RELEVANCE)
        asked.append(_filtered(question, chance) if chance.random() * 100 < _FILTERED_PERCENT else question)
    return asked


def mistyped(word: str, chance: random.Random) -> str:
    """The word with one letter lost, doubled, swapped or changed; short words stay as they are."""
    if len(word) < _LEAST_LETTERS_TO_MISTYPE:
        return word
    place = chance.randrange(1, len(word) - 2)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return chance.choice(
        (
            before + after,
            before + letter + letter + after,
            before + after[0] + letter + after[1:],
            before + chance.choice(_LETTERS) + after,
        )
    )


def _thing(chance: random.Random) -> str:
    return chance.choice(_KINDS)


def _thing_of_a_material(chance: random.Random) -> str:
    return f"{chance.choice(MATERIALS)} {_thing(chance)}"


def _described(chance: random.Random) -> str:
    return f"{chance.choice(STYLES)} {_thing_of_a_material(chance)}"


def _series(chance: random.Random) -> str:
    return chance.choice(OPENINGS) + chance.choice(CLOSINGS)


def _named(chance: random.Random) -> str:
    return f"{_series(chance)} {_thing(chance)}"


def _unfinished(chance: random.Random) -> str:
    """As it stands in the field while somebody types."""
    text = _thing_of_a_material(chance)
    return text[: chance.randrange(3, len(text))]


def _mistyped(chance: random.Random) -> str:
    words: Sequence[str] = _thing_of_a_material(chance).split()
    wrong = chance.randrange(len(words))
    return " ".join(mistyped(word, chance) if place == wrong else word for place, word in enumerate(words))


def _article(chance: random.Random) -> str:
    return f"{chance.randrange(1, 3)}-{chance.randrange(20_000):06d}-{chance.randrange(1, 4)}"


def _nothing(chance: random.Random) -> str:
    return "".join(chance.choices(_LETTERS, k=8))


_SORTS_OF_TEXT = (
    (_thing, 15),
    (_thing_of_a_material, 25),
    (_described, 10),
    (_series, 5),
    (_named, 12),
    (_unfinished, 15),
    (_mistyped, 11),
    (_article, 4),
    (_nothing, 3),
)


def _filtered(question: Question, chance: random.Random) -> Question:
    """With one to three conditions, and now and then another order."""
    filters: tuple[Callable[[Question], Question], ...] = (
        lambda asked: replace(asked, category_slug=chance.choice(SHELVES).slug),
        lambda asked: replace(asked, price_max=chance.choice((5_000, 25_000, 100_000))),
        lambda asked: replace(asked, price_min=chance.choice((2_500, 10_000))),
        lambda asked: replace(asked, is_available=True),
        lambda asked: replace(asked, colours=(chance.choice(COLOURS)[0],)),
        lambda asked: replace(asked, fits_mm=chance.choice(_SPACES_MM)),
        lambda asked: replace(asked, sort=chance.choice((Sort.PRICE_UP, Sort.PRICE_DOWN, Sort.NEWEST))),
    )
    for narrow in chance.sample(filters, chance.randrange(1, 4)):
        question = narrow(question)
    return question
