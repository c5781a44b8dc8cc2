"""What a document asks of a viewer: how much is drawn, and numbers that are none."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assets3d.pipeline.findings import Finding, refusal
from assets3d.pipeline.preflight.bounds import Bounds

_SHOWN = 3
_EXPORT_AGAIN = "Export the model again; if it is refused again, try another exporter."
_SIMPLER = "Reduce the number of triangles or of copies."
_TRIANGLES, _STRIP = 4, 5
_LARGEST = 3.4e38


def number_problems(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Numbers that do not fit a 32-bit float, wherever they stand: factors, extensions, extras."""
    waiting: list[tuple[str, Any]] = [("", document)]
    found = 0
    while waiting and found < _SHOWN:
        place, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{place}/{key}", child) for key, child in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{place}/{number}", child) for number, child in enumerate(value)]
        elif isinstance(value, int | float) and not _fits(value) and "/extras" not in place:
            found += 1
            message = f"The file is damaged: {place} should be a finite number."
            yield refusal("json_wrong_type", message, place, _EXPORT_AGAIN)


def _fits(value: float) -> bool:
    return (
        abs(value) <= _LARGEST if isinstance(value, int) else math.isfinite(value) and abs(value) <= _LARGEST
    )


def drawing_problems(document: Mapping[str, Any], bounds: Bounds) -> Iterator[Finding]:
    """More triangles or objects than any viewer can draw, a mesh counted as often as it stands in the scene."""
    accessors = document.get("accessors", [])
    costs = [_triangles(mesh, accessors) for mesh in document.get("meshes", [])]
    sizes = [len(mesh["primitives"]) for mesh in document.get("meshes", [])]
    triangles = objects = 0
    for node in document.get("nodes", []):
        if "mesh" in node:
            copies = _copies(node, accessors)
            triangles += costs[node["mesh"]] * copies
            objects += sizes[node["mesh"]] * copies
    for words, code, count, most in (
        ("triangles", "triangles_too_many", triangles, bounds.drawn_triangles),
        ("objects", "objects_too_many", objects, bounds.drawn_objects),
    ):
        if count > most:
            message = f"With all copies the scene draws {count:,} {words}; at most {most:,} are accepted."
            yield refusal(code, message, "/nodes", _SIMPLER)


def _triangles(mesh: Mapping[str, Any], accessors: Sequence[Mapping[str, Any]]) -> int:
    total = 0
    for primitive in mesh["primitives"]:
        index = primitive.get("indices", next(iter(primitive["attributes"].values())))
        count = accessors[index]["count"]
        total += count // 3 if primitive.get("mode", _TRIANGLES) == _TRIANGLES else count
    return total


def _copies(node: Mapping[str, Any], accessors: Sequence[Mapping[str, Any]]) -> int:
    instancing = node.get("extensions", {}).get("EXT_mesh_gpu_instancing", {}).get("attributes", {})
    return min((accessors[index]["count"] for index in instancing.values()), default=1)
