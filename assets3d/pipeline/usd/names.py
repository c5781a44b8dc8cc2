"""Names that every reader of USD accepts."""

import re
from collections.abc import Iterable


def prim_name(name: str | None, taken: Iterable[str], otherwise: str) -> str:
    """A valid prim name that resembles `name` and is not `taken`; `otherwise` where there is no name.

    Only ASCII letters, digits and underscores: readers older than OpenUSD 24.03 refuse the rest.
    """
    plain = re.sub(r"[^A-Za-z0-9]+", "_", name or "").strip("_") or otherwise
    if plain[0].isdigit():
        plain = f"_{plain}"
    used, unique, count = set(taken), plain, 1
    while unique in used:
        count += 1
        unique = f"{plain}_{count}"
    return unique


def unique_names(names: Iterable[str | None], otherwise: str) -> list[str]:
    """Prim names for siblings, in their order."""
    found: list[str] = []
    for name in names:
        found.append(prim_name(name, found, otherwise))
    return found
