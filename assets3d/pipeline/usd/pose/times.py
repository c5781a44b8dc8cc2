"""When an animation must be sampled so that straight lines between the samples tell the same story. Pure."""

import itertools
from collections.abc import Sequence

import numpy as np

from assets3d.pipeline.gltf.animation import Channel
from assets3d.pipeline.gltf.skin import Floats

TIME_CODES = 60.0
# A jump takes this long in seconds: USD joins samples by lines, unlike STEP.
_JUMP = 1e-4
# Curves between two keys become at most this many lines, 1/60 s each where that is enough.
_LINES = 60


def key_times(channels: Sequence[Channel]) -> Floats:
    """Ascending times in seconds, at least one."""
    parts = [np.zeros(1)] if not channels else [_channel_times(channel) for channel in channels]
    return np.unique(np.concatenate(parts))


def _channel_times(channel: Channel) -> Floats:
    keys = channel.times
    if channel.interpolation == "STEP":
        return np.concatenate([keys, keys[1:] - np.minimum(_JUMP, np.diff(keys) / 2)])
    if channel.interpolation == "CUBICSPLINE":
        lines = [
            np.linspace(start, end, _lines(end - start), endpoint=False)
            for start, end in itertools.pairwise(keys)
        ]
        return np.concatenate([*lines, keys])
    return keys


def _lines(seconds: float) -> int:
    return int(min(_LINES, max(1, np.ceil(seconds * TIME_CODES))))
