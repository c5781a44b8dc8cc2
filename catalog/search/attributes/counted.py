"""From counts of facets to what a page or an answer tells of each attribute that is a filter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.search.attributes.bands import NumberBand, bands_of
from catalog.search.attributes.filters import ATTRIBUTE, Filter
from catalog.states import AttributeKind

MOST_COLOURS = 20


@dataclass(frozen=True)
class SaidValue:
    """`value` is what one asks for, `name` what people call it."""

    value: str
    name: str
    products: int


@dataclass(frozen=True)
class AttributeFacet:
    """How many products say what under one attribute: `bands` of numbers, `values` of all other kinds."""

    filter: Filter
    values: tuple[SaidValue, ...]
    bands: tuple[NumberBand, ...]


def attribute_facets(filters: Sequence[Filter], found: Mapping[str, int]) -> tuple[AttributeFacet, ...]:
    """In the order of the filters; those that nothing says are left out. `found` are products by facet."""
    said: dict[int, dict[str, int]] = {}
    for facet, products in found.items():
        if facet.startswith(ATTRIBUTE):
            key, value = facet.removeprefix(ATTRIBUTE).split(":", 1)
            said.setdefault(int(key), {})[value] = products
    return tuple(_facet(each, said[each.id]) for each in filters if each.id in said)


def _facet(asked: Filter, said: Mapping[str, int]) -> AttributeFacet:
    if asked.kind == AttributeKind.NUMBER:
        cells = {Decimal(value): products for value, products in said.items()}
        return AttributeFacet(asked, (), bands_of(cells))
    values = _colours(said) if asked.kind == AttributeKind.COLOUR else _choices(asked, said)
    return AttributeFacet(asked, tuple(values), ())


def _choices(asked: Filter, said: Mapping[str, int]) -> Iterator[SaidValue]:
    return (SaidValue(value, name, said[value]) for value, name in asked.choices if value in said)


def _colours(said: Mapping[str, int]) -> Iterator[SaidValue]:
    """The most common first."""
    common = sorted(said.items(), key=lambda colour: (-colour[1], colour[0]))[:MOST_COLOURS]
    return (SaidValue(value, f"#{value}", products) for value, products in common)
