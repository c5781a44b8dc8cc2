"""From where models are compared: whole and in close-ups, and views that no search has seen."""

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


# A search adapts to what it sees, so what it sees is kept apart from what judges it.
SEARCH_VIEWS = (
    View(30, 75),
    View(150, 60),
    View(265, 85),
    View(20, 70, 3.5, (0.15, 0.1, 0.2)),
    View(200, 80, 3.0, (-0.2, 0.0, -0.1)),
    View(320, 45, 2.2, (0.0, -0.15, 0.15)),
)
HELD_OUT_VIEWS = (
    View(75, 65),
    View(200, 70),
    View(345, 40),
    View(110, 75, 4.0, (0.1, 0.15, -0.1)),
    View(300, 70, 3.0, (-0.15, -0.1, 0.1)),
)


def shots_of(shown: Shown, views: Sequence[View], side: int, variants: Sequence[str | None]) -> list[Shot]:
    """A picture of every view in every variant, `side` pixels square."""
    return [_shot(shown, view, side, variant) for variant in variants for view in views]


def _shot(shown: Shown, view: View, side: int, variant: str | None) -> Shot:
    x, y, z = (share * shown.reach for share in view.aim)
    camera = replace(
        shown.camera,
        theta_degrees=view.theta_degrees,
        phi_degrees=view.phi_degrees,
        field_of_view_degrees=shown.camera.field_of_view_degrees / view.magnification,
        aim=(x, y, z),
    )
    return Shot(camera, side, variant)
