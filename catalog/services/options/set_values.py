"""Say which values an option has."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from catalog.errors import OptionsRefused
from catalog.jobs import ring_mirror_relay
from catalog.models import OptionValue, Product, ProductOption, VariantOption
from catalog.models.options import LONGEST_VALUE, MOST_VALUES


def set_values(*, option_id: int, names: Sequence[str]) -> None:
    """Let the option have values of these names, in this order; those that it has keep their look and their swatch.

    Capital letters make no difference but are taken over. Raises OptionsRefused when a name is empty, too long or
    there twice, when they are too many, or when a variant has a value that would go; Product.DoesNotExist.
    """
    require_names(names)
    wanted = {name.casefold(): name for name in names}
    with transaction.atomic():
        # Whoever changes options, values or variants of this product takes turns.
        Product.objects.select_for_update(no_key=True).get(options=option_id)
        option = ProductOption.objects.get(pk=option_id)
        known = {value.name.casefold(): value for value in option.values.all()}
        _remove(option, [value for name, value in known.items() if name not in wanted])
        for position, (key, name) in enumerate(wanted.items()):
            value = known.get(key) or OptionValue(option=option)
            if value.pk is None or (value.name, value.position) != (name, position):
                value.name, value.position = name, position
                value.save()
        ring_mirror_relay()


def require_names(names: Sequence[str]) -> None:
    """Raise OptionsRefused unless one option can have values of all these names."""
    if len({name.casefold() for name in names}) < len(names):
        raise OptionsRefused("An option has each of its values once.")
    if len(names) > MOST_VALUES:
        raise OptionsRefused(f"An option has {MOST_VALUES} values at most.")
    if any(not 0 < len(name) <= LONGEST_VALUE for name in names):
        raise OptionsRefused(f"A value's name has at least one letter and {LONGEST_VALUE} at most.")


def _remove(option: ProductOption, values: Sequence[OptionValue]) -> None:
    gone = option.values.filter(pk__in=[value.pk for value in values])
    used = gone.filter(Exists(VariantOption.objects.filter(value=OuterRef("pk"))))
    kept = ", ".join(f"“{name}”" for name in used.values_list("name", flat=True))
    if kept:
        raise OptionsRefused(f"Variants have {kept}. Give them other values of “{option.name}” first.")
    gone.delete()
