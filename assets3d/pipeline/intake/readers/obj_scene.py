"""An OBJ file and its materials as a scene."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.findings import BadModel, Finding, refusal, warning
from assets3d.pipeline.intake.pictures import Shelf
from assets3d.pipeline.intake.readers.mtl import read_mtl
from assets3d.pipeline.intake.readers.obj import Group, ObjFile, triangle_corners
from assets3d.pipeline.intake.scene import Floats, Indices, Material, Mesh, Node, Part, Scene
from assets3d.pipeline.intake.shape.normals import (
    unit,
    weld,
    with_creases,
    without_slivers,
)
from assets3d.pipeline.intake.shape.solid import extent
from assets3d.pipeline.intake.source import Source
from assets3d.pipeline.intake.units import Unit, UnitChoice, undeclared
from assets3d.pipeline.preflight.archive import shown

_PREFERRED = (Unit.METRES, Unit.CENTIMETRES, Unit.MILLIMETRES, Unit.INCHES)


def obj_scene(file: ObjFile, source: Source) -> tuple[Scene, UnitChoice, list[Finding]]:
    """A scene in metres, how its lengths were read, and what was left out; raises BadModel."""
    choice = undeclared(extent(file.points), source.unit, _PREFERRED)
    scene = Scene()
    shelf = Shelf(source, scene)
    materials = _materials(file, shelf)
    numbers = _numbers(file, materials, scene)
    points = (file.points * np.float32(choice.scale) + np.float32(0)).astype(np.float32)
    parts: dict[str, list[Part]] = {}
    for group in file.groups:
        part = _part(file, group, points, source)
        if len(part.triangles):
            parts.setdefault(group.name, []).append(_with_material(part, numbers[group.material]))
    if not parts:
        message = "The file holds no triangles, only points or lines."
        raise BadModel(refusal("nothing_to_see", message, "", "Select the model when exporting."))
    for name, pieces in parts.items():
        scene.meshes.append(Mesh(name, tuple(pieces)))
        scene.roots.append(scene.add(Node(name or source.title, mesh=len(scene.meshes) - 1)))
    return scene, choice, shelf.findings


def _materials(file: ObjFile, shelf: Shelf) -> dict[str, Material]:
    materials: dict[str, Material] = {}
    for library in file.libraries:
        content = shelf.source.read(library)
        # Names with blanks are also lists of names.
        names = [library] if content is not None else library.split()
        for name in names:
            content = shelf.source.read(name)
            if content is not None:
                materials |= read_mtl(content, shelf)
                continue
            message = f"The model's materials are in the file “{shown(name)}”, which did not come with it."
            fix = "Pack the .obj, the .mtl and the textures into one ZIP file."
            shelf.findings.append(warning("materials_missing", message, shown(name), fix))
    return materials


def _numbers(file: ObjFile, materials: Mapping[str, Material], scene: Scene) -> dict[str, int]:
    """The scene's materials are those in use, in the order of their use; the number of each by name."""
    numbers: dict[str, int] = {}
    white = (1.0, 1.0, 1.0, 1.0)
    plain = Material("", white) if file.colours is not None else Material()
    for group in file.groups:
        if group.material not in numbers:
            numbers[group.material] = len(scene.materials)
            unknown = Material(group.material, plain.base_colour)
            scene.materials.append(materials.get(group.material, unknown))
    return numbers


def _with_material(part: Part, material: int) -> Part:
    return Part(
        part.positions, part.triangles, part.normals, part.coordinates, part.colours, material=material
    )


def _part(file: ObjFile, group: Group, points: Floats, source: Source) -> Part:
    corners = triangle_corners(group, points, source)
    if len(corners) == 0:
        return Part(points[:0], corners.astype(np.uint32))
    has_coordinates = bool((corners[:, 1] >= 0).any())
    made: Floats | None = None
    if bool((corners[:, 2] < 0).any()):
        # In place of the file's own normals, so that there is one table to compare.
        corners[:, 2], made = _made_normals(corners[:, 0], points)
    first, number = weld(corners.view(np.float32))
    chosen = corners[first]
    return Part(
        points[chosen[:, 0]],
        without_slivers(number.reshape(-1, 3)),
        unit(file.normals[chosen[:, 2]]) if made is None else made[chosen[:, 2]],
        (_coordinates(file, chosen[:, 1]),) if has_coordinates else (),
        None if file.colours is None else file.colours[chosen[:, 0]],
    )


def _made_normals(used: NDArray[np.int32], points: Floats) -> tuple[Indices, Floats]:
    """(number, normals): which of the normals each corner gets; points that lie in the same place count as one."""
    kept, compact = _compacted(used, len(points))
    first, welded = weld(points[kept])
    _, triangles, normals = with_creases(points[kept][first], welded[compact].reshape(-1, 3))
    return triangles.ravel(), normals


def _compacted(used: NDArray[np.int32], count: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """(kept, numbers): which of `count` points are used, and the number of each use among them."""
    if len(used) < count // 16:
        # Many small objects share one long list of points.
        few, numbers = np.unique(used, return_inverse=True)
        return few.astype(np.int64), numbers.astype(np.int32)
    is_used = np.zeros(count, bool)
    is_used[used] = True
    kept = np.flatnonzero(is_used)
    places = np.cumsum(is_used, dtype=np.int32) - np.int32(1)
    return kept, places[used]


def _coordinates(file: ObjFile, chosen: NDArray[np.int32]) -> Floats:
    """Texture points, with V down as in glTF; corners without one get the origin."""
    found = file.coordinates[np.maximum(chosen, 0)]
    flipped = np.stack([found[:, 0], 1 - found[:, 1]], axis=1).astype(np.float32)
    flipped[chosen < 0] = 0
    return np.nan_to_num(flipped, posinf=0, neginf=0)
