"""A 3MF package as a scene."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assets3d.pipeline.findings import BadModel, Finding, refusal, warning
from assets3d.pipeline.intake.pictures import Shelf
from assets3d.pipeline.intake.readers.three_mf import values
from assets3d.pipeline.intake.readers.three_mf.layers import MOST_LAYERS, Layer, Painted, painted
from assets3d.pipeline.intake.readers.three_mf.model import Body, Key, Package, Properties, read_package
from assets3d.pipeline.intake.scene import (
    Material,
    Mesh,
    Node,
    Part,
    Scene,
    TextureUse,
)
from assets3d.pipeline.intake.shape.corners import Corners, welded
from assets3d.pipeline.intake.shape.polygons import check_range
from assets3d.pipeline.intake.shape.transforms import Z_UP
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
        self._opaque: dict[str, bool] = {}
        self._told: set[int] = set()

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
        matrix = values.matrix(transform)
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
            name, text = group.rows[row]
            material = Material(name, values.colour(text), alpha=values.alpha(text))
            return welded(Corners(places), self._material(number, row, material))[0]
        painted = self._painted(group, self._package.group_keys[number][0], rows)
        use = None if painted.texture is None else self._use(painted.texture, number)
        is_bare = painted.colours is None and use is None
        material = Material("", Material().base_colour if is_bare else _WHITE, base_texture=use)
        if painted.colours is not None and (painted.colours[:, 3] < 1).any():
            material = replace(material, alpha="BLEND")
        corners = Corners(
            places,
            coordinates=() if painted.coordinates is None else (painted.coordinates,),
            colours=painted.colours,
        )
        return welded(corners, self._material(number, -1, material))[0]

    def _painted(self, group: Properties, part: str, rows: NDArray[np.int64]) -> Painted:
        """What a group of colours, texture places or layers of these comes to at the corners of triangles."""
        if group.kind != "layers":
            return painted([Layer(group, rows, "mix")])
        count = min(len(group.layers), MOST_LAYERS)
        chosen = values.layer_rows(group, count)[rows]
        blends = ("mix", *group.blends, *["mix"] * count)
        layers = [
            Layer(found, chosen[:, number], blends[number], self._is_opaque(found, part))
            for number, name in enumerate(group.layers[:count])
            if (found := self._package.groups.get((part, name))) is not None and found.kind != "layers"
        ]
        result = painted(layers)
        lost = result.lost + len(group.layers) - len(layers)
        if lost and id(group) not in self._told:
            self._told.add(id(group))
            self.shelf.findings.append(_layers_dropped(lost, len(group.layers)))
        return result

    def _is_opaque(self, group: Properties, part: str) -> bool:
        """Whether a group's picture, if it has one, hides what is below it."""
        path = self._package.textures.get((part, group.texture), "")
        if path not in self._opaque:
            number = self.shelf.from_file(path) if path else None
            self._opaque[path] = number is None or _is_opaque(self.shelf.opened(number))
        return self._opaque[path]

    def _use(self, group: Properties, number: int) -> TextureUse | None:
        path = self._package.textures.get((self._package.group_keys[number][0], group.texture), "")
        picture = self.shelf.from_file(path) if path else None
        return None if picture is None else TextureUse(picture)

    def _material(self, group: int, row: int, material: Material) -> int:
        if (group, row) not in self._materials:
            if len(self._materials) >= self._bounds.parts:
                raise damaged("parts_too_many", f"The model has more than {self._bounds.parts:,} materials.")
            self._materials[group, row] = len(self.scene.materials)
            self.scene.materials.append(material)
        return self._materials[group, row]


def _is_opaque(image: Image.Image) -> bool:
    return not image.has_transparency_data or image.convert("RGBA").getchannel("A").getextrema()[0] == 255


def _layers_dropped(lost: int, count: int) -> Finding:
    message = (
        f"A surface is painted in {count} layers, of which {lost} cannot be shown together with the others; "
        "what lies on top is shown."
    )
    fix = "Paint the layers into one texture in your 3D program and export again."
    return warning("layers_dropped", message, "", fix)
