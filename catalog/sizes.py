"""Whether a 3D model is as large as is said of what it shows. Lengths are in millimetres."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from itertools import permutations

# Stated sizes are whole millimetres, so that a small thing may be half of one away from its model.
ROUNDING_MM = 0.5
MILLIMETRES_A_CENTIMETRE = 10
UNITS_MM: Mapping[str, float] = {
    "millimetres": 1.0,
    "centimetres": 10.0,
    "inches": 25.4,
    "feet": 304.8,
    "metres": 1000.0,
}


@dataclass(frozen=True)
class Size:
    """The box around a thing; None where nothing is said."""

    width: float | None = None
    depth: float | None = None
    height: float | None = None

    def times(self, factor: float) -> "Size":
        return Size(*(None if length is None else length * factor for length in astuple(self)))


@dataclass(frozen=True)
class Difference:
    """One side, "width", "depth" or "height", of which the model tells another length than is stated."""

    side: str
    stated: float
    modelled: float


@dataclass(frozen=True)
class UnitGuess:
    """That a model's lengths are meant in one unit and were read in another: times `factor` they are right."""

    meant: str
    read_as: str
    factor: float


def differences(stated: Size, model: Size, tolerance_percent: int) -> tuple[Difference, ...]:
    """The sides on which the model is further from what is stated than `tolerance_percent` of that.

    Sides of which either says nothing do not differ.
    """
    return tuple(
        Difference(side, wanted, found)
        for side, wanted, found in _sides(stated, model)
        if abs(found - wanted) > max(wanted * tolerance_percent / 100, ROUNDING_MM)
    )


def guess_unit(stated: Size, model: Size, tolerance_percent: int) -> UnitGuess | None:
    """The mistaken unit that explains all differences, the nearest where several do; None when there is none."""
    if not differences(stated, model, tolerance_percent):
        return None
    guesses = (
        UnitGuess(meant, read_as, UNITS_MM[meant] / UNITS_MM[read_as])
        for meant, read_as in permutations(UNITS_MM, 2)
    )
    fitting = [
        guess for guess in guesses if not differences(stated, model.times(guess.factor), tolerance_percent)
    ]
    return min(fitting, key=lambda guess: _distance(stated, model.times(guess.factor)), default=None)


def _sides(stated: Size, model: Size) -> Iterator[tuple[str, float, float]]:
    for side in ("width", "depth", "height"):
        wanted, found = getattr(stated, side), getattr(model, side)
        if wanted is not None and found is not None:
            yield side, wanted, found


def _distance(stated: Size, model: Size) -> float:
    """How far one is from the other over all sides, as a sum of ratios' logarithms; flat sides tell nothing."""
    return sum(
        abs(math.log(found / wanted))
        for _, wanted, found in _sides(stated, model)
        if found > 0 and wanted > 0
    )
