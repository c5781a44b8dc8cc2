"""What a number in a file means in length: declared, given by the merchant, or guessed from the size."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from assets3d.pipeline.findings import Finding, note

Basis = Literal["declared", "given", "guessed", "format"]


class Unit(StrEnum):
    """A unit of length."""

    MILLIMETRES = "mm"
    CENTIMETRES = "cm"
    METRES = "m"
    INCHES = "in"
    FEET = "ft"


METRES: Mapping[Unit, float] = MappingProxyType(
    {
        Unit.MILLIMETRES: 0.001,
        Unit.CENTIMETRES: 0.01,
        Unit.METRES: 1.0,
        Unit.INCHES: 0.0254,
        Unit.FEET: 0.3048,
    }
)
_WORDS = {
    Unit.MILLIMETRES: "millimetres",
    Unit.CENTIMETRES: "centimetres",
    Unit.METRES: "metres",
    Unit.INCHES: "inches",
    Unit.FEET: "feet",
}
# Between these sizes, in metres, lie nearly all things that shops sell.
_SMALLEST, _LARGEST = 0.04, 4.0
_CHANGE = "If the size is wrong, choose another unit for this model and it is converted again."


@dataclass(frozen=True)
class UnitChoice:
    """How the lengths of a file were read; `reason` is a sentence for the merchant.

    scale: metres for one unit of the file. It is `METRES[unit]`, or what the file itself states where that is
    none of the units: `unit` is then the nearest.
    """

    unit: Unit
    basis: Basis
    reason: str
    scale: float


def by_format(words: str) -> UnitChoice:
    """The choice for a format that knows metres only."""
    return UnitChoice(Unit.METRES, "format", words, 1.0)


def declared(scale: float, given: Unit | None, place: str) -> UnitChoice:
    """The choice for a file that states `scale` metres a unit at `place`; what the merchant gave wins over it."""
    nearest = min(METRES, key=lambda unit: abs(METRES[unit] - scale))
    # Files write 0.3048006 or 0.025400000001; a conversion by the exact unit is what was meant.
    scale = METRES[nearest] if abs(METRES[nearest] - scale) < 1e-5 * METRES[nearest] else scale
    told = _WORDS[nearest] if scale == METRES[nearest] else f"units of {scale:g} m"
    if given is None:
        return UnitChoice(nearest, "declared", f"The file states its lengths in {told} ({place}).", scale)
    reason = f"You chose {_WORDS[given]}. The file itself states {told} ({place})."
    return UnitChoice(given, "given", reason, METRES[given])


def undeclared(extent: float, given: Unit | None, preferred: tuple[Unit, ...]) -> UnitChoice:
    """The choice for a file that states nothing.

    extent: the longest side of the model in the units of the file. preferred: what programs that write this
    format mean most often, most likely first.
    """
    if given is not None:
        reason = f"You chose {_WORDS[given]}: the longest side is {length(extent * METRES[given])}."
        return UnitChoice(given, "given", reason, METRES[given])
    unit = next((unit for unit in preferred if _SMALLEST <= extent * METRES[unit] <= _LARGEST), preferred[0])
    others = [other for other in preferred if other is not unit]
    told = ", ".join(f"as {_WORDS[other]} {length(extent * METRES[other])}" for other in others)
    reason = (
        f"The file does not state its unit. Read as {_WORDS[unit]} the longest side is "
        f"{length(extent * METRES[unit])}, {told}: {_WORDS[unit]} are the likeliest."
    )
    return UnitChoice(unit, "guessed", reason, METRES[unit])


def unit_findings(choice: UnitChoice) -> tuple[Finding, ...]:
    """What a merchant should know about a choice."""
    if choice.basis == "guessed":
        return (note("unit_guessed", choice.reason, "", _CHANGE),)
    if choice.basis == "given":
        return (note("unit_given", choice.reason, "", _CHANGE),)
    return ()


def length(metres: float) -> str:
    """A length as people say it."""
    for scale, word in ((1000.0, "km"), (1.0, "m"), (0.01, "cm")):
        if metres >= scale * 0.995:
            return f"{metres / scale:.3g} {word}"
    return f"{metres * 1000:.3g} mm"
