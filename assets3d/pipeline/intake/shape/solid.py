"""One loose mesh as a scene: what STL and PLY are."""

from dataclasses import dataclass

import numpy as np

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.intake.scene import Floats, Indices, Material, Mesh, Node, Part, Scene
from assets3d.pipeline.intake.shape.normals import unit, weld, with_creases, without_slivers
from assets3d.pipeline.intake.shape.polygons import check_points


@dataclass(frozen=True, eq=False)
class Solid:
    """Triangles in the units of the file, +Y up already; without normals they get some."""

    name: str
    positions: Floats
    triangles: Indices
    normals: Floats | None = None
    colours: Floats | None = None
    coordinates: Floats | None = None


def extent(positions: Floats) -> float:
    """The longest side of the box around points; raises BadModel when there is none or they are no places."""
    if len(positions) == 0:
        message = "The file holds no triangles."
        raise BadModel(refusal("nothing_to_see", message, "", "Select the model when exporting."))
    check_points(positions)
    return float((positions.max(axis=0) - positions.min(axis=0)).max())


def solid_scene(solid: Solid, scale: float) -> Scene:
    """A scene of one part in metres; `scale` is metres a unit. Raises BadModel when nothing is left to see."""
    extent(solid.positions)
    if len(solid.triangles) and int(solid.triangles.max()) >= len(solid.positions):
        message = "The file is damaged: triangles use points that do not exist."
        raise BadModel(refusal("index_out_of_range", message, "", "Repair the mesh and export it again."))
    part = _part(solid, scale)
    if len(part.triangles) == 0:
        message = "The file holds no triangles, only points or lines."
        raise BadModel(refusal("nothing_to_see", message, "", "Make a mesh of it and export that."))
    # Colours multiply the material's own.
    material = Material(base_colour=(1.0, 1.0, 1.0, 1.0)) if solid.colours is not None else Material()
    return Scene(
        nodes=[Node(solid.name, mesh=0)], roots=[0], meshes=[Mesh(solid.name, (part,))], materials=[material]
    )


def _part(solid: Solid, scale: float) -> Part:
    positions = (solid.positions * np.float32(scale) + 0.0).astype(np.float32)
    if solid.normals is not None:
        triangles = without_slivers(solid.triangles)
        coordinates = () if solid.coordinates is None else (solid.coordinates,)
        return Part(positions, triangles, unit(solid.normals), coordinates, solid.colours, material=0)
    columns = [column for column in (solid.colours, solid.coordinates) if column is not None]
    first, number = weld(positions, *columns)
    positions, triangles = positions[first], without_slivers(number[solid.triangles])
    if len(triangles) == 0:
        return Part(positions, triangles, material=0)
    vertex, triangles, normals = with_creases(positions, triangles)
    old = first[vertex]
    return Part(
        positions[vertex],
        triangles,
        normals,
        () if solid.coordinates is None else (solid.coordinates[old],),
        None if solid.colours is None else solid.colours[old],
        material=0,
    )
