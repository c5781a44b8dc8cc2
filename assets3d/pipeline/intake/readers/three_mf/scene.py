"""A 3MF package as a scene."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.findings import BadModel, Finding, refusal
from assets3d.pipeline.intake.pictures import Shelf
from assets3d.pipeline.intake.readers.three_mf.model import Body, Key, Package, Properties, read_package
from assets3d.pipeline.intake.scene import (
    Floats,
    Material,
    Mesh,
    Node,
    Part,
    Scene,
    TextureUse,
    linear_colour,
)
from assets3d.pipeline.intake.shape.corners import Corners, welded
from assets3d.pipeline.intake.shape.polygons import check_range
from assets3d.pipeline.intake.shape.transforms import Z_UP, placed
from assets3d.pipeline.intake.source import Source, damaged
from assets3d.pipeline.intake.units import UnitChoice, declared

_UNITS = {
    "micron": 1e-6,
    "millimeter": 1e-3,
    "centimeter": 1e-2,
    "inch": 0.0254,
    "foot": 0.3048,
    "meter": 1.0,
}
_WHITE = (1.0, 1.0, 1.0, 1.0)


def read_three_mf(source: Source) -> tuple[Scene, UnitChoice, list[Finding]]:
    """Read a 3MF package as a scene in metres, +Y up; raises BadModel."""
    if source.archive is None:
        raise damaged("archive_damaged", "The 3MF package cannot be opened.")
    package = read_package(source.archive, source)
    if package.unit not in _UNITS:
        raise damaged(
            "unit_unknown", f"The file states its lengths in “{package.unit[:40]}”, which is no unit."
        )
    choice = declared(_UNITS[package.unit], source.unit, "unit of the 3MF model")
    builder = _Builder(package, source)
    builder.place(choice.scale)
    return builder.scene, choice, builder.shelf.findings


class _Builder:
    def __init__(self, package: Package, source: Source) -> None:
        self._package, self._bounds = package, source.bounds
        self.scene = Scene()
        self.shelf = Shelf(source, self.scene)
        self._meshes: dict[Key, int | None] = {}
        self._materials: dict[tuple[int, int], int] = {}

    def place(self, scale: float) -> None:
        """Everything that is to be built, under one root that turns and scales; raises BadModel."""
        children = [self._node(key, transform, ()) for key, transform in self._package.items]
        if not self.scene.meshes:
            message = "The file holds nothing that is to be built."
            raise BadModel(refusal("nothing_to_see", message, "", "Export the model again."))
        root = Node("", tuple(children), matrix=Z_UP @ np.diag([scale, scale, scale, 1.0]))
        self.scene.roots.append(self.scene.add(root))

    def _node(self, key: Key, transform: str, above: tuple[Key, ...]) -> int:
        body = self._package.bodies.get(key)
        if body is None:
            raise damaged(
                "reference_out_of_range", f"The file refers to the object {key[1][:40]}, which is not in it."
            )
        if key in above:
            raise damaged("node_cycle", f"The object {key[1][:40]} is a component of itself.")
        if len(above) >= self._bounds.xml_depth:
            message = f"Components are nested more than {self._bounds.xml_depth} deep."
            raise damaged("node_too_deep", message)
        if len(self.scene.nodes) >= self._bounds.nodes:
            message = f"Put together, the model has more than {self._bounds.nodes:,} objects."
            raise BadModel(refusal("nodes_too_many", message, "", "Join objects that never move apart."))
        number = self.scene.add(Node(body.name))
        children = tuple(self._node(each, moved, (*above, key)) for each, moved in body.components)
        matrix = _matrix(transform)
        self.scene.nodes[number] = Node(body.name, children, self._mesh(key, body), matrix=matrix)
        return number

    def _mesh(self, key: Key, body: Body) -> int | None:
        if key not in self._meshes:
            parts = tuple(self._parts(body)) if body.corners else ()
            self._meshes[key] = len(self.scene.meshes) if parts else None
            if parts:
                self.scene.meshes.append(Mesh(body.name, parts))
        return self._meshes[key]

    def _parts(self, body: Body) -> list[Part]:
        points = np.frombuffer(body.points, np.float64).reshape(-1, 3)
        corners = np.frombuffer(body.corners, np.int64).reshape(-1, 3)
        check_range(corners.ravel(), len(points))
        properties = np.frombuffer(body.properties, np.int64).reshape(-1, 4)
        sorts = np.array(
            [self._is_base(number) for number in range(len(self._package.group_keys))] or [False]
        )
        # Triangles of one material stand together; colours and texture places may differ within a part.
        keys = properties[:, :2].copy()
        keys[~sorts[keys[:, 0]], 1] = -1
        found, which = np.unique(keys, axis=0, return_inverse=True)
        parts = []
        for number, (group, row) in enumerate(found.tolist()):
            chosen = which.ravel() == number
            part = self._part(
                points[corners[chosen]].reshape(-1, 3), properties[chosen, 1:].ravel(), group, row
            )
            parts += [part] if len(part.triangles) else []
        return parts

    def _is_base(self, number: int) -> bool:
        group = self._package.groups.get(self._package.group_keys[number])
        return group is None or group.kind == "base"

    def _part(self, positions: NDArray[np.float64], rows: NDArray[np.int64], number: int, row: int) -> Part:
        group = self._package.groups.get(self._package.group_keys[number]) if number >= 0 else None
        places = positions.astype(np.float32)
        if group is None or not group.rows:
            return welded(Corners(places), self._material(-1, -1, Material()))[0]
        check_range(rows, len(group.rows))
        if group.kind == "base":
            name, colour = group.rows[row]
            material = Material(name, _colour(colour), alpha=_alpha(colour))
            return welded(Corners(places), self._material(number, row, material))[0]
        if group.kind == "colour":
            colours = np.array([_colour(text) for (text,) in group.rows], np.float32)[rows]
            material = Material("", _WHITE, alpha="BLEND" if (colours[:, 3] < 1).any() else "OPAQUE")
            return welded(Corners(places, colours=colours), self._material(number, -1, material))[0]
        return self._textured(places, rows, number, group)

    def _textured(self, places: Floats, rows: NDArray[np.int64], number: int, group: Properties) -> Part:
        coordinates = _places(group)[rows]
        path = self._package.textures.get((self._package.group_keys[number][0], group.texture), "")
        picture = self.shelf.from_file(path) if path else None
        use = None if picture is None else TextureUse(picture)
        material = Material("", _WHITE if use else Material().base_colour, base_texture=use)
        return welded(Corners(places, coordinates=(coordinates,)), self._material(number, -1, material))[0]

    def _material(self, group: int, row: int, material: Material) -> int:
        if (group, row) not in self._materials:
            if len(self._materials) >= self._bounds.parts:
                raise damaged("parts_too_many", f"The model has more than {self._bounds.parts:,} materials.")
            self._materials[group, row] = len(self.scene.materials)
            self.scene.materials.append(material)
        return self._materials[group, row]


def _matrix(text: str) -> NDArray[np.float64] | None:
    if not text.strip():
        return None
    try:
        numbers = [float(word) for word in text[:1000].split()]
    except ValueError:
        numbers = []
    if len(numbers) != 12 or not np.isfinite(numbers).all():
        raise damaged("xml_value", "The file is damaged: a transform is not made of twelve numbers.")
    return placed(np.array(numbers).reshape(4, 3).T)


def _colour(text: str) -> tuple[float, float, float, float]:
    try:
        parts = [int(text[start : start + 2], 16) / 255 for start in range(1, len(text), 2)]
    except ValueError:
        parts = []
    if len(parts) not in (3, 4):
        return Material().base_colour
    return linear_colour(*parts)


def _alpha(text: str) -> Literal["OPAQUE", "BLEND"]:
    return "BLEND" if len(text) == 9 and text[7:].lower() != "ff" else "OPAQUE"


def _places(group: Properties) -> Floats:
    """Texture points, with V down."""
    try:
        found = np.array([[float(value) for value in row] for row in group.rows], np.float32)
    except ValueError:
        raise damaged("xml_value", "The file is damaged: a texture point is not made of numbers.") from None
    return np.stack([found[:, 0], 1 - found[:, 1]], axis=1)
