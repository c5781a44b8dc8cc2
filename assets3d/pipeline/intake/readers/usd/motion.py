"""Moving objects of USD as an animation."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from pxr import Gf

from assets3d.pipeline.intake.scene import Animation, Channel, Floats, Scene
from assets3d.pipeline.intake.source import damaged
from assets3d.pipeline.preflight.bounds import Bounds


def read_motion(
    stage: Any,  # noqa: ANN401 - pxr has no types
    scene: Scene,
    moving: Sequence[tuple[int, Any]],
    bounds: Bounds,
) -> list[Animation]:
    """One animation of all nodes that move, whose matrices become translation, rotation and scale; raises BadModel."""
    rate = float(stage.GetTimeCodesPerSecond()) or 24.0
    samples = [(number, placed, placed.GetTimeSamples()) for number, placed in moving]
    samples = [each for each in samples if len(each[2]) > 1]
    keys = sum(len(times) for _, _, times in samples)
    if keys > bounds.key_frames:
        raise damaged(
            "keys_too_many", f"The animations have {keys:,} keys; at most {bounds.key_frames:,} are read."
        )
    if not samples:
        return []
    start = min(times[0] for _, _, times in samples)
    channels: list[Channel] = []
    for number, placed, times in samples:
        rows = np.array([_parts(placed.GetLocalTransformation(time)) for time in times], np.float32)
        seconds = ((np.array(times) - start) / rate).astype(np.float32)
        rising = np.r_[True, np.diff(seconds) > 0]
        if not np.isfinite(rows).all() or rising.sum() < 2:
            continue
        channels += _channels(number, seconds[rising], rows[rising])
        first = [float(value) for value in rows[0]]
        scene.nodes[number] = replace(
            scene.nodes[number],
            matrix=None,
            translation=tuple(first[:3]),
            rotation=tuple(first[3:7]),
            scale=tuple(first[7:]),
        )
    return [Animation("Animation", tuple(channels))] if channels else []


def _channels(number: int, times: Floats, rows: Floats) -> list[Channel]:
    turns = rows[:, 3:7]
    # Of the two quaternions of a rotation the one nearer to the last.
    flips = np.cumprod(np.r_[1, np.where((turns[1:] * turns[:-1]).sum(axis=1) < 0, -1, 1)])
    columns = (("translation", rows[:, :3]), ("rotation", turns * flips[:, None]), ("scale", rows[:, 7:]))
    return [
        Channel(number, name, times, np.ascontiguousarray(values, np.float32))  # type: ignore[arg-type]  # one of three
        for name, values in columns
        if not np.allclose(values, values[0])
    ]


def _parts(matrix: Any) -> list[float]:  # noqa: ANN401 - pxr has no types
    """Translation, quaternion (x y z w) and scale of a matrix; a shear is lost."""
    moved = Gf.Transform(matrix)
    turn = moved.GetRotation().GetQuat().GetNormalized()
    return [*moved.GetTranslation(), *turn.GetImaginary(), turn.GetReal(), *moved.GetScale()]
