"""Where nodes go in a USD file. Pure: no USD here."""

from collections.abc import Container, Sequence

from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.usd.names import SiblingNames
from assets3d.pipeline.usd.plan import scene_roots

ROOT = "/Model"
MATERIALS = "Materials"
SKELETONS = "Skeletons"


def node_names(document: Document) -> dict[int, str]:
    """A prim name for each node that is a child or a root, unique among its siblings."""
    nodes = document.listed("nodes")
    names: dict[int, str] = {}
    families = [(scene_roots(document), SiblingNames([MATERIALS, SKELETONS]))]
    families += [(node.get("children", []), SiblingNames()) for node in nodes]
    for siblings, taken in families:
        for number in siblings:
            names[number] = taken.add(nodes[number].get("name"), "Node")
    return names


def node_paths(
    document: Document, shown: Sequence[int], names: dict[int, str], joints: Container[int]
) -> dict[int, str]:
    """The prim of each shown node, parents first. Joints that carry no mesh live in their skeleton alone."""
    nodes = document.listed("nodes")
    parents = {child: node for node in shown for child in nodes[node].get("children", [])}
    carrying: set[int] = set()
    for node in reversed(shown):
        if "mesh" in nodes[node] or carrying & set(nodes[node].get("children", [])):
            carrying.add(node)
    paths: dict[int, str] = {}
    for node in shown:
        above = paths.get(parents[node]) if node in parents else ROOT
        if above is not None and (node in carrying or node not in joints):
            paths[node] = f"{above}/{names[node]}"
    return paths
