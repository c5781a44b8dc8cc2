"""Photograph models from the same places and say how far apart they look."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assets3d.pipeline.fidelity.metrics import Distance, distance, total
from assets3d.pipeline.fidelity.views import Visit
from assets3d.pipeline.render.studio import Picture, Shot, Shown, Studio


@dataclass(frozen=True)
class Reference:
    """Pictures of the model that others are compared with, and where they were taken."""

    shown: Shown
    visits: tuple[Visit, ...]
    pictures: tuple[Picture, ...]

    def of_one_look(self, most: int) -> "Reference":
        """Only the first visits to the first variant, `most` at most, for what all variants share."""
        first = self.visits[0].shot.variant
        count = min(most, sum(visit.shot.variant == first for visit in self.visits))
        return replace(self, visits=self.visits[:count], pictures=self.pictures[:count])


def photograph_reference(studio: Studio, shown: Shown, visits: Sequence[Visit]) -> Reference:
    """Pictures of the model that is in the studio now, as `shown` tells."""
    return Reference(shown, tuple(visits), tuple(studio.take([visit.shot for visit in visits])))


def photograph(studio: Studio, shown: Shown, reference: Reference) -> list[Distance]:
    """How far the model that is in the studio now looks from the reference, a distance for each of its visits.

    Both are looked at from the same places in space, wherever either's own middle lies.
    """
    pictures = studio.take([_moved(visit.shot, reference.shown, shown) for visit in reference.visits])
    return [distance(before, after) for before, after in zip(reference.pictures, pictures, strict=True)]


@dataclass(frozen=True)
class Apart:
    """How far a model looks from the reference, seen whole and in close-ups, and in each of the reference's visits."""

    whole: Distance
    close: Distance
    each: tuple[Distance, ...] = ()

    @property
    def pooled(self) -> Distance:
        """All pictures taken together."""
        return self.whole + self.close


def pooled(reference: Reference, distances: Sequence[Distance]) -> Apart:
    """All visits of a reference taken together, each by its weight."""
    weighed = [
        (visit.is_close, found * visit.weight)
        for visit, found in zip(reference.visits, distances, strict=True)
    ]
    whole, close = (total(found for is_close, found in weighed if is_close is kind) for kind in (False, True))
    return Apart(whole, close, tuple(distances))


def _moved(shot: Shot, there: Shown, here: Shown) -> Shot:
    x, y, z = (
        aim + before - now
        for aim, before, now in zip(shot.camera.aim, there.middle, here.middle, strict=True)
    )
    return replace(shot, camera=replace(shot.camera, aim=(x, y, z)))
