"""Make the variants that a product's options leave to be made."""

import itertools
import math
import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max

from catalog.errors import OptionsRefused
from catalog.exchange.formats.article_numbers import LONGEST, made_up_sku
from catalog.jobs import ring_mirror_relay
from catalog.models import OptionValue, Product, Variant, VariantOption
from catalog.models.options import MOST_COMBINATIONS
from catalog.models.triggers.options import LONGEST_NAME

Combination = tuple[OptionValue, ...]


def make_missing_variants(*, product_id: int) -> int:
    """Make a variant of each combination of values that has none; how many that were.

    They are not offered yet and have no price. A variant without values that is already called like a combination
    becomes it instead. Raises OptionsRefused when an option has no values or the combinations are too many,
    Product.DoesNotExist.
    """
    with transaction.atomic():
        product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
        missing = _missing(product)
        adopted = _adopted(product, missing)
        made = _made(product, [combination for combination in missing if combination not in adopted])
        VariantOption.objects.bulk_create(
            VariantOption(variant=variant, option_id=value.option_id, value=value)
            for combination, variant in {**adopted, **made}.items()
            for value in combination
        )
        ring_mirror_relay()
    return len(made)


def _missing(product: Product) -> list[Combination]:
    options = list(product.options.prefetch_related("values"))
    values = [list(option.values.all()) for option in options]
    if not all(values) or not options:
        raise OptionsRefused("Give each option at least one value first.")
    number = math.prod(len(each) for each in values)
    if number > MOST_COMBINATIONS:
        raise OptionsRefused(
            f"That would be {number:,} variants, and {MOST_COMBINATIONS} are the most that are made of options."
        )
    taken = set(product.variants.exclude(combination=None).values_list("combination", flat=True))
    return [each for each in itertools.product(*values) if _key(each) not in taken]


def _key(combination: Combination) -> str:
    """As the database writes it (`catalog.models.triggers.options`)."""
    return ",".join(str(value.pk) for value in sorted(combination, key=lambda value: value.option_id))


def _name(combination: Combination) -> str:
    """As the database will write it, but for the end of a long one."""
    return " / ".join(value.name for value in combination)


def _adopted(product: Product, missing: Iterable[Combination]) -> dict[Combination, Variant]:
    without = {variant.name.casefold(): variant for variant in product.variants.filter(combination=None)}
    return {
        combination: without[_name(combination).casefold()]
        for combination in missing
        if _name(combination).casefold() in without
    }


def _made(product: Product, combinations: Sequence[Combination]) -> dict[Combination, Variant]:
    last = product.variants.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    numbers = _article_numbers(product, [_name(combination) for combination in combinations])
    variants = Variant.objects.bulk_create(
        Variant(
            product=product,
            sku=sku,
            name=_name(combination)[:LONGEST_NAME],
            position=first + number,
            is_active=False,
        )
        for number, (combination, sku) in enumerate(zip(combinations, numbers, strict=True))
    )
    return dict(zip(combinations, variants, strict=True))


def _article_numbers(product: Product, names: Iterable[str]) -> list[str]:
    """One for each name; where the merchant has that one already, with a number behind."""
    possible = [_possible_numbers(made_up_sku(product.slug, name)) for name in names]
    taken = set(
        Variant.objects.filter(
            merchant=product.merchant_id, sku__in=itertools.chain.from_iterable(possible)
        ).values_list("sku", flat=True)
    )
    numbers = [next((each for each in possibly if each not in taken), None) for possibly in possible]
    return [number or uuid.uuid4().hex.upper() for number in numbers]


def _possible_numbers(plain: str) -> list[str]:
    return [plain, *(f"{plain[: LONGEST - 2]}-{number}" for number in range(2, 10))]
