"""A USDZ package as a scene."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pxr import Gf, Usd, UsdGeom, UsdShade, UsdSkel

from assets3d.pipeline.findings import BadModel, Finding, note, refusal, warning
from assets3d.pipeline.intake.pictures import Shelf
from assets3d.pipeline.intake.readers.usd.material import read_material
from assets3d.pipeline.intake.readers.usd.mesh import read_parts, texture_sets
from assets3d.pipeline.intake.readers.usd.motion import read_motion
from assets3d.pipeline.intake.readers.usd.package import open_stage
from assets3d.pipeline.intake.scene import Material, Mesh, Node, Scene
from assets3d.pipeline.intake.shape.transforms import Z_UP, scaled
from assets3d.pipeline.intake.source import Source, damaged
from assets3d.pipeline.intake.units import UnitChoice, declared

_TIME = Usd.TimeCode.EarliestTime()
_FIRST_SETS = ("st", "UVMap", "st0", "uv")


def read_usdz(source: Source) -> tuple[Scene, UnitChoice, list[Finding]]:
    """Read a USDZ package as a scene in metres, +Y up; raises BadModel."""
    stage = open_stage(source)
    metres = float(UsdGeom.GetStageMetersPerUnit(stage))
    if not 1e-9 < metres < 1e9:
        raise damaged("unit_unknown", f"The file states a unit of {metres:g} metres.")
    choice = declared(metres, source.unit, "metersPerUnit of the USD layer")
    turn = Z_UP if UsdGeom.GetStageUpAxis(stage) == UsdGeom.Tokens.z else np.eye(4)
    builder = _Builder(source, stage)
    builder.build(turn @ scaled(choice.scale))
    kept = note(
        "usdz_kept", "iPhones and iPads get your USDZ as you made it; other devices get files made from it."
    )
    return builder.scene, choice, [*builder.shelf.findings, kept]


class _Builder:
    def __init__(self, source: Source, stage: Any) -> None:  # noqa: ANN401 - pxr has no types
        self._bounds, self._stage = source.bounds, stage
        self.scene = Scene()
        self.shelf = Shelf(source, self.scene)
        self._materials: dict[str, int] = {}
        self._sets: list[str] = []
        self._bones: list[str] = []
        self._shapes: list[str] = []

    def build(self, top: NDArray[np.float64]) -> None:
        """Everything that is shown, below one node with the matrix `top`; raises BadModel."""
        self._sets = self._all_sets()
        root = self._stage.GetPseudoRoot()
        moving: list[tuple[int, Any]] = []
        number = self.scene.add(Node())
        children = tuple(self._node(prim, 0, moving) for prim in _shown(root))
        self.scene.nodes[number] = Node("", children, matrix=top)
        self.scene.roots = [number]
        if not self.scene.meshes:
            message = "The package holds no visible mesh."
            raise BadModel(refusal("nothing_to_see", message, "", "Select the model when exporting."))
        self._tell_movers()
        self.scene.animations = read_motion(self._stage, self.scene, moving, self._bounds)

    def _all_sets(self) -> list[str]:
        """The names of all UV sets, those first that mean the first one."""
        found: set[str] = set()
        for prim in Usd.PrimRange(self._stage.GetPseudoRoot(), Usd.TraverseInstanceProxies()):
            if prim.IsA(UsdGeom.Mesh):
                found |= set(texture_sets(UsdGeom.Mesh(prim)))
            if len(found) > self._bounds.xml_depth:
                raise damaged("parts_too_many", "The meshes have too many UV sets.")
        first = [name for name in _FIRST_SETS if name in found]
        return [*first, *sorted(found - set(first))][:8]

    def _node(self, prim: Any, depth: int, moving: list[tuple[int, Any]]) -> int:  # noqa: ANN401 - pxr has no types
        if depth > self._bounds.node_depth or len(self.scene.nodes) >= self._bounds.nodes:
            raise damaged("node_too_deep", "The objects are too many or nested too deeply.")
        number = self.scene.add(Node())
        placed = UsdGeom.Xformable(prim)
        matrix = np.array(placed.GetLocalTransformation(_TIME) if placed else Gf.Matrix4d(1), np.float64).T
        if not np.isfinite(matrix).all():
            raise damaged("values_not_finite", "The file is damaged: a transform is not made of numbers.")
        if placed and placed.TransformMightBeTimeVarying():
            moving.append((number, placed))
        children = tuple(self._node(child, depth + 1, moving) for child in _shown(prim))
        self.scene.nodes[number] = Node(str(prim.GetName()), children, self._mesh(prim), matrix=matrix)
        return number

    def _mesh(self, prim: Any) -> int | None:  # noqa: ANN401 - pxr has no types
        if not prim.IsA(UsdGeom.Mesh):
            if prim.IsA(UsdGeom.Gprim):
                self._warn("primitive_dropped", f"“{prim.GetName()}” is a {prim.GetTypeName()}, not a mesh")
            return None
        if prim.HasAPI(UsdSkel.BindingAPI):
            self._note_movers(prim)
        mesh = UsdGeom.Mesh(prim)
        is_double = bool(mesh.GetDoubleSidedAttr().Get())
        parts = tuple(
            part
            for part in read_parts(
                mesh, self._sets, lambda bound: self._material(bound, mesh, is_double), self._bounds
            )
            if len(part.triangles)
        )
        if not parts:
            return None
        self.scene.meshes.append(Mesh(str(prim.GetName()), parts))
        return len(self.scene.meshes) - 1

    def _note_movers(self, prim: Any) -> None:  # noqa: ANN401 - pxr has no types
        binding = UsdSkel.BindingAPI(prim)
        if binding.GetJointIndicesPrimvar().HasValue():
            self._bones.append(str(prim.GetName()))
        if binding.GetBlendShapesAttr().HasAuthoredValue():
            self._shapes.append(str(prim.GetName()))

    def _tell_movers(self) -> None:
        for code, words, names in (
            ("skin_dropped", "bones", self._bones),
            ("shape_keys_dropped", "shape keys", self._shapes),
        ):
            if names:
                listed = ", ".join(f"“{name[:80]}”" for name in names[:3]) + ("…" if len(names) > 3 else "")
                message = (
                    f"The package moves {listed} by {words}, which Vitrine reads from GLB and FBX only: "
                    "on other devices than Apple's they stand still, as they were modelled."
                )
                fix = "Upload the model as GLB if it is to move everywhere."
                self.shelf.findings.append(warning(code, message, "", fix))

    def _warn(self, code: str, words: str) -> None:
        message = f"{words}; it was left out of the files for other devices than Apple's."
        self.shelf.findings.append(warning(code, message[:300], "", "Upload the model as GLB as well."))

    def _material(self, prim: Any, mesh: Any, is_double: bool) -> int:  # noqa: ANN401, FBT001 - pxr has no types
        bound = UsdShade.MaterialBindingAPI(prim).ComputeBoundMaterial()[0]
        key = f"{bound.GetPath() if bound else ''} {is_double}"
        if not bound:
            colour = mesh.GetDisplayColorAttr().Get(_TIME)
            key += str(colour[0]) if colour else ""
        if key not in self._materials:
            made = read_material(bound, self._sets, self.shelf) if bound else _plain(mesh)
            self._materials[key] = len(self.scene.materials)
            self.scene.materials.append(_sided(made, is_double=is_double))
        return self._materials[key]


def _plain(mesh: Any) -> Material:  # noqa: ANN401 - pxr has no types
    """The material of a mesh without one: its display colour where it has but one, else white under its colours."""
    colours = mesh.GetDisplayColorAttr().Get(_TIME)
    if not colours:
        return Material()
    if len(colours) > 1:
        return Material(base_colour=(1.0, 1.0, 1.0, 1.0))
    red, green, blue = (round(min(max(float(part), 0.0), 1.0), 6) for part in colours[0])
    return Material(base_colour=(red, green, blue, 1.0))


def _sided(material: Material, *, is_double: bool) -> Material:
    values = {**material.__dict__, "is_double_sided": is_double or material.is_double_sided}
    return Material(**values)


def _shown(prim: Any) -> Iterator[Any]:  # noqa: ANN401 - pxr has no types
    """The children of a prim that are objects, and not hidden."""
    for child in prim.GetFilteredChildren(Usd.TraverseInstanceProxies()):
        image = UsdGeom.Imageable(child)
        if not image or child.IsA(UsdShade.Material) or child.IsA(UsdGeom.Subset):
            continue
        is_hidden = image.GetVisibilityAttr().Get(_TIME) == UsdGeom.Tokens.invisible
        if not is_hidden and image.GetPurposeAttr().Get() not in (UsdGeom.Tokens.guide, UsdGeom.Tokens.proxy):
            yield child
