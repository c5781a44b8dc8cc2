"""Names that every reader of USD accepts."""

import re
from collections.abc import Iterable


class SiblingNames:
    """Names of the prims under one parent. `taken`: those that it has already."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._counts: dict[str, int] = {}

    def add(self, name: str | None, otherwise: str) -> str:
        """A valid name of its own that resembles `name`; `otherwise` where there is no name.

        Only ASCII letters, digits and underscores: readers older than OpenUSD 24.03 refuse the rest.
        """
        plain = re.sub(r"[^A-Za-z0-9]+", "_", name or "").strip("_") or otherwise
        if plain[0].isdigit():
            plain = f"_{plain}"
        unique = plain
        while unique in self._taken:
            self._counts[plain] = self._counts.get(plain, 1) + 1
            unique = f"{plain}_{self._counts[plain]}"
        self._taken.add(unique)
        return unique
