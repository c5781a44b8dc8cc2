"""Does a JSON value have the shape it should? A few kinds of value, and one walk that compares.

The rest of the pipeline reads the document without asking again, so every field that it relies on is
described in `preflight.schema` with the kinds below.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assets3d.pipeline.findings import Finding, refusal

_EXPORT_AGAIN = "Export the model again; if it is refused again, try another exporter."


class Kind:
    """What a JSON value should be."""

    def problems(self, value: Any, place: str, root: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ANN401 - JSON
        """Findings about `value`, which stands at the JSON pointer `place` of the document `root`."""
        raise NotImplementedError


def _wrong(place: str, expected: str) -> Finding:
    message = f"The file is damaged: {place} should be {expected}."
    return refusal("json_wrong_type", message, place, _EXPORT_AGAIN)


def _is_integer(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(frozen=True)
class Text(Kind):
    """A string."""

    def problems(self, value: Any, place: str, root: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ANN401 - JSON
        if not isinstance(value, str):
            yield _wrong(place, "a text")


@dataclass(frozen=True)
class Flag(Kind):
    """True or false."""

    def problems(self, value: Any, place: str, root: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ANN401 - JSON
        if not isinstance(value, bool):
            yield _wrong(place, "true or false")


@dataclass(frozen=True)
class Number(Kind):
    """A finite number."""

    def problems(self, value: Any, place: str, root: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ANN401 - JSON
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        # Integers beyond 64 bits cannot become floats; no measure in a model needs them.
        if not is_number or not math.isfinite(value if isinstance(value, float) else min(abs(value), 1)):
            yield _wrong(place, "a finite number")
        elif abs(value) > 1e38:
            yield _wrong(place, "a number that fits a 32-bit float")


@dataclass(frozen=True)
class Whole(Kind):
    """An integer from `least` to `most`."""

    least: int = 0
    most: int = 2**53

    def problems(self, value: Any, place: str, root: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ANN401 - JSON
        if not _is_integer(value) or not self.least <= value <= self.most:
            yield _wrong(place, f"a whole number from {self.least:,} to {self.most:,}")


@dataclass(frozen=True)
class OneOf(Kind):
    """One of a few texts or integers."""

    choices: tuple[str | int, ...]

    def problems(self, value: Any, place: str, root: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ANN401 - JSON
        if isinstance(value, bool) or not isinstance(value, str | int) or value not in self.choices:
            yield _wrong(place, "one of " + ", ".join(str(choice) for choice in self.choices))


@dataclass(frozen=True)
class Index(Kind):
    """A position in one of the document's lists; `of` is the list's name, dotted inside root extensions."""

    of: str

    def problems(self, value: Any, place: str, root: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ANN401 - JSON
        length = len(_listed(root, self.of))
        if not _is_integer(value):
            yield _wrong(place, f"a position in {self.of}")
        elif not 0 <= value < length:
            message = (
                f"The file is damaged: {place} points to {self.of} number {value}, and there are {length}."
            )
            yield refusal("reference_out_of_range", message, place, _EXPORT_AGAIN)


def _listed(root: Mapping[str, Any], path: str) -> list[Any]:
    value: Any = root
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


@dataclass(frozen=True)
class Items(Kind):
    """A list of `least` to `most` values of one kind."""

    of: Kind
    least: int = 0
    most: int = 2**31

    def problems(self, value: Any, place: str, root: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ANN401 - JSON
        if not isinstance(value, list) or not self.least <= len(value) <= self.most:
            yield _wrong(place, f"a list of at least {self.least} items")
            return
        for position, item in enumerate(value):
            yield from self.of.problems(item, f"{place}/{position}", root)


@dataclass(frozen=True)
class Named(Kind):
    """An object with any keys, all of one kind."""

    of: Kind
    least: int = 0

    def problems(self, value: Any, place: str, root: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ANN401 - JSON
        if not isinstance(value, dict) or len(value) < self.least:
            yield _wrong(place, "an object" + (" that is not empty" if self.least else ""))
            return
        for key, item in value.items():
            yield from self.of.problems(item, f"{place}/{key}", root)


@dataclass(frozen=True)
class Fields(Kind):
    """An object whose known keys have their kinds; keys that are not known may be anything."""

    known: Mapping[str, Kind] = field(default_factory=dict)
    required: tuple[str, ...] = ()

    def problems(self, value: Any, place: str, root: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ANN401 - JSON
        if not isinstance(value, dict):
            yield _wrong(place, "an object")
            return
        for key in self.required:
            if key not in value:
                yield _wrong(f"{place}/{key}", "present")
        for key, item in value.items():
            if key in self.known:
                yield from self.known[key].problems(item, f"{place}/{key}", root)
