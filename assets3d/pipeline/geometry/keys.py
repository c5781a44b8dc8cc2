"""Keys of animations that say nothing: what their neighbours lead to without them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.gltf.accessors import Arrays, as_floats
from assets3d.pipeline.gltf.animation import Channel, sample
from assets3d.pipeline.gltf.roles import MOTION_ROLES, Role

# How far a value may be from what its neighbours lead to, as a share of the largest of its kind; of rotations
# absolutely. A twentieth of what a pose may differ by.
_SAME = 2e-5
# Longer stretches are not looked for, which bounds the time this takes.
_LONGEST = 256


@dataclass(frozen=True)
class _Track:
    output: int
    path: str
    is_stepped: bool
    values: NDArray[np.float64]
    tolerance: float


def drop_keys(json: Mapping[str, Any], arrays: Arrays, roles: Mapping[int, Role]) -> None:
    """Replace the arrays of animations by ones without keys that LINEAR or STEP interpolation makes anyway.

    Samplers that share moments keep sharing them, so a key goes only where it says nothing in any of them. First
    and last keys stay. Anything else that uses the same accessors, and CUBICSPLINE, keeps them whole.
    """
    for moments, tracks in _tracks(json, arrays, roles):
        times = as_floats(arrays[moments], json["accessors"][moments]).astype(np.float64).ravel()
        kept = _kept(times, tracks)
        if len(kept) == len(times):
            continue
        for track in tracks:
            rows = arrays[track.output].reshape(len(times), -1)[kept]
            arrays[track.output] = rows.reshape(-1, arrays[track.output].shape[1])
        arrays[moments] = arrays[moments][kept]


def _tracks(
    json: Mapping[str, Any], arrays: Arrays, roles: Mapping[int, Role]
) -> Iterator[tuple[int, list[_Track]]]:
    """(accessor of moments, everything that happens at them), where nothing stands in the way of dropping keys."""
    samplers: dict[int, dict[int, str]] = {}
    blocked: set[int] = set()
    for animation in json.get("animations", []):
        paths = {channel["sampler"]: channel["target"].get("path") for channel in animation["channels"]}
        for number, sampler in enumerate(animation["samplers"]):
            way = f"{sampler.get('interpolation', 'LINEAR')} {paths.get(number)}"
            known = samplers.setdefault(sampler["input"], {}).setdefault(sampler["output"], way)
            if known != way or way.startswith("CUBICSPLINE"):
                blocked.add(sampler["input"])
    outputs = [output for parts in samplers.values() for output in parts]
    for moments, ways in samplers.items():
        is_free = moments not in blocked and roles.get(moments) is Role.KEY_TIME
        is_free = is_free and all(
            roles.get(output) in MOTION_ROLES and outputs.count(output) == 1 for output in ways
        )
        if is_free and len(arrays[moments]) > 2:
            tracks = [_track(json, arrays, output, way, len(arrays[moments])) for output, way in ways.items()]
            if all(len(track.values) == len(arrays[moments]) for track in tracks):
                yield moments, tracks


def _track(json: Mapping[str, Any], arrays: Arrays, output: int, way: str, count: int) -> _Track:
    interpolation, path = way.split(" ")
    values = as_floats(arrays[output], json["accessors"][output]).astype(np.float64)
    if path == "weights" and values.size % count == 0:
        values = values.reshape(count, -1)
    largest = 1.0 if path == "rotation" else float(np.abs(values).max(initial=0))
    return _Track(output, path, interpolation == "STEP", values, _SAME * largest)


def _kept(times: NDArray[np.float64], tracks: Sequence[_Track]) -> NDArray[np.int64]:
    kept, start = [0], 0
    for end in range(2, len(times)):
        if end - start > _LONGEST or not all(_says_nothing(track, times, start, end) for track in tracks):
            start = end - 1
            kept.append(start)
    return np.array([*kept, len(times) - 1], np.int64)


def _says_nothing(track: _Track, times: NDArray[np.float64], start: int, end: int) -> bool:
    """Whether all keys between two keys are what the two lead to."""
    between = slice(start + 1, end)
    ends = track.values[[start, end]]
    if track.is_stepped:
        return bool((track.values[between] == track.values[start]).all())
    channel = Channel(0, track.path, times[[start, end]], ends, "LINEAR")
    expected = sample(channel, times[between])
    values = track.values[between]
    if track.path == "rotation":
        lengths = np.linalg.norm(values, axis=1, keepdims=True)
        values = values / np.where(lengths == 0, 1, lengths)
        # A quaternion and its negative turn alike.
        values = np.where((values * expected).sum(axis=1, keepdims=True) < 0, -values, values)
    return bool(np.abs(values - expected).max() <= track.tolerance)
