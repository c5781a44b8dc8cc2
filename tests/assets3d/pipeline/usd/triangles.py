"""Models of few triangles, for the odd things that the box does not have."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.factories.glb import GlbBuilder

CORNERS = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32)


def triangle_glb(
    builder: GlbBuilder,
    attributes: dict[str, NDArray[Any]],
    points: NDArray[np.float32] = CORNERS,
    **primitive: Any,
) -> bytes:
    """One node with one mesh of the points, with more attributes and properties of the primitive.

    Nodes that the builder has already keep their numbers; the new one comes last, and all are in the scene.
    """
    arrays = {"POSITION": points, **attributes}
    numbers = {
        name: builder.accessor(
            array, **({"normalized": True} if array.dtype.kind == "u" and "COLOR" in name else {})
        )
        for name, array in arrays.items()
    }
    mesh = builder.add("meshes", {"name": "Triangle", "primitives": [{"attributes": numbers, **primitive}]})
    builder.add("nodes", {"name": "Only", "mesh": mesh})
    children = {child for node in builder.json["nodes"] for child in node.get("children", [])}
    roots = [number for number in range(len(builder.json["nodes"])) if number not in children]
    builder.json.update(scenes=[{"nodes": roots}], scene=0)
    return builder.build()
