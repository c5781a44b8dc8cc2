"""What the texts in a 3MF package mean."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.intake.readers.three_mf.model import Properties
from assets3d.pipeline.intake.scene import Floats, Material, linear_colour
from assets3d.pipeline.intake.shape.transforms import placed
from assets3d.pipeline.intake.source import damaged

Colour = tuple[float, float, float, float]


def matrix(text: str) -> NDArray[np.float64] | None:
    """A transform, 4 by 4, None where there is none; raises BadModel."""
    if not text.strip():
        return None
    try:
        numbers = [float(word) for word in text[:1000].split()]
    except ValueError:
        numbers = []
    if len(numbers) != 12 or not np.isfinite(numbers).all():
        raise damaged("xml_value", "The file is damaged: a transform is not made of twelve numbers.")
    return placed(np.array(numbers).reshape(4, 3).T)


def colour(text: str) -> Colour:
    """A colour like #RRGGBB or #RRGGBBAA, linear; the neutral one where it is not readable."""
    try:
        parts = [int(text[start : start + 2], 16) / 255 for start in range(1, len(text), 2)]
    except ValueError:
        parts = []
    if len(parts) not in (3, 4):
        return Material().base_colour
    return linear_colour(*parts)


# Many objects may be painted from one group; reading it for each of them anew would take for ever.
@lru_cache(maxsize=32)
def colours(group: Properties) -> Floats:
    """The colours of all rows of a group of materials or colours, (count, 4), linear."""
    return np.array([colour(row[-1]) for row in group.rows], np.float32).reshape(-1, 4)


def alpha(text: str) -> Literal["OPAQUE", "BLEND"]:
    """How a colour is to be drawn."""
    return "BLEND" if len(text) == 9 and text[7:].lower() != "ff" else "OPAQUE"


@lru_cache(maxsize=32)
def places(group: Properties) -> Floats:
    """Texture points of all rows of a group, (count, 2), with V down; raises BadModel."""
    try:
        found = np.array([[float(value) for value in row] for row in group.rows], np.float32).reshape(-1, 2)
    except ValueError:
        raise damaged("xml_value", "The file is damaged: a texture point is not made of numbers.") from None
    return np.stack([found[:, 0], 1 - found[:, 1]], axis=1)


@lru_cache(maxsize=32)
def layer_rows(group: Properties, count: int) -> NDArray[np.int64]:
    """Which row of each of `count` layers every row of a group of layers means, (rows, count); raises BadModel.

    A list that ends early means the first row of the layers that follow.
    """
    return np.array([_whole(text.split()[:count], count) for (text,) in group.rows], np.int64).reshape(
        -1, count
    )


def _whole(words: Sequence[str], count: int) -> list[int]:
    if not all(word.isdecimal() and len(word) <= 9 for word in words):
        raise damaged("xml_value", "The file is damaged: layers do not name their colours by numbers.")
    return [int(word) for word in words] + [0] * (count - len(words))
