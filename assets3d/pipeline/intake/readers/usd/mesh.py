"""USD meshes as parts."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pxr import Usd, UsdGeom

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.intake.scene import Floats, Part
from assets3d.pipeline.intake.shape.corners import Corners, welded
from assets3d.pipeline.intake.shape.polygons import check_range, cut
from assets3d.pipeline.intake.source import damaged
from assets3d.pipeline.preflight.bounds import Bounds

_TIME = Usd.TimeCode.EarliestTime()
Whole = NDArray[np.int64]


def texture_sets(mesh: Any) -> list[str]:  # noqa: ANN401 - pxr has no types
    """The names of a mesh's UV sets."""
    found = UsdGeom.PrimvarsAPI(mesh.GetPrim()).GetPrimvarsWithValues()
    return [
        str(each.GetPrimvarName()) for each in found if each.GetTypeName().type.typeName == "VtArray<GfVec2f>"
    ]


def read_parts(
    mesh: Any,  # noqa: ANN401 - pxr has no types
    sets: Sequence[str],
    material: Callable[[Any], int],
    bounds: Bounds,
) -> Iterator[Part]:
    """One part for each subset of a mesh that has a material of its own, and one for the rest; raises BadModel.

    sets: names of all UV sets in the file, which every part has as far as it has any. material: the number of
    the material that is bound to a prim.
    """
    points = _floats(mesh.GetPointsAttr().Get(_TIME), 3)
    lengths, indices = (
        _whole(each.Get(_TIME)) for each in (mesh.GetFaceVertexCountsAttr(), mesh.GetFaceVertexIndicesAttr())
    )
    _check(points, lengths, indices, bounds)
    triangles = cut(lengths, indices, points, bounds)
    face_of = np.repeat(np.arange(len(lengths)), np.maximum(lengths - 2, 0))
    if mesh.GetOrientationAttr().Get() == UsdGeom.Tokens.leftHanded:
        triangles = triangles[:, ::-1]
    if len(triangles) == 0:
        return
    columns = _Columns(mesh, sets, points, lengths, indices)
    for prim, faces in _subsets(mesh, len(lengths)):
        chosen = np.isin(face_of, faces)
        if chosen.any():
            corners = columns.taken(triangles[chosen].ravel(), face_of[chosen].repeat(3))
            yield welded(corners, material(prim))[0]


def _check(points: Floats, lengths: Whole, indices: Whole, bounds: Bounds) -> None:
    if len(points) > bounds.vertices:
        message = f"A mesh has {len(points):,} points; at most {bounds.vertices:,} are accepted."
        raise BadModel(refusal("geometry_too_large", message, "", "Reduce the number of triangles."))
    if (lengths < 0).any() or int(lengths.sum()) != len(indices):
        raise damaged("usd_invalid", "The polygons of a mesh do not fit its list of corners.")
    check_range(indices, len(points))


def _subsets(mesh: Any, count: int) -> Iterator[tuple[Any, Whole]]:  # noqa: ANN401 - pxr has no types
    rest = np.ones(count, bool)
    for subset in UsdGeom.Subset.GetAllGeomSubsets(mesh):
        faces = _whole(subset.GetIndicesAttr().Get(_TIME))
        check_range(faces, count)
        if subset.GetElementTypeAttr().Get() == UsdGeom.Tokens.face and rest[faces].any():
            faces = faces[rest[faces]]
            rest[faces] = False
            yield subset.GetPrim(), faces
    if rest.any():
        yield mesh.GetPrim(), np.flatnonzero(rest)


class _Columns:
    """What a mesh knows about its corners, whichever way it is stored."""

    def __init__(
        self,
        mesh: Any,  # noqa: ANN401 - pxr has no types
        sets: Sequence[str],
        points: Floats,
        lengths: Whole,
        indices: Whole,
    ) -> None:
        self._points, self._lengths, self._indices = points, lengths, indices
        api = UsdGeom.PrimvarsAPI(mesh.GetPrim())
        own = texture_sets(mesh)
        last = max((number for number, name in enumerate(sets) if name in own), default=-1)
        self._sets = [self._primvar(api.GetPrimvar(name), 2) for name in sets[: last + 1]]
        self._normals = self._primvar(api.GetPrimvar("normals"), 3) or self._plain(mesh)
        self._colours = self._primvar(api.GetPrimvar("displayColor"), 3)
        self._opacity = self._primvar(api.GetPrimvar("displayOpacity"), 1)

    def taken(self, rows: Whole, faces: Whole) -> Corners:
        """Everything about the corners `rows`, which belong to the polygons `faces`."""
        colours = None
        if self._colours and (self._colours[1] not in ("constant",) or self._opacity):
            colours = np.ones((len(rows), 4), np.float32)
            colours[:, :3] = self._values(self._colours, rows, faces)
            if self._opacity:
                colours[:, 3:] = self._values(self._opacity, rows, faces)
        return Corners(
            self._points[self._indices[rows]],
            self._values(self._normals, rows, faces) if self._normals else None,
            tuple(self._coordinates(each, rows, faces) for each in self._sets),
            None if colours is None else np.clip(np.nan_to_num(colours), 0, 1),
        )

    def _coordinates(self, column: tuple[Floats, str] | None, rows: Whole, faces: Whole) -> Floats:
        if column is None:
            return np.zeros((len(rows), 2), np.float32)
        found = self._values(column, rows, faces)
        return np.stack([found[:, 0], 1 - found[:, 1]], axis=1)

    def _values(self, column: tuple[Floats, str], rows: Whole, faces: Whole) -> Floats:
        values, interpolation = column
        numbers = {
            "constant": np.zeros(len(rows), np.int64),
            "uniform": faces,
            "faceVarying": rows,
        }.get(interpolation, self._indices[rows])
        check_range(numbers, len(values))
        taken: Floats = values[numbers]
        return taken

    def _primvar(self, primvar: Any, columns: int) -> tuple[Floats, str] | None:  # noqa: ANN401 - pxr has no types
        if not primvar or not primvar.HasValue():
            return None
        values = _floats(primvar.Get(_TIME), columns)
        if primvar.IsIndexed():
            numbers = _whole(primvar.GetIndices(_TIME))
            check_range(numbers, len(values))
            values = values[numbers]
        return (values, str(primvar.GetInterpolation())) if len(values) else None

    def _plain(self, mesh: Any) -> tuple[Floats, str] | None:  # noqa: ANN401 - pxr has no types
        values = _floats(mesh.GetNormalsAttr().Get(_TIME), 3)
        return (values, str(mesh.GetNormalsInterpolation())) if len(values) else None


def _floats(value: Any, columns: int) -> Floats:  # noqa: ANN401 - pxr has no types
    if value is None:
        return np.zeros((0, columns), np.float32)
    return np.array(value, np.float32).reshape(-1, columns)


def _whole(value: Any) -> Whole:  # noqa: ANN401 - pxr has no types
    return np.zeros(0, np.int64) if value is None else np.array(value, np.int64).reshape(-1)
