"""What a model may lose of its look, and how much of that something loses."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.fidelity.compare import Apart, Reference, photograph, pooled
from assets3d.pipeline.fidelity.metrics import Distance
from assets3d.pipeline.render.studio import Shown, Studio

Losses = NDArray[np.float64]
# Told (steps done, steps in all).
StepListener = Callable[[int, int], None]
# No picture is wanted closer to its source than this: 50 dB, and what a display cannot show.
_FINEST = np.array([1e-5, 2e-4, 0.03**2])
KINDS = 6
# What a search may see lost by SSIM, so that larger pictures lose no more than is allowed.
_SSIM_IN_SMALL = 0.88


@dataclass(frozen=True)
class Target:
    """The most that a model may be apart from its source, seen whole and in close-ups, by each measure of `Distance`.

    limits: (6,) energies, as `losses` compares them.
    """

    limits: Losses

    def for_small_pictures(self) -> "Target":
        """What to aim at in pictures that are smaller than what shoppers see, where SSIM finds less to miss.

        Measured on real models: in pictures of 640 pixels an eighth more of it is lost than in a search's own.
        """
        return Target(self.limits * np.tile([1, _SSIM_IN_SMALL, 1], 2))

    def losses(self, apart: Apart) -> Losses:
        """(6,) how much of each limit is taken; the target is met where all are at most 1.

        The colour error counts squared, so that all measures grow with the energy of what is lost and add up.
        """
        return np.asarray(_energies(apart) / self.limits, np.float64)

    def is_met_by(self, apart: Apart) -> bool:
        """Whether a model that far apart is within the target by every measure."""
        return bool((self.losses(apart) <= 1).all())


def target_from(yardstick: Apart) -> Target:
    """To look at least as good as the yardstick does, but never finer than can be seen."""
    return Target(np.maximum(_energies(yardstick), np.tile(_FINEST, 2)))


def _energies(apart: Apart) -> Losses:
    return np.concatenate([_energy(apart.whole), _energy(apart.close)])


def _energy(distance: Distance) -> Losses:
    return np.array([distance.mean_squared, distance.mean_dissimilar, distance.colour_error**2])


@dataclass(frozen=True)
class Judge:
    """Views and what is allowed in them. Those that are held out decide; those of the search guide."""

    reference: Reference
    target: Target

    def losses(self, studio: Studio, shown: Shown) -> tuple[Losses, Apart]:
        """(6,) shares of the target that the model in the studio takes, and how far it is from the source."""
        apart = pooled(self.reference, photograph(studio, shown, self.reference))
        return self.target.losses(apart), apart
