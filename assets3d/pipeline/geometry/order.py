"""Order triangles and vertices so that they read and pack well. What is drawn does not change."""

import numpy as np

from assets3d.pipeline.geometry.groups import VertexGroup
from assets3d.pipeline.gltf import meshopt
from assets3d.pipeline.gltf.accessors import Arrays


def order(arrays: Arrays, group: VertexGroup) -> None:
    """Replace the group's arrays: triangles in strip order, vertices in order of use, unused ones dropped.

    Every attribute and morph target of the group moves by the same map, so they keep belonging together.
    """
    for index in group.indices:
        ordered = meshopt.order_triangles(arrays[index].ravel().astype(np.uint32), group.vertex_count)
        arrays[index] = ordered.reshape(-1, 1)
    everything = np.concatenate([arrays[index].ravel() for index in group.indices])
    remap, used = meshopt.order_vertices(everything, group.vertex_count)
    kept = remap < used
    for index in group.attributes.values():
        moved = np.empty((used, arrays[index].shape[1]), arrays[index].dtype)
        moved[remap[kept]] = arrays[index][kept]
        arrays[index] = moved
    for index in group.indices:
        arrays[index] = remap[arrays[index]]
