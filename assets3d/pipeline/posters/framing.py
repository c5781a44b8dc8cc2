"""From where a poster looks at its model. No arithmetic in here, so that those who only show it need none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Framing:
    """The camera of the posters, so that the page's viewer can open exactly over them.

    orbit: in <model-viewer>'s words: angle around and angle from above in degrees, distance in metres.
    field_of_view_degrees: from the picture's lower edge to its upper one.
    """

    orbit: str
    field_of_view_degrees: float
