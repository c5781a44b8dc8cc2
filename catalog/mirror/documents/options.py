"""What shoppers choose from, in a product's document.

Only where a product has options and all that is offered has a value of each, so that all other documents stay as they
are stored.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.mirror.rows import OptionRow, ProductRow, VariantRow
from catalog.mirror.view import OptionView, ValueView


def shown_options(row: ProductRow, offered: Sequence[VariantRow]) -> tuple[OptionRow, ...]:
    """The product's options; none when something offered lacks a value, for then shoppers could not be asked for each."""
    is_whole = all(len(values_document(variant, row.options)) == len(row.options) for variant in offered)
    return row.options if is_whole else ()


def values_document(variant: VariantRow, options: Sequence[OptionRow]) -> list[str]:
    """The names of the variant's values in the order of the options."""
    chosen = set(variant.value_ids)
    return [value.name for option in options for value in option.values if value.id in chosen]


def options_document(options: Sequence[OptionRow], offered: Sequence[VariantRow]) -> list[object]:
    """Each option with those of its values that `offered` variants have, and their swatches."""
    used = {value_id for variant in offered for value_id in variant.value_ids}
    return [
        [option.name, [[value.name, value.swatch] for value in option.values if value.id in used]]
        for option in options
    ]


def option_views(document: Mapping[str, Any]) -> tuple[OptionView, ...]:
    """The options that a product's document tells of."""
    return tuple(
        OptionView(name, tuple(ValueView(*value) for value in values))
        for name, values in document.get("options", ())
    )
