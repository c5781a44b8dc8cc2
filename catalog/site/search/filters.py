"""The filters of the search page, with what is chosen of each and how many products have it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from django.http import QueryDict

from catalog.search.attributes.asked import COLOUR, LEAST, MOST, PREFIX, Mistake
from catalog.search.attributes.counted import AttributeFacet, SaidValue
from catalog.search.attributes.filters import Filter
from catalog.search.attributes.options import PREFIX as OPTION_PREFIX
from catalog.search.attributes.options import OptionFacet
from catalog.search.facets import Facets
from catalog.states import AttributeKind


@dataclass(frozen=True)
class Option:
    """A box to tick. `swatch` is a colour such as #a1b2c3, "" where it is none."""

    value: str
    name: str
    products: int
    is_chosen: bool
    swatch: str = ""


@dataclass(frozen=True)
class Choices:
    """Boxes under one title, of which one that holds is enough."""

    name: str
    title: str
    options: tuple[Option, ...]
    is_range: ClassVar[bool] = False

    @property
    def has_chosen(self) -> bool:
        return any(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class Bound:
    """One end of a range of numbers, as it was typed."""

    name: str
    label: str
    typed: str
    error: str


@dataclass(frozen=True)
class Range:
    """Two ends of an attribute's numbers. `least` says from where on there are any."""

    title: str
    unit: str
    least: str
    bounds: tuple[Bound, Bound]
    is_range: ClassVar[bool] = True

    @property
    def has_chosen(self) -> bool:
        return any(bound.typed for bound in self.bounds)


def filters_of(
    facets: Facets, filters: Sequence[Filter], asked: QueryDict, mistakes: Mapping[str, Mistake]
) -> tuple[Choices | Range, ...]:
    """Colours, options, and the attributes that are filters in the shop's order; what nothing has only while it is chosen."""
    by_filter = {facet.filter.id: facet for facet in facets.attributes}
    found: list[Choices | Range] = [_colours(facets, asked.getlist("colour")), *_of_options(facets, asked)]
    for each in filters:
        facet = by_filter.get(each.id, AttributeFacet(each, (), ()))
        found.append(_of_attribute(facet, asked, mistakes))
    return tuple(each for each in found if each.has_chosen or _has_any(each))


def _has_any(found: Choices | Range) -> bool:
    return bool(found.least) if isinstance(found, Range) else bool(found.options)


def _colours(facets: Facets, chosen: Sequence[str]) -> Choices:
    said = [SaidValue(colour.name, colour.name, colour.products) for colour in facets.colours]
    return Choices("colour", "Colour", tuple(_options(said, chosen, {name: name for name in chosen})))


def _of_options(facets: Facets, asked: QueryDict) -> Iterator[Choices]:
    offered = {f"{OPTION_PREFIX}{facet.name}": facet for facet in facets.options}
    given = [name for name in asked if name.startswith(OPTION_PREFIX)]
    for name in dict.fromkeys([*offered, *given]):
        facet = offered.get(name, OptionFacet(name.removeprefix(OPTION_PREFIX), ()))
        said = [SaidValue(value.name, value.name, value.products) for value in facet.values]
        chosen = [value for value in asked.getlist(name) if value]
        yield Choices(name, facet.title, tuple(_options(said, chosen, {value: value for value in chosen})))


def _of_attribute(
    facet: AttributeFacet, asked: QueryDict, mistakes: Mapping[str, Mistake]
) -> Choices | Range:
    name = f"{PREFIX}{facet.filter.slug}"
    if facet.filter.kind == AttributeKind.NUMBER:
        return _range(facet, name, asked, mistakes)
    chosen = asked.getlist(name)
    if facet.filter.kind == AttributeKind.COLOUR:
        names = {value: f"#{value}" for value in chosen if COLOUR.fullmatch(value)}
        drawn = tuple(
            replace(each, swatch=f"#{each.value}") for each in _options(facet.values, chosen, names)
        )
        return Choices(name, facet.filter.name, drawn)
    return Choices(name, facet.filter.name, tuple(_options(facet.values, chosen, dict(facet.filter.choices))))


def _range(facet: AttributeFacet, name: str, asked: QueryDict, mistakes: Mapping[str, Mistake]) -> Range:
    lowest = f"{facet.bands[0].least:f}" if facet.bands else ""
    least, most = (
        Bound(
            name=f"{name}{end}",
            label=label,
            typed=asked.get(f"{name}{end}", ""),
            error=mistakes[f"{name}{end}"].sentence if f"{name}{end}" in mistakes else "",
        )
        for end, label in ((LEAST, "from"), (MOST, "to"))
    )
    return Range(facet.filter.name, facet.filter.unit, lowest, (least, most))


def _options(said: Sequence[SaidValue], chosen: Sequence[str], names: Mapping[str, str]) -> Iterator[Option]:
    """What there is, and then what is chosen of `names` though nothing has it."""
    there = {each.value for each in said}
    gone = [SaidValue(value, names[value], 0) for value in dict.fromkeys(chosen) if value in names]
    for each in (*said, *(each for each in gone if each.value not in there)):
        yield Option(each.value, each.name, each.products, each.value in chosen)
