"""What a document asks of a viewer: how much is drawn, how meshes are moved, and numbers that are none."""

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


def motion_problems(document: Mapping[str, Any], bounds: Bounds) -> Iterator[Finding]:
    """Shape keys, skins, animations and instances whose parts do not belong together."""
    accessors = document.get("accessors", [])
    for number, mesh in enumerate(document.get("meshes", [])):
        targets = [len(primitive.get("targets", [])) for primitive in mesh["primitives"]]
        if max(targets) > bounds.morph_targets:
            message = f"A mesh has {max(targets):,} shape keys; at most {bounds.morph_targets} are accepted."
            yield refusal(
                "morph_targets_too_many", message, f"/meshes/{number}", "Delete shape keys not in use."
            )
        if len(set(targets)) > 1 or len(mesh.get("weights", [])) not in (0, targets[0]):
            message = f"The file is damaged: the parts of /meshes/{number} have different shape keys."
            yield refusal("morph_targets_differ", message, f"/meshes/{number}", _EXPORT_AGAIN)
    for number, skin in enumerate(document.get("skins", [])):
        yield from _skin_problems(skin, accessors, f"/skins/{number}")
    for number, node in enumerate(document.get("nodes", [])):
        attributes = node.get("extensions", {}).get("EXT_mesh_gpu_instancing", {}).get("attributes", {})
        if len({accessors[index]["count"] for index in attributes.values()}) > 1:
            message = (
                f"The file is damaged: the copies of /nodes/{number} are described in different numbers."
            )
            yield refusal("attribute_counts_differ", message, f"/nodes/{number}", _EXPORT_AGAIN)


def _skin_problems(
    skin: Mapping[str, Any], accessors: Sequence[Mapping[str, Any]], place: str
) -> Iterator[Finding]:
    index = skin.get("inverseBindMatrices")
    if index is None:
        return
    matrices = accessors[index]
    if (
        matrices["type"] != "MAT4"
        or matrices["componentType"] != 5126
        or matrices["count"] < len(skin["joints"])
    ):
        message = (
            f"The file is damaged: {place} has {len(skin['joints'])} bones and no fitting matrices for them."
        )
        yield refusal("skin_matrices", message, place, _EXPORT_AGAIN)


def sampler_problems(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Animation curves whose times and values do not fit; call it once channels are known to be in range."""
    accessors = document.get("accessors", [])
    for number, animation in enumerate(document.get("animations", [])):
        for position, sampler in enumerate(animation["samplers"]):
            times, values = accessors[sampler["input"]], accessors[sampler["output"]]
            keys = times["count"] * (3 if sampler.get("interpolation") == "CUBICSPLINE" else 1)
            place = f"/animations/{number}/samplers/{position}"
            if times["type"] != "SCALAR" or times["componentType"] != 5126:
                message = f"The file is damaged: the times of {place} are not numbers of seconds."
                yield refusal("attribute_type", message, place, _EXPORT_AGAIN)
            elif values["count"] < keys or values["count"] % keys:
                message = f"The file is damaged: {place} has {values['count']:,} values for {times['count']:,} times."
                yield refusal("keys_differ", message, place, _EXPORT_AGAIN)
