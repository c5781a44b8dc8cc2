"""How large a model should stand in its picture."""

import math

import numpy as np
from PIL import Image

# Shares of the way from the middle of the picture to its edge.
_MODEL_REACH = 0.86
_SHADOW_REACH = 0.98
# Transparency (0-255) from which a pixel counts as the model, and as more than the last breath of its shadow.
_SOLID = 160
_FAINT = 6


def narrowed(field_of_view_degrees: float, factor: float) -> float:
    """The field of view in which everything appears `factor` times as large, to a hundredth of a degree."""
    half = math.radians(field_of_view_degrees) / 2
    return round(math.degrees(2 * math.atan(math.tan(half) / factor)), 2)


def magnification(picture: Image.Image) -> float:
    """By which factor a model may grow about the middle of an RGBA picture to fill it well.

    The viewer frames a model for every angle it may be turned to, which leaves flat or long ones small, and does
    not think of its shadow. What the picture's edge cuts off is not seen here.
    """
    alpha = np.asarray(picture.getchannel("A"))
    model, shadow = _reach(alpha >= _SOLID), _reach(alpha >= _FAINT)
    if shadow == 0:
        return 1.0
    return min(_SHADOW_REACH / shadow, _MODEL_REACH / model if model else np.inf)


def _reach(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    rows, columns = np.nonzero(mask)
    if not rows.size:
        return 0.0
    half = mask.shape[0] / 2
    return max(float(np.abs(part + 0.5 - half).max()) / half for part in (rows, columns))
