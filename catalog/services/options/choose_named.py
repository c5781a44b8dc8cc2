"""Let variants have values by the names of options and values."""

from collections.abc import Mapping, Sequence

from catalog.errors import ChoiceUnknown
from catalog.models import Product, ProductOption
from catalog.services.options.choose_values import choose_values

# A variant's key, and its values' names by those of their options; None takes a value away.
Named = tuple[int, Mapping[str, str | None]]


def choose_named(*, product: Product, said: Sequence[Named]) -> None:
    """As `choose_values`. Capital letters make no difference.

    Raises ChoiceUnknown, with the place in `said`, for what the product does not have; OptionsRefused.
    """
    if not any(names for _, names in said):
        return
    options = {option.name.casefold(): option for option in product.options.prefetch_related("values")}
    chosen = {
        variant_id: {
            option.pk: value_id
            for option, value_id in (_pair(number, pair, options) for pair in names.items())
        }
        for number, (variant_id, names) in enumerate(said)
        if names
    }
    choose_values(product_id=product.pk, chosen=chosen)


def _pair(
    number: int, pair: tuple[str, str | None], options: Mapping[str, ProductOption]
) -> tuple[ProductOption, int | None]:
    option_name, name = pair
    option = options.get(option_name.casefold())
    if option is None:
        raise ChoiceUnknown(f"There is no option “{option_name}”.", number, option_name)
    values = {value.name.casefold(): value.pk for value in option.values.all()}
    if name is not None and name.casefold() not in values:
        raise ChoiceUnknown(f"“{option.name}” has no value “{name}”.", number, option_name)
    return option, None if name is None else values[name.casefold()]
