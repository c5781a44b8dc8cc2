"""How FBX moves, turns and stretches a texture, as KHR_texture_transform."""

import math
from dataclasses import dataclass
from typing import Any

# Of a stretch; what is left over between glTF and FBX below it nobody sees.
_SLANT = 1e-4
_DIGITS = 7


@dataclass(frozen=True)
class Placement:
    """offset, rotation (radians) and scale as KHR_texture_transform has them.

    is_exact: whether they say it all; a picture that is slanted cannot be placed by them.
    """

    offset: tuple[float, float]
    rotation: float
    scale: tuple[float, float]
    is_exact: bool


def placement(matrix: Any) -> Placement | None:  # noqa: ANN401 - the binding's
    """The placement that comes nearest to a matrix from UV to texture coordinates, both counting V upwards.

    None where the matrix has no such values. With V downwards, as glTF has it, `v` becomes `1 - v` on both sides;
    the extension scales first, then turns by [[cos, sin], [-sin, cos]], then moves.
    """
    (across, down), (along, up), (right, above) = (
        (float(column.x), float(column.y)) for column in (matrix.c0, matrix.c1, matrix.c3)
    )
    if not all(
        math.isfinite(value) and abs(value) < 1e6 for value in (across, down, along, up, right, above)
    ):
        return None
    width = math.hypot(across, down)
    rotation = math.atan2(down, across) if width > 0 else 0.0
    sine, cosine = math.sin(rotation), math.cos(rotation)
    # The second column along the turned axis, and what of it lies athwart.
    height, slant = up * cosine - along * sine, -along * cosine - up * sine
    return Placement(
        (_short(right + along), _short(1 - above - up)),
        _short(rotation),
        (_short(width), _short(height)),
        abs(slant) <= _SLANT * max(abs(width), abs(height)),
    )


def _short(value: float) -> float:
    return round(value, _DIGITS) + 0.0
