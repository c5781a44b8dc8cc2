"""What moves vertices apart from their node: morph targets and skins.

All arithmetic is float64; matrices are (4, 4) and take column vectors.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.gltf.accessors import Arrays, as_floats
from assets3d.pipeline.gltf.document import Document

Floats = NDArray[np.float64]
_EXPORT_AGAIN = "Export the model again; if it is refused again, remove its skeleton."


def floats_of(document: Document, arrays: Arrays, accessor: int) -> Floats:
    """What the numbers of an accessor mean, (count, components)."""
    return as_floats(arrays[accessor], document.json["accessors"][accessor]).astype(np.float64)


def morphed(
    document: Document, arrays: Arrays, primitive: Mapping[str, Any], weights: Floats | None, attribute: str
) -> Floats:
    """An attribute of a primitive, (vertices, components), with its morph targets added by weight."""
    values = floats_of(document, arrays, primitive["attributes"][attribute])
    targets = primitive.get("targets", [])
    for target, weight in zip(targets, () if weights is None else weights, strict=False):
        if weight and attribute in target:
            values[:, :3] += weight * floats_of(document, arrays, target[attribute])
    return values


def inverse_bind_matrices(document: Document, arrays: Arrays, skin: int) -> Floats:
    """(joints, 4, 4): from a skinned mesh's space into each joint's, the identity where the skin has none.

    Raises BadModel when there are fewer than joints.
    """
    described = document.json["skins"][skin]
    count = len(described["joints"])
    if "inverseBindMatrices" not in described:
        return np.tile(np.eye(4), (count, 1, 1))
    values = floats_of(document, arrays, described["inverseBindMatrices"])
    if len(values) < count or values.shape[1] != 16:
        message = f"The file is damaged: skin {skin} has {count} joints and {len(values)} matrices for them."
        raise BadModel(refusal("bind_matrices_missing", message, f"/skins/{skin}", _EXPORT_AGAIN))
    return values[:count].reshape(-1, 4, 4).transpose(0, 2, 1)


def joint_influences(
    document: Document, arrays: Arrays, primitive: Mapping[str, Any], joints: int
) -> tuple[NDArray[np.int64], Floats]:
    """Joints, and their weights that sum to 1, both (vertices, 4 * sets), for each vertex.

    joints: how many the skin has. Raises BadModel when a vertex follows another, or has no weights.
    """
    attributes = primitive["attributes"]
    sets = [number for number in range(len(attributes)) if f"JOINTS_{number}" in attributes]
    followed = np.hstack([arrays[attributes[f"JOINTS_{number}"]].astype(np.int64) for number in sets])
    named = [attributes.get(f"WEIGHTS_{number}") for number in sets]
    shares = [floats_of(document, arrays, index) for index in named if index is not None]
    weights = np.hstack(shares) if shares else np.zeros((0, 0))
    # Exporters leave anything at all where the weight is zero.
    followed = np.where(weights == 0, 0, followed) if weights.shape == followed.shape else followed
    if weights.shape != followed.shape or int(followed.max()) >= joints:
        message = "The file is damaged: a surface follows joints that its skeleton does not have."
        raise BadModel(refusal("joint_out_of_range", message, "/skins", _EXPORT_AGAIN))
    total = weights.sum(axis=1, keepdims=True)
    return followed, weights / np.where(total == 0, 1, total)


def skinned(points: Floats, matrices: Floats, joints: NDArray[np.int64], weights: Floats) -> Floats:
    """Points (vertices, 3) moved by the matrices (joints, 4, 4) of their joints, by weight."""
    moved = np.zeros_like(points)
    for column in range(joints.shape[1]):
        chosen = matrices[joints[:, column]]
        placed = np.einsum("vij,vj->vi", chosen[:, :3, :3], points) + chosen[:, :3, 3]
        moved += weights[:, column, None] * placed
    return moved
