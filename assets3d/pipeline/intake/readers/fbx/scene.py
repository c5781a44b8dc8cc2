"""An FBX file as a scene."""

from typing import Any

import numpy as np
import ufbx

from assets3d.pipeline.findings import BadModel, Finding, note, refusal, warning
from assets3d.pipeline.intake.pictures import Shelf
from assets3d.pipeline.intake.readers.fbx.material import read_material
from assets3d.pipeline.intake.readers.fbx.mesh import Influence, Shape, read_parts, strongest
from assets3d.pipeline.intake.readers.fbx.motion import read_animations
from assets3d.pipeline.intake.scene import Material, Mesh, Node, Scene, Skin
from assets3d.pipeline.intake.shape.transforms import placed
from assets3d.pipeline.intake.source import Source, damaged
from assets3d.pipeline.intake.units import UnitChoice, declared

_OPTIONS = {
    "file_format": ufbx.FileFormat.FBX,
    "index_error_handling": ufbx.IndexErrorHandling.ABORT_LOADING,
    "node_depth_limit": 256,
}
# Whatever was read here, to the end of the process: the binding reads what it has freed when its objects go.
_KEPT: "list[_Builder]" = []


def read_fbx(source: Source) -> tuple[Scene, UnitChoice, list[Finding]]:
    """Read an FBX file as a scene in metres, +Y up; raises BadModel.

    To be called in a process that ends afterwards: what the binding hands out must never be let go.
    """
    builder = _Builder(source)
    _KEPT.append(builder)
    choice = builder.load()
    builder.build()
    return builder.scene, choice, builder.shelf.findings


