"""Options of products and the names that variants have from the values of theirs."""

from collections.abc import Iterable

from catalog.exchange.formats.cells import Problems
from catalog.exchange.formats.entries import VariantEntry

LONGEST_OPTION, LONGEST_VALUE, LONGEST_NAME = 40, 60, 80

Options = tuple[tuple[str, str], ...]


def name_of(options: Options) -> str:
    """What the database calls a variant with these options."""
    name = " / ".join(value for _, value in options)
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def check_variants(variants: Iterable[VariantEntry], problems: Problems) -> None:
    """Note each variant that has the article number or all the values of another one."""
    skus: dict[str, int] = {}
    combinations: dict[frozenset[tuple[str, str]], int] = {}
    for variant in variants:
        first = skus.setdefault(variant.sku, variant.line)
        if first != variant.line:
            message = f"Line {first} has the article number “{variant.sku}” already."
            problems.add(variant.line, "", "sku_twice", message)
            continue
        if variant.options:
            values = frozenset((option.casefold(), value.casefold()) for option, value in variant.options)
            first = combinations.setdefault(values, variant.line)
        if first != variant.line:
            message = f"Line {first} has the same values of the options already."
            problems.add(variant.line, "", "options_twice", message)
