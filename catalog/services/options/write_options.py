"""Say all of a product's options at once: what they are called, which values they have, and how those look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from catalog.errors import OptionsRefused
from catalog.models import OptionValue, Product, ProductOption, VariantOption
from catalog.models.options import MOST_OPTIONS
from catalog.services.options.set_values import require_names


@dataclass(frozen=True)
class ToldValue:
    """A value as it is to be. `key` is that of its row, where it is called otherwise now."""

    name: str
    material_variant: str = ""
    swatch: str = ""
    key: int | None = None


@dataclass(frozen=True)
class ToldOption:
    """An option as it is to be, with its values in their order. `key` is as a value's."""

    name: str
    values: Sequence[ToldValue]
    key: int | None = None


@dataclass(frozen=True)
class Untold:
    """The keys of what a product has and what was told does not name."""

    options: frozenset[int]
    values: frozenset[int]


def write_options(*, product: Product, told: Sequence[ToldOption]) -> Untold:
    """Write what differs, in the caller's transaction, which holds the product. What is left out stays for now.

    Rows are found again by key, else by name, in which capital letters make no difference; in as many statements
    however many they are. Raises OptionsRefused for names that are there twice, too long or too many, and for keys
    that are not the product's.
    """
    _require(told)
    known = list(product.options.prefetch_related("values"))
    values = {option.pk: list(option.values.all()) for option in known}
    options = [each or ProductOption(product=product) for each in _found(told, known)]
    try:
        with transaction.atomic():
            _keep(ProductOption, [(row, _place(number, told[number])) for number, row in enumerate(options)])
            kept = [
                (found or OptionValue(option=option), {**_place(number, value), **_look(value)})
                for option, each in zip(options, told, strict=True)
                for number, (value, found) in enumerate(
                    zip(each.values, _found(each.values, values.get(option.pk, [])), strict=True)
                )
            ]
            _keep(OptionValue, kept)
    except IntegrityError as error:
        raise OptionsRefused("Two of them would be called alike. Rename one after the other.") from error
    return Untold(
        frozenset(option.pk for option in known) - {option.pk for option in options},
        frozenset(value.pk for rows in values.values() for value in rows) - {row.pk for row, _ in kept},
    )


def remove_untold(untold: Untold) -> None:
    """Let go of what was not told of, in the caller's transaction. Raises OptionsRefused when variants have some of it."""
    if untold.values:
        used = VariantOption.objects.filter(value__in=untold.values).order_by("value")
        names = dict.fromkeys(used.values_list("value__name", flat=True))
        if names:
            kept = ", ".join(f"“{name}”" for name in names)
            raise OptionsRefused(f"Variants have {kept}. Give them other values first, or none.")
        OptionValue.objects.filter(pk__in=untold.values).delete()
    if untold.options:
        ProductOption.objects.filter(pk__in=untold.options).delete()


def _require(told: Sequence[ToldOption]) -> None:
    if len(told) > MOST_OPTIONS:
        raise OptionsRefused(f"A product has {MOST_OPTIONS} options at most.")
    if len({option.name.casefold() for option in told}) < len(told):
        raise OptionsRefused("A product has each of its options once.")
    for option in told:
        require_names([value.name for value in option.values])


def _found(
    told: Iterable[ToldOption | ToldValue], known: Sequence[Any]
) -> list[Any]:  # rows of options, or of one option's values
    """For each of what is told the row that it is about, None where it is new. Raises OptionsRefused."""
    by_key = {row.pk: row for row in known}
    named = [each.key for each in told if each.key is not None]
    if len(set(named)) < len(named) or not by_key.keys() >= set(named):
        raise OptionsRefused("A number is there twice, or is that of another product's.")
    by_name = {row.name.casefold(): row for row in known if row.pk not in named}
    return [by_name.get(each.name.casefold()) if each.key is None else by_key[each.key] for each in told]


def _place(number: int, told: ToldOption | ToldValue) -> dict[str, object]:
    return {"name": told.name, "position": number}


def _look(value: ToldValue) -> dict[str, object]:
    return {"material_variant": value.material_variant, "swatch": value.swatch}


def _keep(model: Any, rows: Sequence[tuple[Any, Mapping[str, object]]]) -> None:  # noqa: ANN401  # of either model
    """Write each row that is new or differs from what it is to be."""
    new: list[Any] = []
    changed: list[Any] = []
    for row, facts in rows:
        if all(getattr(row, name) == value for name, value in facts.items()) and row.pk is not None:
            continue
        (new if row.pk is None else changed).append(row)
        for name, value in facts.items():
            setattr(row, name, value)
    model.objects.bulk_create(new)
    if changed:
        model.objects.bulk_update(changed, list(rows[0][1]))
