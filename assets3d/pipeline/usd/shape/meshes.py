"""Shapes as UsdGeomMesh."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pxr import Sdf, Usd, UsdGeom, UsdSkel, Vt

from assets3d.pipeline.usd.look.shading import coordinates_name
from assets3d.pipeline.usd.pose.transforms import gf_matrix
from assets3d.pipeline.usd.shape.shapes import Shape, Singles

_TYPES = Sdf.ValueTypeNames


@dataclass(frozen=True)
class Wanted:
    """What a mesh must have for its material.

    coordinates: numbers of UV sets. colour: linear RGBA that multiplies vertex colours, None where they are not
    used. has_opacity: whether their alpha is.
    """

    coordinates: frozenset[int]
    is_double_sided: bool
    colour: tuple[float, float, float, float] | None
    has_opacity: bool


class MeshArrays:
    """A shape in USD's own arrays: prims that share them are stored with one copy of the numbers."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.counts = Vt.IntArray(len(shape.triangles), 3)
        self.indices = Vt.IntArray.FromNumpy(np.ascontiguousarray(shape.triangles.ravel()))
        self.points = Vt.Vec3fArray.FromNumpy(shape.points)
        self.normals = Vt.Vec3fArray.FromNumpy(shape.normals)
        self.extent = Vt.Vec3fArray.FromNumpy(np.stack([shape.points.min(axis=0), shape.points.max(axis=0)]))

    def write(self, stage: Usd.Stage, path: str, wanted: Wanted) -> UsdGeom.Mesh:
        """The mesh at `path`."""
        mesh = UsdGeom.Mesh.Define(stage, path)
        mesh.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
        mesh.CreateFaceVertexCountsAttr(self.counts)
        mesh.CreateFaceVertexIndicesAttr(self.indices)
        mesh.CreatePointsAttr(self.points)
        mesh.CreateExtentAttr(self.extent)
        mesh.CreateNormalsAttr(self.normals)
        mesh.SetNormalsInterpolation(UsdGeom.Tokens.vertex)
        mesh.CreateDoubleSidedAttr(wanted.is_double_sided)
        for number, values in sorted(self.shape.coordinates.items()):
            if number in wanted.coordinates:
                array = Vt.Vec2fArray.FromNumpy(np.ascontiguousarray(values))
                _primvar(mesh, coordinates_name(number), _TYPES.TexCoord2fArray).Set(array)
        if wanted.colour is not None and self.shape.colours is not None:
            _write_colours(mesh, self.shape.colours, wanted)
        return mesh


def _write_colours(mesh: UsdGeom.Mesh, colours: Singles, wanted: Wanted) -> None:
    columns = colours.shape[1]
    tinted = colours * np.array(wanted.colour, np.float32)[:columns]
    colour = np.ascontiguousarray(tinted[:, :3])
    mesh.CreateDisplayColorPrimvar(UsdGeom.Tokens.vertex).Set(Vt.Vec3fArray.FromNumpy(colour))
    if columns > 3 and wanted.has_opacity:
        opacity = np.ascontiguousarray(tinted[:, 3])
        mesh.CreateDisplayOpacityPrimvar(UsdGeom.Tokens.vertex).Set(Vt.FloatArray.FromNumpy(opacity))


def _primvar(mesh: UsdGeom.Mesh, name: str, kind: Any, size: int = 1) -> UsdGeom.Primvar:  # noqa: ANN401 - untyped
    api = UsdGeom.PrimvarsAPI(mesh)
    return api.CreatePrimvar(name, kind, UsdGeom.Tokens.vertex, size)


def bind_skin(mesh: UsdGeom.Mesh, shape: Shape, skeleton: UsdSkel.Skeleton, order: NDArray[np.int64]) -> None:
    """Let a mesh follow a skeleton; `order` has the skeleton's joint for each joint of the skin.

    Joints move vertices straight from the mesh's space into the scene, as glTF has it.
    """
    if shape.joints is None or shape.weights is None:
        return
    binding = UsdSkel.BindingAPI.Apply(mesh.GetPrim())
    binding.CreateSkeletonRel().SetTargets([skeleton.GetPath()])
    binding.CreateGeomBindTransformAttr(gf_matrix(np.eye(4)))
    size = shape.joints.shape[1]
    joints = order[shape.joints].astype(np.int32)
    binding.CreateJointIndicesPrimvar(constant=False, elementSize=size).Set(
        Vt.IntArray.FromNumpy(np.ascontiguousarray(joints.ravel()))
    )
    binding.CreateJointWeightsPrimvar(constant=False, elementSize=size).Set(
        Vt.FloatArray.FromNumpy(np.ascontiguousarray(shape.weights.ravel()))
    )
