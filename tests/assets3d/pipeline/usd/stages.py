"""What a USD reader sees in a file, as arrays."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pxr import Usd, UsdGeom, UsdShade, UsdSkel

from assets3d.pipeline.gltf.skin import Floats


def meshes(stage: Usd.Stage) -> list[UsdGeom.Mesh]:
    """All meshes, parents first."""
    return [UsdGeom.Mesh(prim) for prim in stage.Traverse() if prim.IsA(UsdGeom.Mesh)]


def world_corners(stage: Usd.Stage, time_code: float) -> list[Floats]:
    """For each mesh, where the corners of its triangles are in the scene, skins applied: (3 * triangles, 3)."""
    skeletons = UsdSkel.Cache()
    for prim in stage.Traverse():
        if prim.IsA(UsdSkel.Root):
            skeletons.Populate(UsdSkel.Root(prim), Usd.PrimDefaultPredicate)
    return [_corners(mesh, skeletons, Usd.TimeCode(time_code)) for mesh in meshes(stage)]


def _corners(mesh: UsdGeom.Mesh, skeletons: UsdSkel.Cache, time: Usd.TimeCode) -> Floats:
    points = mesh.GetPointsAttr().Get(time)
    skinning = skeletons.GetSkinningQuery(mesh.GetPrim())
    place = UsdGeom.XformCache(time)
    transform = place.GetLocalToWorldTransform(mesh.GetPrim())
    if skinning and skinning.HasJointInfluences():
        skeleton = UsdSkel.BindingAPI(mesh).GetInheritedSkeleton()
        joints = skeletons.GetSkelQuery(skeleton).ComputeSkinningTransforms(time)
        skinning.ComputeSkinnedPoints(joints, points, time)
        transform = place.GetLocalToWorldTransform(skeleton.GetPrim())
    matrix: Floats = np.array(transform, np.float64).T
    placed: Floats = np.array(points, np.float64) @ matrix[:3, :3].T + matrix[:3, 3]
    rows: NDArray[np.int64] = np.array(mesh.GetFaceVertexIndicesAttr().Get())
    return placed[rows]


def surface(stage: Usd.Stage, material: str) -> UsdShade.Shader:
    """The UsdPreviewSurface of a material by prim name."""
    return UsdShade.Shader(stage.GetPrimAtPath(f"/Model/Materials/{material}/Surface"))


def source_of(shader: UsdShade.Shader, name: str) -> tuple[UsdShade.Shader, str]:
    """The shader that an input is connected to, and its output there."""
    found = shader.GetInput(name).GetConnectedSources()[0][0]
    return UsdShade.Shader(found.source), found.sourceName


def inputs(shader: UsdShade.Shader) -> dict[str, object]:
    """The values of all inputs that are not connected; vectors become tuples."""
    return dict(_inputs(shader))


def _inputs(shader: UsdShade.Shader) -> Iterator[tuple[str, object]]:
    for each in shader.GetInputs():
        if not each.HasConnectedSource():
            value = each.Get()
            yield (
                each.GetBaseName(),
                tuple(value) if hasattr(value, "__len__") and not isinstance(value, str) else value,
            )


def displacement(stage: Usd.Stage, expected: list[Floats], time_code: float) -> float:
    """The largest distance between corners in the stage and where they should be."""
    found = world_corners(stage, time_code)
    assert [len(corners) for corners in found] == [len(corners) for corners in expected]
    return max(float(np.abs(one - other).max()) for one, other in zip(found, expected, strict=True))
