"""Makes up products, the same ones for the same seed, and more of them without changing the first."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.utils.text import slugify

from catalog.management.sample.words import (
    CARE,
    CLOSINGS,
    COLOURS,
    DETAILS,
    HOUSES,
    MATERIALS,
    OPENINGS,
    ROOMS,
    SHELVES,
    STYLES,
    Kind,
)
from catalog.states import ProductState

FIRST_PUBLISHED_AT = datetime(2024, 1, 1, tzinfo=UTC)
APART = timedelta(seconds=45)
# Of a hundred products: how many are shown, and how many variants one has.
STATES = ((ProductState.PUBLISHED, 96), (ProductState.DRAFT, 3), (ProductState.ARCHIVED, 1))
VARIANTS = ((1, 35), (2, 30), (3, 25), (4, 10))
LONGEST_SLUG = 80

Choice = TypeVar("Choice")


@dataclass(frozen=True)
class SampleVariant:
    sku: str
    name: str
    swatch: str
    size_mm: tuple[int, int, int]
    weight_g: int
    amount_minor: int
    on_hand: int


@dataclass(frozen=True)
class SampleProduct:
    """`house` and `shelf` are places in HOUSES and SHELVES."""

    house: int
    shelf: int
    name: str
    slug: str
    tagline: str
    description: str
    state: ProductState
    published_at: datetime | None
    created_at: datetime
    variants: tuple[SampleVariant, ...]


def sample_products(count: int, seed: int) -> Iterator[SampleProduct]:
    """`count` products, oldest first. The first thousand are the same whatever the count."""
    chance = random.Random(seed)  # noqa: S311  # made-up goods, no secrets
    for number in range(count):
        yield _product(chance, seed, number)


def _product(chance: random.Random, seed: int, number: int) -> SampleProduct:
    shelf = chance.randrange(len(SHELVES))
    kind = chance.choice(SHELVES[shelf].kinds)
    material = chance.choice(MATERIALS)
    series = chance.choice(OPENINGS) + chance.choice(CLOSINGS)
    name = f"{series} {material} {kind.name}"
    ending = f"-{seed}-{number:x}"
    state = _weighted(chance, STATES)
    created_at = FIRST_PUBLISHED_AT + APART * number
    style, detail = chance.choice(STYLES), chance.choice(DETAILS)
    return SampleProduct(
        house=chance.randrange(len(HOUSES)),
        shelf=shelf,
        name=name,
        slug=slugify(name)[: LONGEST_SLUG - len(ending)] + ending,
        tagline=f"{_article(style).capitalize()} {style} {kind.name} with {detail}",
        description=(
            f"{series} is {_article(style)} {style} {kind.name} in {material} for the {chance.choice(ROOMS)}. "
            f"It has {detail}, and goes well with {chance.choice(MATERIALS)}. {chance.choice(CARE)}"
        ),
        state=state,
        published_at=None if state is ProductState.DRAFT else created_at,
        created_at=created_at,
        variants=tuple(_variants(chance, kind, f"{seed}-{number:06d}")),
    )


def _article(word: str) -> str:
    return "an" if word[0].lower() in "aeiou" else "a"


def _variants(chance: random.Random, kind: Kind, article: str) -> Iterator[SampleVariant]:
    """One to four colours of the same thing, now and then one of them dearer."""
    scale = chance.uniform(0.75, 1.3)
    size = (round(kind.width_mm * scale), round(kind.depth_mm * scale), round(kind.height_mm * scale))
    # Prices end in 90, and cheap things are more common than dear ones.
    span = kind.dearest_minor - kind.cheapest_minor
    amount = (kind.cheapest_minor + int(span * chance.random() ** 2)) // 100 * 100 + 90
    colours = chance.sample(COLOURS, _weighted(chance, VARIANTS))
    for place, (colour, swatch) in enumerate(colours):
        yield SampleVariant(
            sku=f"{article}-{place + 1}",
            name=colour,
            swatch=swatch,
            size_mm=size,
            # As if it were mostly air and a little wood.
            weight_g=max(50, size[0] * size[1] * size[2] // 12_000),
            amount_minor=amount + (1000 if chance.random() < 0.15 else 0),
            on_hand=0 if chance.random() < 0.12 else chance.randrange(1, 60),
        )


def _weighted(chance: random.Random, choices: Sequence[tuple[Choice, int]]) -> Choice:
    values, weights = zip(*choices, strict=True)
    chosen: Choice = chance.choices(values, weights)[0]
    return chosen
