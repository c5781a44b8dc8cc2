"""The joints and weights of skinned meshes: do points follow bones that are there, with shares that make sense?"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from assets3d.pipeline.findings import BadModel, Finding, refusal, warning
from assets3d.pipeline.gltf.accessors import as_floats, read_accessor
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.preflight.bounds import Bounds

_EXPORT_AGAIN = "Bind the mesh to its skeleton anew and export again, or export it without the skeleton."
_NORMALISE = "Normalise the weights of the mesh in your 3D program and export again."
_BYTE, _SHORT, _FLOAT = 5121, 5123, 5126
# How far from one the shares of a point may add up to: eight bits each, rounded apart, make up to 0.008.
_TOLERANCE = 0.02
# Above it the division that evens weights out loses all digits.
_HEAVIEST = 1e6
_SLICE = 250_000
_SHOWN = 3
Sets = tuple[tuple[int, int], ...]


@dataclass
class _Followed:
    """What the points of a primitive follow.

    farthest: the highest joint that has weight. uneven: how many points have weights that do not add up to one;
    least, most: what those add up to.
    """

    farthest: int = -1
    is_sound: bool = True
    uneven: int = 0
    least: float = math.inf
    most: float = 0.0


def skin_problems(document: Document, bounds: Bounds) -> Iterator[Finding]:
    """Skinned meshes whose points follow nothing that is there, or with weights that are none.

    Call it once attributes are known to belong together. Joints without weight may be anything: exporters leave
    them so, and no viewer looks at them.
    """
    looked = _Look(document, bounds)
    shown = 0
    for mesh, skin in _skinned(document.json):
        joints = len(document.json["skins"][skin]["joints"])
        for position, primitive in enumerate(document.json["meshes"][mesh]["primitives"]):
            place = f"/meshes/{mesh}/primitives/{position}"
            sets = _sets(primitive["attributes"])
            problem = _structure_problem(document.json["accessors"], sets, place)
            if problem is None and sets is not None:
                problem = _value_problem(looked.at(sets), joints, skin, place)
            if problem is not None and (shown := shown + 1) <= _SHOWN:
                yield problem


def _skinned(json: Mapping[str, Any]) -> dict[tuple[int, int], None]:
    nodes = json.get("nodes", [])
    return dict.fromkeys((node["mesh"], node["skin"]) for node in nodes if "mesh" in node and "skin" in node)


def _sets(attributes: Mapping[str, int]) -> Sets | None:
    """The accessors of joints and of weights, set by set; None where one is without the other, or all are missing."""
    numbers = {name.rpartition("_")[2] for name in attributes if name.startswith(("JOINTS_", "WEIGHTS_"))}
    found = [
        (attributes.get(f"JOINTS_{each}"), attributes.get(f"WEIGHTS_{each}")) for each in sorted(numbers)
    ]
    whole = tuple((joint, weight) for joint, weight in found if joint is not None and weight is not None)
    return whole if found and len(whole) == len(found) and "JOINTS_0" in attributes else None


def _structure_problem(accessors: list[Mapping[str, Any]], sets: Sets | None, place: str) -> Finding | None:
    if sets is None:
        message = f"The file is damaged: {place} has a skeleton, but its points do not say what they follow."
        return refusal("skin_joints_missing", message, place, _EXPORT_AGAIN)
    for joints, weights in sets:
        kind, is_share = accessors[weights]["componentType"], accessors[weights].get("normalized", False)
        if accessors[joints]["componentType"] not in (_BYTE, _SHORT) or accessors[joints].get("normalized"):
            message = f"The file is damaged: the joints of {place} are not whole numbers."
            return refusal("attribute_type", message, f"{place}/attributes", _EXPORT_AGAIN)
        if kind != _FLOAT and not (kind in (_BYTE, _SHORT) and is_share):
            message = f"The file is damaged: the weights of {place} are not shares of one."
            return refusal("attribute_type", message, f"{place}/attributes", _EXPORT_AGAIN)
    return None


def _value_problem(followed: _Followed, joints: int, skin: int, place: str) -> Finding | None:
    if not followed.is_sound:
        message = f"The file is damaged: {place} has weights that are negative, endless or no numbers."
        return refusal("skin_weights_invalid", message, f"{place}/attributes", _EXPORT_AGAIN)
    if followed.farthest >= joints:
        message = (
            f"The file is damaged: points of {place} follow bone {followed.farthest:,}, "
            f"and /skins/{skin} has {joints:,} bones, counted from 0."
        )
        return refusal("joint_out_of_range", message, f"{place}/attributes", _EXPORT_AGAIN)
    if followed.uneven:
        points = "one point" if followed.uneven == 1 else f"{followed.uneven:,} points"
        message = (
            f"The bones hold {points} of {place} by {followed.least:.0%} to {followed.most:.0%} in all, "
            "where it should be 100%; viewers even this out, each in its own way."
        )
        return warning("skin_weights_sum", message, f"{place}/attributes", _NORMALISE)
    return None


class _Look:
    """Looks at joints and weights, at those that several meshes share only once."""

    def __init__(self, document: Document, bounds: Bounds) -> None:
        self._document, self._bounds = document, bounds
        self._known: dict[Sets, _Followed] = {}
        self._looked_at = 0

    def at(self, sets: Sets) -> _Followed:
        """What the points follow; raises BadModel when the document asks for more than can be looked at."""
        if sets not in self._known:
            self._looked_at += 4 * sum(
                self._document.json["accessors"][joints]["count"] for joints, _ in sets
            )
            if self._looked_at > self._bounds.influences:
                message = f"The skinned meshes have more than {self._bounds.influences:,} joint weights."
                fix = "Reduce the number of triangles, or export without the skeleton."
                raise BadModel(refusal("geometry_too_large", message, "/meshes", fix))
            self._known[sets] = self._followed(sets)
        return self._known[sets]

    def _followed(self, sets: Sets) -> _Followed:
        accessors = self._document.json["accessors"]
        joints = [read_accessor(self._document, number) for number, _ in sets]
        weights = [(read_accessor(self._document, number), accessors[number]) for _, number in sets]
        found = _Followed()
        for start in range(0, len(joints[0]), _SLICE):
            rows = slice(start, start + _SLICE)
            shares = np.hstack([as_floats(array[rows], accessor) for array, accessor in weights])
            if not (np.isfinite(shares) & (shares >= 0) & (shares <= _HEAVIEST)).all():
                return _Followed(is_sound=False)
            followed = np.hstack([array[rows] for array in joints])
            found.farthest = max(found.farthest, int(followed.max(where=shares > 0, initial=0)))
            total = shares.sum(axis=1)
            total = total[np.abs(total - 1) > _TOLERANCE]
            found.uneven += len(total)
            found.least = min(found.least, float(total.min(initial=math.inf)))
            found.most = max(found.most, float(total.max(initial=0)))
        return found
