"""Several materials, colours and textures on top of each other, as far as glTF can say the same.

The rules are those of multiproperties in the Materials and Properties Extension of 3MF: each layer covers those below
it as far as it is opaque ("mix"), or is multiplied with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.intake.readers.three_mf.model import Properties
from assets3d.pipeline.intake.readers.three_mf.values import colours, places
from assets3d.pipeline.intake.scene import Floats
from assets3d.pipeline.intake.shape.polygons import check_range

# Any more would be there to keep us busy.
MOST_LAYERS = 8


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer as the corners of triangles have it.

    rows: of its group, for each corner. blend: `mix` or `multiply`. is_opaque: whether a texture is so everywhere.
    """

    group: Properties
    rows: NDArray[np.int64]
    blend: str
    is_opaque: bool = True


@dataclass(frozen=True, eq=False)
class Painted:
    """What is left of the layers: colours that multiply a texture, each for every corner.

    texture: the group whose picture it is. lost: how many layers could not be kept.
    """

    colours: Floats | None = None
    coordinates: Floats | None = None
    texture: Properties | None = None
    lost: int = 0


def painted(layers: Sequence[Layer]) -> Painted:
    """The layers, lowest first, put on top of each other; raises BadModel where one has no such row."""
    result = Painted()
    for number, layer in enumerate(layers):
        check_range(layer.rows, len(layer.group.rows))
        blend = layer.blend if number else "mix"
        result = (
            _textured(result, layer, blend)
            if layer.group.kind == "texture"
            else _coloured(result, layer, blend)
        )
    return result


def _coloured(below: Painted, layer: Layer, blend: str) -> Painted:
    own = colours(layer.group)[layer.rows]
    cover = own[:, 3:]
    if blend == "multiply":
        return replace(below, colours=own if below.colours is None else own * below.colours)
    if below.texture is None or (cover == 1).all():
        return Painted(own if below.colours is None else _over(own, below.colours), lost=below.lost)
    # A colour that lets a picture shine through: glTF can only darken pictures.
    return below if (cover == 0).all() else replace(below, lost=below.lost + 1)


def _over(own: Floats, below: Floats) -> Floats:
    cover = own[:, 3:]
    mixed = np.concatenate(
        [own[:, :3] * cover + below[:, :3] * (1 - cover), cover + below[:, 3:] * (1 - cover)], axis=1
    )
    return mixed.astype(np.float32)


def _textured(below: Painted, layer: Layer, blend: str) -> Painted:
    coordinates = places(layer.group)[layer.rows]
    if blend == "multiply" and below.texture is not None:
        return replace(below, lost=below.lost + 1)
    if blend == "multiply":
        return replace(below, coordinates=coordinates, texture=layer.group)
    is_alone = below.texture is None and below.colours is None
    lost = below.lost + (0 if layer.is_opaque or is_alone else 1)
    return Painted(None, coordinates, layer.group, lost)
