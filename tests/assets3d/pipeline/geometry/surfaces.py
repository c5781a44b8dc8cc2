"""Small surfaces for tests of geometry, with everything that a primitive may carry."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.gltf.accessors import Arrays, read_accessors
from assets3d.pipeline.gltf.document import Document
from tests.factories.glb import GlbBuilder, unpack_glb


def opened(builder: GlbBuilder) -> tuple[Document, Arrays]:
    """The document of a builder, with its accessors."""
    json, binary = unpack_glb(builder.build())
    document = Document(json, [binary])
    return document, read_accessors(document)


def hill(side: int, start: float = 0.0) -> tuple[NDArray[np.float32], NDArray[np.uint32]]:
    """(points, flat indices) of a soft hill of 1 x 1 m with `side` squares along each edge, from x = `start` on."""
    steps = np.linspace(0, 1, side + 1, dtype=np.float32)
    across, down = (axis.ravel() for axis in np.meshgrid(steps, steps))
    height = 0.1 * np.sin((across + np.float32(start)) * 3) * np.sin(down * 3)
    points = np.stack([across + np.float32(start), height, down], axis=1).astype(np.float32)
    corner = (np.arange(side)[:, None] * (side + 1) + np.arange(side)).ravel()
    below = corner + side + 1
    indices = np.stack([corner, below, corner + 1, corner + 1, below, below + 1], axis=1).ravel()
    return points, indices.astype(np.uint32)


def scene_of(*meshes: list[dict[str, Any]], builder: GlbBuilder) -> GlbBuilder:
    """The builder with one node for each list of primitives."""
    for primitives in meshes:
        number = builder.add("meshes", {"primitives": primitives})
        builder.add("nodes", {"mesh": number})
    builder.json["scenes"] = [{"nodes": list(range(len(meshes)))}]
    return builder


def triangles(points: NDArray[Any], indices: NDArray[Any]) -> NDArray[Any]:
    """Triangles as sorted rows of nine coordinates, each turned to start at its smallest corner."""
    corners = points[indices.ravel()].reshape(-1, 3, 3)
    first = np.lexsort(corners.transpose(2, 0, 1)[::-1], axis=1)[:, 0]
    turned = np.stack([np.roll(corner, -start, axis=0) for corner, start in zip(corners, first, strict=True)])
    rows = turned.reshape(-1, 9)
    return rows[np.lexsort(rows.T)]


def open_edges(points: NDArray[Any], indices: NDArray[Any]) -> set[tuple[Any, ...]]:
    """Edges that only one triangle has, as pairs of places."""
    places = np.unique(points, axis=0, return_inverse=True)[1].ravel()
    corners = places[indices.reshape(-1, 3)]
    edges = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    edges.sort(axis=1)
    names, counts = np.unique(edges, axis=0, return_counts=True)
    distinct = np.unique(points, axis=0)
    return {tuple(map(tuple, distinct[pair].tolist())) for pair in names[counts == 1]}
