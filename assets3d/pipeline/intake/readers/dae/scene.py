"""A COLLADA document as a scene."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import collada
import numpy as np
from collada.common import DaeError
from collada.controller import Morph, Skin
from collada.scene import ControllerNode, GeometryNode
from collada.scene import Node as ColladaNode
from lxml import etree
from numpy.typing import NDArray

from assets3d.pipeline.findings import BadModel, Finding, refusal, warning
from assets3d.pipeline.intake.pictures import Shelf
from assets3d.pipeline.intake.readers.dae.material import read_material
from assets3d.pipeline.intake.scene import Floats, Material, Mesh, Node, Part, Scene, to_linear
from assets3d.pipeline.intake.shape.corners import Corners, welded
from assets3d.pipeline.intake.shape.polygons import check_range, cut, fans
from assets3d.pipeline.intake.shape.transforms import X_UP, Z_UP, Matrix, scaled
from assets3d.pipeline.intake.source import Source, damaged
from assets3d.pipeline.intake.units import UnitChoice, declared
from assets3d.pipeline.preflight.xml import xml_events

_UP: Mapping[str, Matrix] = {"X_UP": X_UP, "Y_UP": np.eye(4), "Z_UP": Z_UP}
# What the library raises about documents that are not as it expects.
_DAMAGE = (
    DaeError,
    etree.LxmlError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    OverflowError,
    RecursionError,
    AssertionError,
)


def read_dae(source: Source) -> tuple[Scene, UnitChoice, list[Finding]]:
    """Read a COLLADA document as a scene in metres, +Y up; raises BadModel."""
    _check(source.path, source)
    try:
        with np.errstate(all="ignore"):
            document = collada.Collada(
                str(source.path),
                ignore=[DaeError],
                aux_file_loader=lambda name: source.read(str(name)) or b"",
            )
            up = str(document.assetInfo.upaxis)
            scale = float(document.assetInfo.unitmeter or 1.0)
            if not 1e-9 < scale < 1e9:
                raise damaged("unit_unknown", f"The file states a unit of {scale:g} metres.")
            choice = declared(scale, source.unit, "unit of the COLLADA file")
            builder = _Builder(source)
            builder.place(document, _UP.get(up, np.eye(4)) @ scaled(choice.scale))
    except _DAMAGE as error:
        message = f"The COLLADA document cannot be read ({type(error).__name__})."
        raise damaged("dae_invalid", message) from None
    return builder.scene, choice, builder.shelf.findings


def _check(path: Path, source: Source) -> None:
    """Walk through the document once: its size, its nesting, and that it is nothing but XML."""
    with path.open("rb") as file:
        for _ in xml_events(file, source.bounds):
            pass
        # The library would open an archive that hides behind the document.
        file.seek(max(0, path.stat().st_size - 70_000))
        if b"PK\x05\x06" in file.read():
            raise damaged("xml_invalid", "The file is a document and an archive at once.")


class _Builder:
    def __init__(self, source: Source) -> None:
        self._bounds = source.bounds
        self.scene = Scene()
        self.shelf = Shelf(source, self.scene)
        self._meshes: dict[tuple[Any, ...], int | None] = {}
        self._materials: dict[str, int] = {}

    def place(self, document: Any, top: Matrix) -> None:  # noqa: ANN401 - the library has no types
        """Everything in the document's scene, below one node with the matrix `top`; raises BadModel."""
        nodes = document.scene.nodes if document.scene else []
        children = tuple(self._node(node, 0) for node in nodes if isinstance(node, ColladaNode))
        if document.errors:
            self._damaged(len(document.errors))
        if not self.scene.meshes:
            message = "The file holds no visible object: nothing in its scene has triangles."
            raise BadModel(refusal("nothing_to_see", message, "", "Select the model when exporting."))
        self.scene.roots.append(self.scene.add(Node("", children, matrix=top)))
        kinds = {type(controller) for controller in document.controllers}
        if Skin in kinds:
            self._dropped("skin_dropped", "bones", "the model keeps the pose that it was modelled in")
        if Morph in kinds:
            self._dropped(
                "shape_keys_dropped", "shape keys", "the model keeps the shape that it was modelled in"
            )
        if document.animations:
            self._dropped("animation_dropped", "animations", "the model stands still")

    def _damaged(self, count: int) -> None:
        if not self.scene.meshes:
            raise damaged("dae_invalid", "The COLLADA document is damaged: none of its meshes can be read.")
        message = f"{count} parts of the COLLADA document are damaged and were left out."
        self.shelf.findings.append(warning("parts_dropped", message, "", "Export the model again."))

    def _dropped(self, code: str, words: str, instead: str) -> None:
        message = f"The COLLADA file has {words}, which Vitrine reads from GLB and FBX only: {instead}."
        self.shelf.findings.append(warning(code, message, "", "Export as GLB or FBX to keep them."))

    def _node(self, node: Any, depth: int) -> int:  # noqa: ANN401 - the library has no types
        if depth > self._bounds.node_depth or len(self.scene.nodes) >= self._bounds.nodes:
            raise damaged("node_too_deep", "The objects are too many or nested too deeply.")
        number = self.scene.add(Node())
        children: list[int] = []
        meshes: list[int] = []
        # An instance of a node from the library is a node as well.
        for child in getattr(node, "node", node).children if hasattr(node, "node") else node.children:
            if isinstance(child, ColladaNode):
                children.append(self._node(child, depth + 1))
            elif isinstance(child, GeometryNode | ControllerNode):
                mesh = self._mesh(child)
                meshes += [mesh] if mesh is not None else []
        name = str(getattr(node, "name", None) or getattr(node, "id", None) or "")[:200]
        children += [self.scene.add(Node(mesh=mesh)) for mesh in meshes[1:]]
        matrix = np.asarray(node.matrix, np.float64).reshape(4, 4)
        if not np.isfinite(matrix).all():
            raise damaged("values_not_finite", "The file is damaged: a transform is not made of numbers.")
        self.scene.nodes[number] = Node(name, tuple(children), meshes[0] if meshes else None, matrix=matrix)
        return number

    def _mesh(self, instance: Any) -> int | None:  # noqa: ANN401 - the library has no types
        geometry = _geometry(instance)
        bound = {each.symbol: each.target for each in instance.materials}
        key = (id(geometry), *sorted((str(symbol), str(target.id)) for symbol, target in bound.items()))
        if key not in self._meshes:
            parts = [self._part(primitive, bound) for primitive in geometry.primitives]
            kept = tuple(part for part in parts if part is not None and len(part.triangles))
            self._meshes[key] = len(self.scene.meshes) if kept else None
            if kept:
                self.scene.meshes.append(Mesh(str(geometry.name or geometry.id or "")[:200], kept))
        return self._meshes[key]

    def _part(self, primitive: Any, bound: Mapping[str, Any]) -> Part | None:  # noqa: ANN401 - no types
        chosen = _corner_rows(primitive, self._bounds)
        if chosen is None:
            return None
        positions = _taken(primitive.vertex, primitive.vertex_index, chosen)[:, :3]
        normals = None
        if primitive.normal is not None:
            normals = _taken(primitive.normal, primitive.normal_index, chosen)[:, :3]
        sets = zip(primitive.texcoordset, primitive.texcoord_indexset, strict=True)
        coordinates = tuple(_upside_down(_taken(data, index, chosen)) for data, index in sets)
        material = self._material(bound.get(primitive.material), has_colours=False)
        corners = Corners(positions, normals, coordinates, _colours(primitive, chosen))
        return welded(corners, material)[0]

    def _material(self, target: Any, *, has_colours: bool) -> int:  # noqa: ANN401 - the library has no types
        key = "" if target is None else str(target.id)
        if key not in self._materials:
            made = Material() if target is None else read_material(target, self.shelf)
            self._materials[key] = len(self.scene.materials)
            self.scene.materials.append(made)
        return self._materials[key]


