"""Fewer triangles where a model has more than its budget, with an eye on what the surface shows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.geometry.groups import VertexGroup
from assets3d.pipeline.geometry.surface import simplified
from assets3d.pipeline.gltf.accessors import Arrays, as_floats

# How much a change of normal or texture coordinate counts against a move of the surface.
_NORMAL_WEIGHT = 0.5
_TEXTURE_WEIGHT = 0.5


def simplify(
    document: Mapping[str, Any], arrays: Arrays, groups: Sequence[VertexGroup], share: float, error: float
) -> None:
    """Replace index arrays by ones with about `share` of their triangles, or more where `error` forbids it.

    error: the largest move of the surface as a share of the mesh's size. Vertices keep their values; vertices
    shared between parts (materials) stay, so that no gap opens between them.
    """
    for group in groups:
        positions = _positions(document, arrays, group)
        if positions is None:
            continue
        attributes, weights = _attributes(document, arrays, group)
        locked = _shared_vertices(arrays, group)
        for index in group.indices:
            indices = arrays[index].ravel().astype(np.uint32)
            goal = int(indices.size * share) // 3 * 3
            reduced, _ = simplified(indices, positions, (attributes, weights), locked, (goal, error))
            # A part that would vanish altogether is small enough to stay as it is.
            if reduced.size:
                arrays[index] = reduced.reshape(-1, 1)


def _positions(document: Mapping[str, Any], arrays: Arrays, group: VertexGroup) -> NDArray[np.float32] | None:
    index = group.attributes.get("POSITION")
    return None if index is None else as_floats(arrays[index], document["accessors"][index])


def _attributes(
    document: Mapping[str, Any], arrays: Arrays, group: VertexGroup
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    columns = [np.zeros((group.vertex_count, 1), np.float32)]
    weights = [0.0]
    for name, weight in (("NORMAL", _NORMAL_WEIGHT), ("TEXCOORD_0", _TEXTURE_WEIGHT)):
        index = group.attributes.get(name)
        if index is None:
            continue
        values = as_floats(arrays[index], document["accessors"][index])
        # Tiled coordinates run far beyond one repeat; what counts is the share of the range they cover.
        span = max(1.0, float(np.ptp(values, axis=0).max()))
        columns.append(values)
        weights += [weight / span] * values.shape[1]
    return np.concatenate(columns, axis=1), np.array(weights, np.float32)


def _shared_vertices(arrays: Arrays, group: VertexGroup) -> NDArray[np.uint8]:
    uses = np.zeros(group.vertex_count, np.uint8)
    for index in group.indices:
        uses[np.unique(arrays[index])] += 1
    return (uses > 1).astype(np.uint8)
