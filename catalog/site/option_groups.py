"""The choices of each option on the product page, as they stand with one variant chosen; `options.js` says them anew."""

from dataclasses import dataclass

from catalog.mirror.view import ProductView, ValueView, VariantView

SOLD_OUT = "sold out"
# Choosing it changes another choice as well.
ELSEWHERE = "not in this combination"


@dataclass(frozen=True)
class Choice:
    """One radio button. `note` says why it is not simply to be had; "" when it is."""

    value: ValueView
    is_chosen: bool
    note: str


@dataclass(frozen=True)
class OptionGroup:
    """The radio buttons of one option."""

    name: str
    choices: tuple[Choice, ...]


def groups_of(product: ProductView, chosen: VariantView) -> tuple[OptionGroup, ...]:
    """The product's options beside the variant that is chosen; none when it has no options."""
    by_values = {variant.values: variant for variant in product.variants}
    return tuple(
        OptionGroup(
            option.name,
            tuple(
                Choice(
                    value,
                    is_chosen=value.name == chosen.values[number],
                    note=_note(by_values.get(_exchanged(chosen.values, number, value.name))),
                )
                for value in option.values
            ),
        )
        for number, option in enumerate(product.options)
    )


def _exchanged(values: tuple[str, ...], number: int, name: str) -> tuple[str, ...]:
    return (*values[:number], name, *values[number + 1 :])


def _note(variant: VariantView | None) -> str:
    if variant is None:
        return ELSEWHERE
    return SOLD_OUT if variant.is_sold_out else ""
