"""The options that a list tells of, and which values its variants have. What nothing is said of keeps its values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, connection

from catalog.exchange.formats.entries import EntryRefused, Problem, ProductEntry, VariantEntry
from catalog.models import OptionValue, Product, ProductOption, Variant, VariantOption
from catalog.models.options import MOST_OPTIONS, MOST_VALUES


@dataclass(frozen=True)
class OptionsTaken:
    """Whether anything is otherwise now, and which columns of variants with options follow from their values."""

    is_changed: bool
    following: frozenset[str]


def take_options(
    product: Product, entry: ProductEntry, variants: Mapping[str, Variant], *, is_new: bool
) -> OptionsTaken:
    """Write what differs; options that no variant has any more go. `variants` are the product's, by article number.

    Raises EntryRefused for more options or values than a product may have, and when two variants would be the same.
    """
    options = [] if is_new else list(product.options.prefetch_related("values"))
    told = [each for each in entry.variants if each.options]
    if not told:
        return OptionsTaken(is_changed=False, following=_following(options))
    values, are_new = _values(product, entry.line, told, options)
    chosen = {} if is_new else _chosen([variants[each.sku] for each in told])
    wanted = {
        (variants[each.sku].pk, value.option_id): value
        for each in told
        for value in (values[_words(pair)] for pair in each.options)
    }
    is_chosen = _choose(wanted, chosen)
    if is_chosen and not (is_new and _differ(wanted)):
        _require_difference(entry.line)
    return OptionsTaken(is_changed=are_new or is_chosen, following=_following(options))


def _chosen(variants: Sequence[Variant]) -> dict[tuple[int, int], VariantOption]:
    """What variants have of options, by the keys of both."""
    rows = VariantOption.objects.filter(variant__in=variants)
    return {(row.variant_id, row.option_id): row for row in rows}


def _following(options: Iterable[ProductOption]) -> frozenset[str]:
    values = [value for option in options for value in option.values.all()]
    told = {
        "name": True,
        "material_variant": any(value.material_variant for value in values),
        "swatch": any(value.swatch for value in values),
    }
    return frozenset(field for field, follows in told.items() if follows)


def _words(pair: tuple[str, str]) -> tuple[str, str]:
    """An option and its value as the database compares them."""
    return pair[0].lower(), pair[1].lower()


def _values(
    product: Product, line: int, told: Sequence[VariantEntry], options: Sequence[ProductOption]
) -> tuple[Mapping[tuple[str, str], OptionValue], bool]:
    """Each value that the list names, by option and name, and whether some were new."""
    known = {option.name.lower(): option for option in options}
    named = {pair[0].lower(): pair[0] for each in told for pair in each.options}
    new = [
        ProductOption(product=product, name=name, position=len(known) + number)
        for number, name in enumerate(name for word, name in named.items() if word not in known)
    ]
    if len(known) + len(new) > MOST_OPTIONS:
        raise _too_many(line, f"A product has up to {MOST_OPTIONS} options.")
    known |= {option.name.lower(): option for option in ProductOption.objects.bulk_create(new)}
    values = {
        (option.name.lower(), value.name.lower()): value
        for option in options
        for value in option.values.all()
    }
    counts = {option.name.lower(): len(option.values.all()) for option in options}
    missing: dict[tuple[str, str], OptionValue] = {}
    for pair in (pair for each in told for pair in each.options):
        words = _words(pair)
        if words in values or words in missing:
            continue
        position = counts.get(words[0], 0)
        counts[words[0]] = position + 1
        missing[words] = OptionValue(option=known[words[0]], name=pair[1], position=position)
    if max(counts.values()) > MOST_VALUES:
        raise _too_many(line, f"An option has up to {MOST_VALUES} values.")
    OptionValue.objects.bulk_create(missing.values())
    return values | missing, bool(missing)


def _too_many(line: int, message: str) -> EntryRefused:
    return EntryRefused(Problem(line, "", "too_many_options", message))


def _choose(
    wanted: Mapping[tuple[int, int], OptionValue], chosen: Mapping[tuple[int, int], VariantOption]
) -> bool:
    """Let the variants have the wanted values and no others; tell whether any has another one now."""
    left = [row for place, row in chosen.items() if place not in wanted]
    other = [row for place, row in chosen.items() if place in wanted and row.value_id != wanted[place].pk]
    new = [
        VariantOption(variant_id=variant_id, option_id=option_id, value=value)
        for (variant_id, option_id), value in wanted.items()
        if (variant_id, option_id) not in chosen
    ]
    for row in other:
        row.value = wanted[row.variant_id, row.option_id]
    if left:
        VariantOption.objects.filter(pk__in=[row.pk for row in left]).delete()
        unused = ProductOption.objects.filter(pk__in=[row.option_id for row in left])
        unused.filter(chosen_values=None).delete()
    if other:
        VariantOption.objects.bulk_update(other, ["value"])
    VariantOption.objects.bulk_create(new)
    return bool(left or other or new)


def _differ(wanted: Mapping[tuple[int, int], OptionValue]) -> bool:
    """Whether no two of these variants are the same."""
    values: defaultdict[int, set[int]] = defaultdict(set)
    for (variant_id, _), value in wanted.items():
        values[variant_id].add(value.pk)
    return len({frozenset(each) for each in values.values()}) == len(values)


def _require_difference(line: int) -> None:
    """Variants may change places while they are written; that none is another's double is looked at now, not at the end."""
    with connection.cursor() as cursor:
        try:
            cursor.execute("SET CONSTRAINTS variant_combination_once IMMEDIATE")
        except IntegrityError as error:
            message = "Another variant of this product, which is not in the list, has the same values of the options."
            raise EntryRefused(Problem(line, "", "options_twice", message)) from error
        cursor.execute("SET CONSTRAINTS variant_combination_once DEFERRED")
