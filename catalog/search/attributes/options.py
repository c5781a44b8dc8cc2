"""Finding products by the options that they are sold in, such as a size: "option:size:Large".

Merchants call their options as they like, so that those of one name are one, whoever's they are. Values that are
drawn with a swatch are colours instead, together with those of variants without options.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.search.attributes.asked import MOST_VALUES, NOT_A_CHOICE, TOO_MANY, Mistake

OPTION = "option:"
PREFIX = "option."
LONGEST_FACET = 100
MOST_OPTIONS = 8

# The facets of all variants that can be bought, by product.
OFFERED = f"""
    SELECT
        chosen.product_id,
        array_agg(DISTINCT left(
            '{OPTION}' || replace(lower(option.name), ':', ' ') || ':' || value.name, {LONGEST_FACET}
        )) AS facets
    FROM wanted
    JOIN catalog_variantoption AS chosen ON chosen.product_id = wanted.product_id
    JOIN catalog_variant AS variant ON variant.id = chosen.variant_id AND variant.is_active
    JOIN catalog_price AS price
        ON price.variant_id = variant.id AND price.currency = %(currency)s AND price.valid @> statement_timestamp()
    JOIN catalog_optionvalue AS value ON value.id = chosen.value_id
    JOIN catalog_productoption AS option ON option.id = chosen.option_id
    WHERE NOT EXISTS (
        SELECT 1 FROM catalog_optionvalue AS other WHERE other.option_id = option.id AND other.swatch <> ''
    )
    GROUP BY chosen.product_id
"""  # noqa: S608  # constants of ours

# The value that is drawn as the variant's swatch: as `catalog.models.triggers.options` takes it.
DRAWN = """
    SELECT value.name
    FROM catalog_variantoption AS chosen
    JOIN catalog_optionvalue AS value ON value.id = chosen.value_id
    JOIN catalog_productoption AS option ON option.id = chosen.option_id
    WHERE chosen.variant_id = variant.id AND value.swatch <> ''
    ORDER BY option.position, option.id LIMIT 1
"""


@dataclass(frozen=True)
class OfferedValue:
    name: str
    products: int


@dataclass(frozen=True)
class OptionFacet:
    """`name` is what one asks for, in small letters."""

    name: str
    values: tuple[OfferedValue, ...]

    @property
    def title(self) -> str:
        return self.name[:1].upper() + self.name[1:]


def option_facets(found: Mapping[str, int]) -> tuple[OptionFacet, ...]:
    """The most common options and of each the most common values. `found` are products by facet."""
    offered: dict[str, list[OfferedValue]] = {}
    for facet, products in found.items():
        if facet.startswith(OPTION):
            name, value = facet.removeprefix(OPTION).split(":", 1)
            offered.setdefault(name, []).append(OfferedValue(value, products))
    facets = [OptionFacet(name, _most_common(values)) for name, values in offered.items()]
    facets.sort(key=lambda facet: (-sum(value.products for value in facet.values), facet.name))
    return tuple(facets[:MOST_OPTIONS])


def _most_common(values: Sequence[OfferedValue]) -> tuple[OfferedValue, ...]:
    return tuple(sorted(values, key=lambda value: (-value.products, value.name))[:MOST_VALUES])


@dataclass(frozen=True)
class AskedOptions:
    """The facets of each option that is asked for, and what is wrong by its parameter's name."""

    facets: tuple[tuple[str, ...], ...]
    mistakes: Mapping[str, Mistake]


def read_options(parameters: Mapping[str, Sequence[str]]) -> AskedOptions:
    """All parameters that begin with PREFIX. Of one option's values, one is enough; nothing is offered in unknown ones."""
    facets, mistakes = [], {}
    for name, values in option_parameters(parameters):
        if len(values) > MOST_VALUES:
            mistakes[name] = TOO_MANY
        elif any("\0" in text for text in (name, *values)):
            mistakes[name] = NOT_A_CHOICE
        else:
            option = name.removeprefix(PREFIX)
            facets.append(tuple(f"{OPTION}{option}:{value}"[:LONGEST_FACET] for value in values))
    return AskedOptions(tuple(facets), mistakes)


def option_parameters(parameters: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """Those that ask for options."""
    return ((name, values) for name, values in parameters.items() if name.startswith(PREFIX))
