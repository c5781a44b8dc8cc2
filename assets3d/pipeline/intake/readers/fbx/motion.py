"""Animations of FBX, sampled anew as keys of translation, rotation and scale."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import ufbx

from assets3d.pipeline.findings import Finding, warning
from assets3d.pipeline.intake.readers.fbx.mesh import Shape
from assets3d.pipeline.intake.scene import Animation, Channel, Floats, Path3
from assets3d.pipeline.intake.source import damaged
from assets3d.pipeline.preflight.bounds import Bounds

Hold = Callable[[Any], Any]
_PERCENT = "DeformPercent"
_PROPERTIES: tuple[Path3, ...] = ("translation", "rotation", "scale")


def read_animations(
    scene: Any,  # noqa: ANN401 - the binding's
    numbers: Mapping[int, int],
    blended: Mapping[int, Sequence[Shape]],
    bounds: Bounds,
    hold: Hold,
) -> tuple[list[Animation], list[Finding]]:
    """Every take that moves something; raises BadModel.

    numbers: the node in the scene for each one in the file. blended: the shape keys of nodes in the scene.
    """
    animations: list[Animation] = []
    findings: list[Finding] = []
    keys = 0
    for take in hold(scene.anim_stacks):
        hold(take)
        baked = hold(ufbx.bake_anim(scene, hold(take.anim)))
        channels: list[Channel] = []
        for node in hold(baked.nodes):
            hold(node)
            found = list(_channels(node, numbers.get(int(node.typed_id)), hold))
            keys += sum(len(channel.times) for channel in found)
            if keys > bounds.key_frames:
                raise damaged("keys_too_many", f"The animations have more than {bounds.key_frames:,} keys.")
            channels += found
        percents, others = _percents(hold(baked.elements), hold)
        for channel in _blends(blended, percents, bounds.key_frames - keys):
            keys += len(channel.values)
            channels.append(channel)
        if others:
            message = (
                f"The animation “{str(take.name)[:80]}” also changes materials, lights or cameras; only the movement "
                "of objects and shapes is kept."
            )
            findings.append(warning("animation_partly_dropped", message, "", "Export as GLB to keep it all."))
        if channels:
            animations.append(Animation(str(take.name)[:200], tuple(_from_zero(channels))))
    return animations, findings


def _channels(node: Any, number: int | None, hold: Hold) -> Iterator[Channel]:  # noqa: ANN401 - the binding's
    if number is None:
        return
    for name in _PROPERTIES:
        if getattr(node, f"constant_{name}"):
            continue
        keys = [hold(key) for key in hold(getattr(node, f"{name}_keys"))]
        times = np.array([key.time for key in keys], np.float32)
        values = np.array([tuple(key.value) for key in keys], np.float32)
        if name == "rotation":
            values /= np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-9)
        # Two keys at one time are a jump, which straight lines between keys cannot have.
        rising = np.r_[True, np.diff(times) > 0]
        if np.isfinite(values).all() and rising.sum() > 1:
            yield Channel(number, name, times[rising], _contiguous(values[rising]))


def _percents(elements: Any, hold: Hold) -> tuple[dict[int, tuple[Floats, Floats]], bool]:  # noqa: ANN401 - the binding's
    """(times, weights) of every channel that blends a shape key in, and whether anything else changes as well."""
    percents: dict[int, tuple[Floats, Floats]] = {}
    has_others = False
    for element in elements:
        for changed in hold(hold(element).props):
            if str(hold(changed).name) != _PERCENT:
                has_others = True
                continue
            keys = [hold(key) for key in hold(changed.keys)]
            times = np.array([key.time for key in keys], np.float32)
            weights = np.array([key.value.x for key in keys], np.float32) / np.float32(100)
            if len(keys) and np.isfinite(times).all() and np.isfinite(weights).all():
                percents[int(element.element_id)] = times, weights
    return percents, has_others


def _blends(
    blended: Mapping[int, Sequence[Shape]], percents: Mapping[int, tuple[Floats, Floats]], most: int
) -> Iterator[Channel]:
    """The weights of all shape keys of a node at every moment at which one of them has a key.

    most: how many numbers they may be; raises BadModel beyond.
    """
    for number, shapes in blended.items():
        moved = [percents[shape.channel][0] for shape in shapes if shape.channel in percents]
        times = np.unique(np.concatenate(moved)) if moved else np.zeros(0, np.float32)
        most -= len(times) * len(shapes)
        if most < 0:
            raise damaged("keys_too_many", "The animations of shape keys have too many keys.")
        if len(times) > 1:
            columns = [
                np.interp(times, *percents.get(shape.channel, (times[:1], [shape.weight])))
                for shape in shapes
            ]
            values = np.stack(columns, axis=1).astype(np.float32).reshape(-1, 1)
            yield Channel(number, "weights", times, values)


def _contiguous(values: Floats) -> Floats:
    return np.ascontiguousarray(values)


def _from_zero(channels: list[Channel]) -> Iterator[Channel]:
    """All channels moved in time, so that the first key is at nought: glTF knows no earlier one."""
    start = min(float(channel.times[0]) for channel in channels)
    for channel in channels:
        yield Channel(channel.node, channel.path, channel.times - np.float32(start), channel.values)
