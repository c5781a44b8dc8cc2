"""From where models are compared: whole and in close-ups, in views that guide a search and in others held out from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assets3d.pipeline.render.studio import Shot, Shown


@dataclass(frozen=True)
class View:
    """A way to look at any model.

    theta_degrees, phi_degrees: as in `Camera`. magnification: how much larger than framed whole. aim: the point
    in the middle as shares of the model's reach.
    """

    theta_degrees: float
    phi_degrees: float
    magnification: float = 1.0
    aim: tuple[float, float, float] = (0.0, 0.0, 0.0)


# A search adapts to what it sees, so its parts are measured in the first, and the whole is accepted in the second,
# which tell no more than how far the aim was off. Both begin with a whole view and
# a close-up, for where a few must do.
SEARCH_VIEWS = (
    View(30, 75),
    View(20, 70, 4.5, (0.15, 0.1, 0.2)),
    View(150, 60),
    View(200, 80, 4.0, (-0.2, 0.0, -0.1)),
    View(320, 45, 3.5, (0.0, -0.15, 0.15)),
    View(265, 85),
)
HELD_OUT_VIEWS = (
    View(75, 65),
    View(110, 75, 4.0, (0.1, 0.15, -0.1)),
    View(200, 70),
    View(300, 70, 3.0, (-0.15, -0.1, 0.1)),
    View(345, 40),
    View(35, 60, 3.6, (0.0, 0.05, 0.2)),
)
# Pictures of each variant after the first; they stand for all views of it.
_OF_FURTHER_VARIANTS = 2


@dataclass(frozen=True)
class Sides:
    """Pixels of square pictures: of the whole model, and of close-ups, which must show single texels."""

    whole: int
    close: int


@dataclass(frozen=True)
class Visit:
    """A picture to take, and how many pictures it stands for. is_close: whether it shows only a part of the model."""

    shot: Shot
    weight: float = 1.0
    is_close: bool = False


def visits_of(
    shown: Shown, views: Sequence[View], sides: Sides, variants: Sequence[str | None]
) -> tuple[Visit, ...]:
    """Pictures of every view in the first variant and of a few in the others."""
    found = []
    for number, variant in enumerate(variants):
        seen = views if number == 0 else views[:_OF_FURTHER_VARIANTS]
        weight = len(views) / len(seen)
        found += [_visit(shown, view, sides, variant, weight) for view in seen]
    return tuple(found)


def _visit(shown: Shown, view: View, sides: Sides, variant: str | None, weight: float) -> Visit:
    is_close = view.magnification > 1
    x, y, z = (share * shown.reach for share in view.aim)
    camera = replace(
        shown.camera,
        theta_degrees=view.theta_degrees,
        phi_degrees=view.phi_degrees,
        field_of_view_degrees=shown.camera.field_of_view_degrees / view.magnification,
        aim=(x, y, z),
    )
    return Visit(Shot(camera, sides.close if is_close else sides.whole, variant), weight, is_close)
