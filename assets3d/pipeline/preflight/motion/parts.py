"""What moves meshes, as far as the document alone tells: do the parts belong together?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assets3d.pipeline.findings import Finding, refusal
from assets3d.pipeline.preflight.bounds import Bounds

_EXPORT_AGAIN = "Export the model again; if it is refused again, try another exporter."


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
