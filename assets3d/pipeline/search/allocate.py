"""Divide a limited loss among the parts of a model so that all of them together need the fewest bytes.

A Lagrangian search after Shoham and Gersho, "Efficient Bit Allocation for an Arbitrary Set of Quantizers" (1988),
for several kinds of loss at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Losses = NDArray[np.float64]
_ROUNDS = 24
_HALVINGS = 40
# Prices of one whole limit of loss in bytes, between which the right one lies.
_LOWEST_PRICE, _HIGHEST_PRICE = 1e-3, 1e12


@dataclass(frozen=True)
class Component:
    """One part of a model and the ways to store it.

    sizes: (options,) bytes. losses: (options, kinds), each kind as a share of what may be lost of it in all.
    """

    sizes: NDArray[np.float64]
    losses: Losses


@dataclass(frozen=True)
class Allocation:
    """chosen: the option of each component. losses: (kinds,) their sums; within the limits where all are at most 1."""

    chosen: tuple[int, ...]
    size: float
    losses: Losses

    @property
    def is_within(self) -> bool:
        """Whether no kind of loss exceeds its limit."""
        return bool((self.losses <= 1).all())


def allocate(components: Sequence[Component], fixed: Losses) -> Allocation:
    """The smallest choice within the limits, or where there is none the one that exceeds them least.

    fixed: (kinds,) loss that is there whatever is chosen.
    """
    weights = np.full(fixed.shape, 1 / fixed.size)
    best = _choose(components, weights, _HIGHEST_PRICE, fixed)
    for _ in range(_ROUNDS):
        found = _cheapest(components, weights, fixed)
        best = min(best, found, key=_rank)
        # Whatever kind is nearest to its limit should weigh more next time.
        weights = weights * np.maximum(found.losses, 1e-6) ** 0.5
        weights /= weights.sum()
    return _trimmed(components, best)


def _rank(allocation: Allocation) -> tuple[bool, float]:
    if allocation.is_within:
        return False, allocation.size
    return True, float(allocation.losses.max())


def _cheapest(components: Sequence[Component], weights: Losses, fixed: Losses) -> Allocation:
    """The smallest choice within the limits that these weights lead to, by halving the range of prices."""
    low, high = np.log(_LOWEST_PRICE), np.log(_HIGHEST_PRICE)
    best = _choose(components, weights, _HIGHEST_PRICE, fixed)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        found = _choose(components, weights, float(np.exp(middle)), fixed)
        best = min(best, found, key=_rank)
        low, high = (low, middle) if found.is_within else (middle, high)
    return best


def _choose(components: Sequence[Component], weights: Losses, price: float, fixed: Losses) -> Allocation:
    chosen = tuple(
        int(np.argmin(component.sizes + price * (component.losses @ weights))) for component in components
    )
    return _allocation(components, chosen, fixed)


def _allocation(components: Sequence[Component], chosen: tuple[int, ...], fixed: Losses) -> Allocation:
    pairs = list(zip(components, chosen, strict=True))
    losses = sum((component.losses[option] for component, option in pairs), fixed.copy())
    size = float(sum(component.sizes[option] for component, option in pairs))
    return Allocation(chosen, size, np.asarray(losses, np.float64))


def _trimmed(components: Sequence[Component], allocation: Allocation) -> Allocation:
    """Use up what the price left over: the largest saving that still fits, until none does."""
    while allocation.is_within:
        better: Allocation | None = None
        for number, component in enumerate(components):
            now = allocation.chosen[number]
            for option in np.flatnonzero(component.sizes < component.sizes[now]):
                losses = allocation.losses + component.losses[option] - component.losses[now]
                size = allocation.size + component.sizes[option] - component.sizes[now]
                if (losses <= 1).all() and (better is None or size < better.size):
                    chosen = (*allocation.chosen[:number], int(option), *allocation.chosen[number + 1 :])
                    better = Allocation(chosen, float(size), losses)
        if better is None:
            break
        allocation = better
    return allocation