class _Builder:
    def __init__(self, source: Source) -> None:
        self._source = source
        self.scene = Scene()
        self.shelf = Shelf(source, self.scene)
        self._held: list[Any] = []
        self._file: Any = None
        self._numbers: dict[int, int] = {}
        self._materials: dict[int, int] = {}
        self._blended: dict[int, list[Shape]] = {}

    def _hold(self, value: Any) -> Any:  # noqa: ANN401 - whatever the binding hands out
        """Keep an object of the binding alive: it frees what it lends."""
        self._held.append(value)
        return value

    def load(self) -> UnitChoice:
        """Open the file with its lengths in metres; raises BadModel."""
        hold = self._hold
        stated = hold(hold(self._load(ignore_all_content=True)).settings).original_unit_meters
        if not 1e-9 < stated < 1e9:
            raise damaged("unit_unknown", f"The file states a unit of {stated:g} metres.")
        choice = declared(float(stated), self._source.unit, "UnitScaleFactor of the FBX file")
        self._file = self._load(
            target_unit_meters=stated / choice.scale,
            target_axes=ufbx.axes_right_handed_y_up,
            space_conversion=ufbx.SpaceConversion.MODIFY_GEOMETRY,
            geometry_transform_handling=ufbx.GeometryTransformHandling.MODIFY_GEOMETRY,
            inherit_mode_handling=ufbx.InheritModeHandling.COMPENSATE,
        )
        return choice

    def _load(self, **options: Any) -> Any:  # noqa: ANN401 - options and scene are the binding's
        try:
            return self._hold(ufbx.load_file(str(self._source.path), **_OPTIONS, **options))
        except (ufbx.UfbxError, ValueError, UnicodeError) as error:
            message = f"The FBX file cannot be read: {error}."
            raise damaged("fbx_invalid", message[:300]) from None

    def build(self) -> None:
        """Fill the scene; raises BadModel."""
        hold, bounds = self._hold, self._source.bounds
        nodes = [hold(node) for node in hold(self._file.nodes)]
        if len(nodes) > bounds.nodes:
            raise damaged("nodes_too_many", f"The model has {len(nodes):,} objects.")
        self._check_counts()
        self._numbers = {int(node.typed_id): number for number, node in enumerate(nodes)}
        for node in nodes:
            self.scene.add(self._placed(node))
        for number, node in enumerate(nodes):
            self._clothe(number, node)
        self.scene.roots = [0]
        if not self.scene.meshes:
            message = "The file holds no visible object: nothing in its scene has triangles."
            raise BadModel(refusal("nothing_to_see", message, "", "Select the model when exporting."))
        self.scene.animations, findings = read_animations(
            self._file, self._numbers, self._blended, bounds, hold
        )
        self.shelf.findings += findings

    def _check_counts(self) -> None:
        bounds = self._source.bounds
        meshes = [self._hold(mesh) for mesh in self._hold(self._file.meshes)]
        for words, most, count in (
            ("points", bounds.vertices, sum(mesh.num_vertices for mesh in meshes)),
            ("triangles", bounds.triangles, sum(mesh.num_triangles for mesh in meshes)),
        ):
            if count > most:
                message = f"The model has {count:,} {words}; at most {most:,} are accepted."
                fix = "Reduce the number of triangles and export again."
                raise BadModel(refusal("geometry_too_large", message, "", fix))

    def _placed(self, node: Any) -> Node:  # noqa: ANN401 - the binding's
        moved = node.local_transform
        children = tuple(
            self._numbers[int(self._hold(child).typed_id)] for child in self._hold(node.children)
        )
        values = [*moved.translation, *moved.rotation, *moved.scale]
        if not np.isfinite(values).all():
            raise damaged("values_not_finite", "The file is damaged: a transform is not made of numbers.")
        return Node(
            str(node.name)[:200],
            children,
            None,
            None,
            None,
            tuple(values[:3]),
            _quaternion(values[3:7]),
            tuple(values[7:]),
        )

    def _clothe(self, number: int, node: Any) -> None:  # noqa: ANN401 - the binding's
        """Give a node its mesh and skin."""
        hold = self._hold
        mesh = hold(node.mesh)
        if mesh is None or mesh.num_triangles == 0:
            return
        materials = [self._material(hold(each)) for each in hold(node.materials)] or [self._plain()]
        influence, skin = self._influence(mesh, number)
        shapes = self._shapes(mesh)
        parts = tuple(read_parts(mesh, materials, influence, shapes, self._source.bounds, hold))
        if not parts:
            return
        if shapes:
            self._blended[number] = shapes
        names = tuple(shape.name for shape in shapes)
        weights = tuple(shape.weight for shape in shapes)
        self.scene.meshes.append(Mesh(str(mesh.name or node.name)[:200], parts, names, weights))
        bare = self.scene.nodes[number]
        self.scene.nodes[number] = Node(
            bare.name,
            bare.children,
            len(self.scene.meshes) - 1,
            skin,
            None,
            bare.translation,
            bare.rotation,
            bare.scale,
        )

    def _material(self, material: Any) -> int:  # noqa: ANN401 - the binding's
        key = int(material.typed_id)
        if key not in self._materials:
            creator = str(self._hold(self._file.metadata).creator)
            made = read_material(material, creator, self.shelf, self._hold)
            self._materials[key] = len(self.scene.materials)
            self.scene.materials.append(made)
        return self._materials[key]

    def _plain(self) -> int:
        if -1 not in self._materials:
            self._materials[-1] = len(self.scene.materials)
            self.scene.materials.append(Material())
        return self._materials[-1]

    def _influence(self, mesh: Any, number: int) -> tuple[Influence | None, int | None]:  # noqa: ANN401
        hold = self._hold
        deformers = hold(mesh.skin_deformers)
        skin = hold(deformers[0]) if len(deformers) else None
        clusters = [hold(each) for each in hold(skin.clusters)] if skin is not None else []
        bones = [(each, hold(each.bone_node)) for each in clusters]
        bound = [(each, bone) for each, bone in bones if bone is not None]
        if skin is None or not bound or len(bound) > 2**15:
            return None, None
        lists = [
            (
                np.array(np.asarray(hold(each.vertices)), np.int64),
                np.array(np.asarray(hold(each.weights)), np.float32),
            )
            for each, _ in bound
        ]
        joints = np.repeat(np.arange(len(bound)), [len(rows) for rows, _ in lists])
        influence = strongest(
            np.concatenate([rows for rows, _ in lists]),
            joints,
            np.concatenate([weights for _, weights in lists]),
            int(mesh.num_vertices),
            len(bound),
        )
        nodes = [self._numbers[int(bone.typed_id)] for _, bone in bound]
        matrices = [placed(np.array(tuple(each.geometry_to_bone), np.float64).T) for each, _ in bound]
        if influence.has_loose:
            # Points that no bone holds stay with the mesh's own node.
            nodes.append(number)
            matrices.append(np.eye(4))
        if influence.lost:
            message = (
                "Some points follow more than four bones; the four strongest are kept, as glTF viewers do."
            )
            self.shelf.findings.append(note("skin_weights_limited", message))
        self.scene.skins.append(Skin(str(skin.name)[:200], tuple(nodes), np.stack(matrices)))
        return influence, len(self.scene.skins) - 1

    def _shapes(self, mesh: Any) -> list[Shape]:  # noqa: ANN401 - the binding's
        hold = self._hold
        shapes: list[Shape] = []
        for deformer in hold(mesh.blend_deformers):
            for channel in hold(hold(deformer).channels):
                target = hold(hold(channel).target_shape)
                if target is None:
                    continue
                offsets = np.zeros((int(mesh.num_vertices), 3), np.float32)
                rows = np.array(np.asarray(hold(target.offset_vertices)), np.int64)
                moved = np.array(np.asarray(hold(target.position_offsets)), np.float32).reshape(-1, 3)
                inside = rows < len(offsets)
                offsets[rows[inside]] = np.nan_to_num(moved[inside])
                name = str(channel.name or target.name)[:200]
                shapes.append(Shape(int(channel.element_id), name, float(channel.weight), offsets))
                if len(hold(channel.keyframes)) > 1:
                    message = f"The shape key “{str(channel.name)[:80]}” has stages in between; only the last is kept."
                    self.shelf.findings.append(warning("shape_stages_dropped", message))
        if len(shapes) > self._source.bounds.morph_targets:
            raise damaged("morph_targets_too_many", f"A mesh has {len(shapes):,} shape keys.")
        return shapes


def _quaternion(values: list[float]) -> tuple[float, ...]:
    length = float(np.linalg.norm(values))
    return tuple(value / length for value in values) if length > 1e-9 else (0.0, 0.0, 0.0, 1.0)
