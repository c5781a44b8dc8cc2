"""The node hierarchy as Xforms, at rest or moving."""

from collections.abc import Mapping, Sequence

import numpy as np
from pxr import Gf, Usd, UsdGeom

from assets3d.pipeline.gltf.animation import Channel, Pose, sample
from assets3d.pipeline.gltf.skin import Floats
from assets3d.pipeline.usd.pose.times import TIME_CODES, key_times

NodeChannels = Mapping[str, Channel]


def write_motion(xform: UsdGeom.Xform, pose: Pose, node: int, moving: NodeChannels) -> None:
    """Let a node, which rests in `pose` and has no matrix, move as `moving` says by property."""
    for path, rest, add in (
        ("translation", pose.translations[node], _translate),
        ("rotation", pose.rotations[node], _orient),
        ("scale", pose.scales[node], _scale),
    ):
        add(xform, *_samples(moving.get(path), rest))


def write_matrix(xform: UsdGeom.Xform, matrix: Floats) -> None:
    """Place a prim by a matrix for column vectors; nothing is written for the identity."""
    if not np.array_equal(matrix, np.eye(4)):
        xform.AddTransformOp().Set(gf_matrix(matrix))


def gf_matrix(matrix: Floats) -> Gf.Matrix4d:
    """USD multiplies row vectors, so its matrices are the other way round."""
    return Gf.Matrix4d(matrix.T.tolist())


def _samples(channel: Channel | None, rest: Floats) -> tuple[Sequence[Usd.TimeCode], Floats]:
    if channel is None:
        return [Usd.TimeCode.Default()], rest[None]
    times = key_times([channel])
    return [Usd.TimeCode(time * TIME_CODES) for time in times], sample(channel, times)


def _translate(xform: UsdGeom.Xform, times: Sequence[Usd.TimeCode], values: Floats) -> None:
    operation = xform.AddTranslateOp(UsdGeom.XformOp.PrecisionDouble)
    for time, value in zip(times, values.tolist(), strict=True):
        operation.Set(Gf.Vec3d(*value), time)


def _orient(xform: UsdGeom.Xform, times: Sequence[Usd.TimeCode], values: Floats) -> None:
    operation = xform.AddOrientOp(UsdGeom.XformOp.PrecisionFloat)
    for time, (x, y, z, w) in zip(times, values.tolist(), strict=True):
        operation.Set(Gf.Quatf(w, x, y, z), time)


def _scale(xform: UsdGeom.Xform, times: Sequence[Usd.TimeCode], values: Floats) -> None:
    operation = xform.AddScaleOp(UsdGeom.XformOp.PrecisionFloat)
    for time, value in zip(times, values.tolist(), strict=True):
        operation.Set(Gf.Vec3f(*value), time)
