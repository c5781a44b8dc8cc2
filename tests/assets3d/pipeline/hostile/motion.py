"""GLB files whose skins and animations hold numbers that nobody can play."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tests.factories.glb import GlbBuilder, pack_glb, unpack_glb

Weights = Sequence[Sequence[float]]
_EVEN: Weights = [[0.5, 0.5, 0, 0]] * 3
_JOINTS = [[0, 1, 0, 0]] * 3


def build_skinned(
    *,
    joints: Sequence[Sequence[int]] = _JOINTS,
    weights: Weights = _EVEN,
    times: Sequence[float] = (0.0, 0.5, 1.0),
    joint_type: type[np.generic] = np.uint8,
    leaves_out: Sequence[str] = (),
    more: Mapping[str, NDArray[np.generic]] | None = None,
) -> bytes:
    """A triangle that follows two bones, the second of which moves.

    more: further attributes. leaves_out: attributes that are missing.
    """
    builder = GlbBuilder()
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], np.float32)
    arrays = {
        "POSITION": corners,
        "JOINTS_0": np.array(joints, joint_type),
        "WEIGHTS_0": np.array(weights, np.float32),
        **(more or {}),
    }
    attributes = {name: builder.accessor(array) for name, array in arrays.items() if name not in leaves_out}
    for accessor in builder.json["accessors"][1:]:
        # Numbers that are none are none in JSON either.
        del accessor["min"], accessor["max"]
    builder.json["meshes"] = [{"primitives": [{"attributes": attributes}]}]
    builder.json["nodes"] = [{"mesh": 0, "skin": 0}, {"name": "Hip", "children": [2]}, {"name": "Knee"}]
    builder.json["scenes"] = [{"nodes": [0, 1]}]
    builder.json["scene"] = 0
    builder.json["skins"] = [{"joints": [1, 2]}]
    _animate(builder, times)
    return builder.build()


def _animate(builder: GlbBuilder, times: Sequence[float]) -> None:
    moments = builder.accessor(np.array(times, np.float32).reshape(-1, 1), min=[0.0], max=[1.0])
    places = builder.accessor(np.zeros((len(times), 3), np.float32))
    sampler = {"input": moments, "output": places}
    channel = {"sampler": 0, "target": {"node": 2, "path": "translation"}}
    builder.json["animations"] = [{"samplers": [sampler], "channels": [channel]}]


def _skinned(**changes: object) -> Callable[[], bytes]:
    return lambda: build_skinned(**changes)  # type: ignore[arg-type]  # each case names its own


def _all_with_all(count: int) -> bytes:
    """Meshes of a million points that pair `count` lists of joints with as many of weights, each list of nothing."""
    document, binary = unpack_glb(build_skinned())

    def listed(kind: str, component: int, **more: bool) -> int:
        document["accessors"].append({"componentType": component, "type": kind, "count": 1_000_000, **more})
        return len(document["accessors"]) - 1

    points = listed("VEC3", 5126)
    joints = [listed("VEC4", 5121) for _ in range(count)]
    weights = [listed("VEC4", 5121, normalized=True) for _ in range(count)]
    document["meshes"][0]["primitives"] = [
        {"attributes": {"POSITION": points, "JOINTS_0": joint, "WEIGHTS_0": weight}}
        for joint in joints
        for weight in weights
    ]
    return pack_glb(document, binary)


MOTION: dict[str, tuple[Callable[[], bytes], str]] = {
    "joint that the skin does not have": (
        _skinned(joints=[[0, 1, 0, 0], [0, 2, 0, 0], [0, 1, 0, 0]]),
        "joint_out_of_range",
    ),
    "joint far out": (_skinned(joints=[[60_000, 0, 0, 0]] * 3, joint_type=np.uint16), "joint_out_of_range"),
    "joint far out in the second set": (
        _skinned(
            more={
                "JOINTS_1": np.full((3, 4), 9, np.uint8),
                "WEIGHTS_1": np.full((3, 4), 0.1, np.float32),
            }
        ),
        "joint_out_of_range",
    ),
    "joints that are fractions": (_skinned(joint_type=np.float32), "attribute_type"),
    "weight not a number": (_skinned(weights=[[float("nan"), 1, 0, 0]] * 3), "skin_weights_invalid"),
    "weight endless": (_skinned(weights=[[float("inf"), 0, 0, 0]] * 3), "skin_weights_invalid"),
    "weight negative": (_skinned(weights=[[-0.5, 1.5, 0, 0]] * 3), "skin_weights_invalid"),
    "weight beyond all measure": (_skinned(weights=[[1e30, 0, 0, 0]] * 3), "skin_weights_invalid"),
    "skeleton without weights": (_skinned(leaves_out=["WEIGHTS_0"]), "skin_joints_missing"),
    "skeleton without joints": (_skinned(leaves_out=["JOINTS_0", "WEIGHTS_0"]), "skin_joints_missing"),
    "36 pairs of a million joints and weights": (lambda: _all_with_all(6), "geometry_too_large"),
    "moment not a number": (_skinned(times=[0, float("nan"), 1]), "key_time_not_finite"),
    "moment endless": (_skinned(times=[0, 1, float("inf")]), "key_time_not_finite"),
    "moment before the start": (_skinned(times=[-1, 0, 1]), "key_time_negative"),
    "moments backwards": (_skinned(times=[0, 0.75, 0.5]), "key_times_descend"),
    "moments after a million, backwards": (
        _skinned(times=[*np.arange(1_000_000, dtype=np.float32), 5.0]),
        "key_times_descend",
    ),
}
