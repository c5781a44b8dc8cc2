"""The scene graph must be a forest: no circles, one parent each, not too deep. Nothing here recurses."""

from collections.abc import Iterator, Mapping
from typing import Any

from assets3d.pipeline.findings import Finding, refusal
from assets3d.pipeline.preflight.bounds import Bounds

_FIX = "Repair the object hierarchy in your 3D program and export again."


def crowd_problems(document: Mapping[str, Any], bounds: Bounds) -> Iterator[Finding]:
    """Too many nodes. Asks nothing of their shape, so that it can come before whatever looks at each of them."""
    nodes = document.get("nodes", [])
    if isinstance(nodes, list) and len(nodes) > bounds.nodes:
        message = f"The model has {len(nodes):,} objects; at most {bounds.nodes:,} are accepted."
        yield refusal("nodes_too_many", message, "/nodes", "Join objects that never move apart.")


def node_problems(document: Mapping[str, Any], bounds: Bounds) -> Iterator[Finding]:
    """Circles, several parents, too deeply nested nodes, and a file with nothing to see."""
    nodes = document.get("nodes", [])
    if not any("mesh" in node for node in nodes):
        message = "The file holds no visible object: nothing in its scene has a mesh."
        yield refusal(
            "nothing_to_see", message, "/nodes", "Select the model when exporting, and check the file."
        )
    parents = [0] * len(nodes)
    for node in nodes:
        for child in node.get("children", []):
            parents[child] += 1
    for number, count in enumerate(parents):
        if count > 1:
            message = f"The object hierarchy is broken: object {number} has {count} parents."
            yield refusal("node_several_parents", message, f"/nodes/{number}", _FIX)
    yield from _depth_problems(nodes, parents, bounds)


def _depth_problems(nodes: list[dict[str, Any]], parents: list[int], bounds: Bounds) -> Iterator[Finding]:
    level = [number for number, count in enumerate(parents) if count == 0]
    reached, depth = len(level), 0
    while level and depth <= bounds.node_depth:
        level = [
            child for number in level for child in nodes[number].get("children", []) if parents[child] == 1
        ]
        reached += len(level)
        depth += 1
    if level:
        message = f"Objects are nested more than {bounds.node_depth} deep."
        yield refusal("node_too_deep", message, "/nodes", _FIX)
    elif reached < sum(1 for count in parents if count <= 1):
        message = "The object hierarchy is broken: an object is its own ancestor."
        yield refusal("node_cycle", message, "/nodes", _FIX)
