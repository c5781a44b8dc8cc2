"""What a benchmark finds out: figures beside those of a peer, and whether they are what was aimed at."""

import math
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Target:
    """What a figure should be.

    limit: a number in the figure's own unit, or, if `is_ratio`, times the peer's figure. is_floor: the figure should
    be at least that, not at most. slack: how far off still counts as equal, for figures that are measured anew.
    """

    limit: float
    is_ratio: bool = False
    is_floor: bool = False
    slack: float = 0.0

    def text(self) -> str:
        """The target in signs, such as "≤ 0.8x" or "≥ 40"."""
        return f"{'≥' if self.is_floor else '≤'} {self.limit:g}{'x' if self.is_ratio else ''}"

    def holds(self, value: float | None, peer: float | None) -> bool:
        """Whether the figure is as it should be; what could not be measured is not."""
        reached = ratio(value, peer) if self.is_ratio else value
        if reached is None:
            return False
        return reached >= self.limit - self.slack if self.is_floor else reached <= self.limit + self.slack


@dataclass(frozen=True)
class Record:
    """A figure: `value` is None where it is missing, `peer` where there is nobody to compare with.

    holds: None where nothing is aimed at. note: why it is missing or odd.
    """

    name: str
    value: float | None
    unit: str
    peer: float | None
    ratio: float | None
    target: str | None
    holds: bool | None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The record as it stands in the benchmark's file."""
        return asdict(self)


def ratio(value: float | None, peer: float | None) -> float | None:
    """How many times the peer's figure ours is; None where there is no telling. Two zeros are alike."""
    if value is None or peer is None:
        return None
    if peer == 0:
        return 1.0 if value == 0 else math.inf
    return value / peer


def record(
    name: str,
    value: float | None,
    unit: str,
    *,
    peer: float | None = None,
    target: Target | None = None,
    note: str = "",
) -> Record:
    """A figure with what follows from it."""
    found = ratio(value, peer)
    return Record(
        name=name,
        value=value,
        unit=unit,
        peer=peer,
        ratio=None if found is None or math.isinf(found) else round(found, 4),
        target=None if target is None else target.text(),
        holds=None if target is None else target.holds(value, peer),
        note=note or ("missing" if value is None else ""),
    )
