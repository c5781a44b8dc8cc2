"""The moments of an animation's keys: numbers of seconds, from nought upwards, each later than the one before."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from assets3d.pipeline.findings import Finding, refusal, warning
from assets3d.pipeline.gltf.accessors import Array, read_accessor
from assets3d.pipeline.gltf.document import Document

_EXPORT_AGAIN = "Export the animation again, beginning at frame 0; or leave it out."
# Keys that are compared at once.
_SLICE = 1_000_000
_SHOWN = 3


def key_problems(document: Document) -> Iterator[Finding]:
    """Moments that are no numbers, before nought or not in order; call it once samplers are known to fit.

    glTF 2.0 section 3.11 asks for strictly increasing moments. Two keys at one moment are a jump, which viewers
    play: that is only a warning.
    """
    shown = 0
    for number, place in _inputs(document.json).items():
        problem = _problem(read_accessor(document, number).ravel(), place)
        if problem is not None and shown < _SHOWN:
            shown += 1
            yield problem


def _inputs(json: Mapping[str, Any]) -> dict[int, str]:
    """Every accessor of moments, each once, with the first place that reads it."""
    places: dict[int, str] = {}
    for number, animation in enumerate(json.get("animations", [])):
        for position, sampler in enumerate(animation["samplers"]):
            places.setdefault(sampler["input"], f"/animations/{number}/samplers/{position}/input")
    return places


def _problem(times: Array, place: str) -> Finding | None:
    equal = None
    for start in range(0, len(times), _SLICE):
        # One more, so that the last is compared with its successor as well.
        part = times[start : start + _SLICE + 1]
        if not np.isfinite(part).all():
            message = f"The file is damaged: the moments of {place} are not all numbers."
            return refusal("key_time_not_finite", message, place, _EXPORT_AGAIN)
        if start == 0 and part[0] < 0:
            message = f"The animation of {place} begins {-float(part[0]):g} seconds before its start."
            return refusal("key_time_negative", message, place, _EXPORT_AGAIN)
        steps = np.diff(part)
        if (steps < 0).any():
            key = start + int(np.argmax(steps < 0)) + 1
            message = f"The file is damaged: key {key:,} of {place} is earlier than the key before it."
            return refusal("key_times_descend", message, place, _EXPORT_AGAIN)
        if equal is None and (steps == 0).any():
            equal = start + int(np.argmax(steps == 0)) + 1
    if equal is None:
        return None
    message = f"Key {equal:,} of {place} is at the same moment as the key before it; viewers jump there."
    return warning("key_times_equal", message, place, "Delete keys that stand twice, and export again.")
