"""Photograph models from the same places and say how far apart they look."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assets3d.pipeline.fidelity.metrics import Distance, distance, total
from assets3d.pipeline.fidelity.views import View, shots_of
from assets3d.pipeline.render.studio import Picture, Shot, Shown, Studio

SIDE = 512


@dataclass(frozen=True)
class Reference:
    """Pictures of the model that others are compared with, and where they were taken."""

    shown: Shown
    shots: tuple[Shot, ...]
    pictures: tuple[Picture, ...]


def photograph_reference(
    studio: Studio, shown: Shown, views: Sequence[View], variants: Sequence[str | None], side: int = SIDE
) -> Reference:
    """Pictures of the model that is in the studio now, as `shown` tells, `side` pixels square."""
    shots = shots_of(shown, views, side, variants)
    return Reference(shown, tuple(shots), tuple(studio.take(shots)))


def photograph(studio: Studio, shown: Shown, reference: Reference) -> list[Distance]:
    """How far the model that is in the studio now looks from the reference, a distance for each of its shots.

    Both are looked at from the same places in space, wherever either's own middle lies.
    """
    x, y, z = (there - here for there, here in zip(reference.shown.middle, shown.middle, strict=True))
    shots = [
        replace(shot, camera=replace(camera, aim=(camera.aim[0] + x, camera.aim[1] + y, camera.aim[2] + z)))
        for shot in reference.shots
        for camera in [shot.camera]
    ]
    pictures = studio.take(shots)
    return [distance(before, after) for before, after in zip(reference.pictures, pictures, strict=True)]


def look_distance(studio: Studio, glb: bytes, reference: Reference) -> Distance:
    """How far a GLB looks from the reference, all shots together; it stays in the studio."""
    return total(photograph(studio, studio.show(glb), reference))
