"""Upholstery: crowned box cushions with piping."""

from dataclasses import dataclass

import numpy as np

from deploy.local.demo.shapes.curves import evenly, rounded_loop
from deploy.local.demo.shapes.mesh import Array, Mesh, joined
from deploy.local.demo.shapes.rounded_box import rounded_box
from deploy.local.demo.shapes.sweep import tube

_EDGE = 0.026


@dataclass(frozen=True)
class Cushion:
    """A box cushion of width (x), thickness (y) and length (z) in metres.

    `crown` is how far its faces rise above their edges, `slack` how deep its wrinkles are.
    """

    width: float
    thickness: float
    length: float
    crown: float = 0.022
    slack: float = 0.0022
    seed: int = 1

    def cover(self) -> Mesh:
        """The filled cover, centred on the origin."""
        size = (self.width, self.thickness, self.length)
        return rounded_box(size, _EDGE, steps=7, cells=44).deformed(self._filled)

    def piping(self, radius: float = 0.0042) -> Mesh:
        """The corded welts around the upper and the lower face."""
        reach = _EDGE * (1 - np.sqrt(0.5))
        half_width, half_length = self.width / 2 - reach, self.length / 2 - reach
        corners = [
            (half_width, half_length),
            (-half_width, half_length),
            (-half_width, -half_length),
            (half_width, -half_length),
        ]
        loop = rounded_loop(corners, _EDGE * 0.9, steps=10)
        outline = evenly(np.concatenate([loop, loop[:1]]), 241)[:-1]
        level = self.thickness / 2 - reach
        welts = []
        for height in (-level, level):
            path = np.stack([outline[:, 0], np.full(len(outline), height), outline[:, 1]], axis=1)
            welts.append(tube(self._filled(path), radius, sides=10, closed=True))
        return joined(welts)

    def _filled(self, positions: Array) -> Array:
        """Where the stuffing pushes the flat-sided box."""
        half = np.array([self.width, self.thickness, self.length]) / 2
        a, b, c = (np.clip(positions / half, -1, 1)).T
        swell = self.crown * ((1 - a**2) * (1 - c**2)) ** 0.55 * b
        side = 0.55 * self.crown * (1 - b**2)
        pushed: Array = positions + np.stack(
            [side * a**3 * (1 - c**4), swell, side * c**3 * (1 - a**4)], axis=1
        )
        # Corners are pulled in a little, as a sewn cover pulls them.
        pinch = 1 - 0.018 * (a * c) ** 4
        sewn: Array = pushed * np.stack([pinch, np.ones_like(pinch), pinch], axis=1)
        return sewn + self._wrinkles(a, b, c)

    def _wrinkles(self, a: Array, b: Array, c: Array) -> Array:
        """Shallow folds running in from the seams, none of them at the seams themselves."""
        rng = np.random.default_rng(self.seed)
        folds = np.zeros_like(a)
        for _ in range(9):
            heading, phase = rng.uniform(0, np.pi), rng.uniform(0, 2 * np.pi)
            pitch = rng.uniform(5, 13)
            folds += np.sin(
                pitch * (a * np.cos(heading) + c * np.sin(heading)) + phase + 1.5 * np.sin(2 * a + phase)
            )
        edge = np.maximum(np.abs(a), np.abs(c))
        weight = np.clip((1 - edge) / 0.12, 0, 1) * (0.25 + 0.75 * edge**2)
        return np.stack(
            [np.zeros_like(a), self.slack / 3 * folds * weight * np.sign(b), np.zeros_like(a)], axis=1
        )