def _geometry(instance: Any) -> Any:  # noqa: ANN401 - the library has no types
    """What is to be seen, where bones or shape keys would move it as it was before they do."""
    if isinstance(instance, GeometryNode):
        return instance.geometry
    controller = instance.controller
    return controller.source_geometry if isinstance(controller, Morph) else controller.geometry


def _corner_rows(primitive: Any, bounds: Any) -> NDArray[np.int64] | None:  # noqa: ANN401 - the library has no types
    """Which of a primitive's corners make its triangles, None where it has none."""
    if primitive.vertex_index is None or primitive.vertex is None or type(primitive).__name__ == "LineSet":
        return None
    if hasattr(primitive, "vcounts"):
        lengths = np.asarray(primitive.vcounts, np.int64)
        if (lengths < 0).any() or lengths.sum() != np.asarray(primitive.vertex_index).size:
            raise damaged("dae_invalid", "The polygons of the document do not fit their lists of corners.")
        items = np.asarray(primitive.vertex_index, np.int64).reshape(-1)
        return cut(lengths, items, np.asarray(primitive.vertex), bounds).ravel()
    count = np.asarray(primitive.vertex_index).size
    return fans(np.full(count // 3, 3, np.int64), bounds).ravel()


def _taken(data: Any, index: Any, chosen: NDArray[np.int64]) -> Floats:  # noqa: ANN401 - the library has no types
    rows = np.asarray(index, np.int64).reshape(-1)[chosen]
    check_range(rows, len(data))
    taken: Floats = np.asarray(data, np.float32)[rows]
    return taken


def _upside_down(coordinates: Floats) -> Floats:
    """V counted downwards, as in glTF."""
    return np.stack([coordinates[:, 0], 1 - coordinates[:, 1]], axis=1).astype(np.float32)


def _colours(primitive: Any, chosen: NDArray[np.int64]) -> Floats | None:  # noqa: ANN401 - the library has no types
    inputs = primitive.sources.get("COLOR")
    if not inputs:
        return None
    offset, source = inputs[0][0], inputs[0][4]
    index = np.asarray(primitive.index, np.int64).reshape(-1, primitive.nindices)[:, offset]
    found = _taken(source.data, index, chosen)
    colours = np.ones((len(found), 4), np.float32)
    colours[:, : found.shape[1]] = found
    colours[:, :3] = to_linear(np.clip(np.nan_to_num(colours[:, :3]), 0, 1))
    return colours
