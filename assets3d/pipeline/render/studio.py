"""What a studio does: show a model in the shop's viewer and take pictures of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# (side, side, 4) red, green, blue, transparency; colours multiplied by transparency; first row on top.
Picture = NDArray[np.uint8]
# Begins the name of a texture whose image may be exchanged; the number of the image follows.
IMAGE_MARK = "#image:"


class StudioUnavailable(Exception):
    """No picture can be taken here: no Chromium, or it does not start, or it does not answer in time.

    `code` is stable: `studio_missing`, `studio_timeout` or `studio_broken`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Camera:
    """Where a model is looked at from.

    theta_degrees: around, from the front; phi_degrees: from above; radius: distance from `aim` in metres;
    aim: the point in the middle of the picture, in metres from the middle of the model.
    """

    theta_degrees: float
    phi_degrees: float
    radius: float
    field_of_view_degrees: float
    aim: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Shown:
    """A model in the studio.

    camera: how the shop's viewer frames it by itself. middle: the point that pictures are taken around, in the
    model's own metres; reach: from there to its farthest point. variants: names of its material variants.
    """

    camera: Camera
    middle: tuple[float, float, float]
    reach: float
    variants: tuple[str, ...]


@dataclass(frozen=True)
class Shot:
    """One picture to take: `variant` is None for the model as it opens, `side` in pixels."""

    camera: Camera
    side: int
    variant: str | None = None
    has_shadow: bool = False


class Studio(Protocol):
    """Shows one model at a time. Every method raises StudioUnavailable; a studio may be used again after that.

    Pictures of the same model by the same shot are the same to the last bit.
    """

    def show(self, glb: bytes) -> Shown:
        """Show a GLB in place of what was there; raises Defect `tier_not_shown` when the viewer cannot."""

    def take(self, shots: Sequence[Shot]) -> list[Picture]:
        """One picture a shot."""

    def exchange(self, images: Mapping[int, bytes | None]) -> None:
        """Give textures other pictures until the next `show`; None brings back what the model came with.

        Only for models whose textures are named IMAGE_MARK and the number of their image.
        """

    def close(self) -> None:
        """End the browser."""
