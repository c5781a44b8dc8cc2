"""Copies of a node's mesh that EXT_mesh_gpu_instancing asks for."""

import numpy as np

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.gltf.accessors import Arrays, as_floats
from assets3d.pipeline.gltf.animation import transforms
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.skin import Floats

_EXTENSION = "EXT_mesh_gpu_instancing"
_COMPONENTS = {"TRANSLATION": 3, "ROTATION": 4, "SCALE": 3}


def instance_transforms(document: Document, arrays: Arrays, node: int) -> Floats | None:
    """(copies, 4, 4): from the mesh into the node, or None for a node that shows its mesh once.

    Raises BadModel when places have too few or too many numbers.
    """
    described = document.json["nodes"][node].get("extensions", {}).get(_EXTENSION, {}).get("attributes", {})
    parts = {
        name: as_floats(arrays[accessor], document.json["accessors"][accessor]).astype(np.float64)
        for name, accessor in described.items()
        if name in _COMPONENTS
    }
    if any(values.shape[1] != _COMPONENTS[name] for name, values in parts.items()):
        message = f"The file is damaged: the copies of object {node} have no proper places."
        fix = "Export the model again without instancing."
        raise BadModel(refusal("instances_damaged", message, f"/nodes/{node}", fix))
    if not parts:
        return None
    count = min(len(values) for values in parts.values())
    return transforms(
        parts.get("TRANSLATION", np.zeros((count, 3)))[:count],
        parts.get("ROTATION", np.tile([0.0, 0.0, 0.0, 1.0], (count, 1)))[:count],
        parts.get("SCALE", np.ones((count, 3)))[:count],
    )
