"""A glTF scene on a USD stage."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pxr import Kind, Sdf, Usd, UsdGeom, UsdSkel

from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.animation import (
    Channel,
    Pose,
    animation_channels,
    animation_seconds,
    local_transforms,
    rest_pose,
)
from assets3d.pipeline.gltf.document import Document, JsonObject
from assets3d.pipeline.gltf.skin import Floats
from assets3d.pipeline.usd.images import Images
from assets3d.pipeline.usd.layout import MATERIALS, ROOT, SKELETONS, node_names, node_paths
from assets3d.pipeline.usd.look.library import MaterialLibrary
from assets3d.pipeline.usd.names import SiblingNames
from assets3d.pipeline.usd.plan import is_drawn, material_of, shown_nodes
from assets3d.pipeline.usd.pose.skins import Skins
from assets3d.pipeline.usd.pose.times import TIME_CODES
from assets3d.pipeline.usd.pose.transforms import write_matrix, write_motion
from assets3d.pipeline.usd.shape.instances import instance_transforms
from assets3d.pipeline.usd.shape.meshes import MeshArrays, bind_skin
from assets3d.pipeline.usd.shape.shapes import shape_of

# More copies of meshes than these weigh down a phone.
COPIES = 1_000


@dataclass(frozen=True)
class Model:
    """A document with all that is asked of it again and again. moving: channels by node and property.
    local: (nodes, 4, 4), from each node into its parent, at rest.
    """

    document: Document
    arrays: Arrays
    variant: int | None
    shown: tuple[int, ...]
    pose: Pose
    local: Floats
    channels: tuple[Channel, ...]
    moving: dict[int, dict[str, Channel]]


def model_of(document: Document, arrays: Arrays, variant: int | None) -> Model:
    """The scene that opens, in a variant, with the first animation: the AR view plays no other."""
    channels = animation_channels(document, arrays, 0) if document.listed("animations") else ()
    channels = tuple(channel for channel in channels if channel.path != "weights")
    moving: dict[int, dict[str, Channel]] = defaultdict(dict)
    for channel in channels:
        moving[channel.node][channel.path] = channel
    shown = tuple(shown_nodes(document))
    pose = rest_pose(document)
    return Model(document, arrays, variant, shown, pose, local_transforms(pose), channels, dict(moving))


class SceneWriter:
    """Writes a model to an empty stage.

    copies_left_out: instances of EXT_mesh_gpu_instancing beyond `COPIES`.
    """

    def __init__(self, stage: Usd.Stage, model: Model, images: Images) -> None:
        self._stage, self._model = stage, model
        names = node_names(model.document)
        self._skins = Skins(model.document, model.shown, names, model.moving)
        self._paths = node_paths(model.document, model.shown, names, self._skins.joints)
        self._images = images
        self._meshes: dict[tuple[int, int, int, tuple[float, ...]], MeshArrays | None] = {}
        self._copies = 0
        self.copies_left_out = 0

    def write(self) -> None:
        """Fill the stage."""
        model, skins = self._model, self._skins
        root = self._define_root()
        self._library = MaterialLibrary(
            self._stage, f"{ROOT}/{MATERIALS}", model.document, model.variant, self._images
        )
        skins.write(self._stage, f"{ROOT}/{SKELETONS}", model.arrays)
        self._define_nodes()
        for node, path in self._paths.items():
            self._write_node(node, path)
        if skins.skeletons:
            skins.write_extent(UsdSkel.Root(root), model.arrays, model.channels)

    def _define_root(self) -> Usd.Prim:
        stage, model = self._stage, self._model
        UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.y)
        UsdGeom.SetStageMetersPerUnit(stage, 1.0)
        kind = UsdSkel.Root if self._skins.parts else UsdGeom.Xform
        root = kind.Define(stage, ROOT).GetPrim()
        stage.SetDefaultPrim(root)
        described = Usd.ModelAPI(root)
        described.SetKind(Kind.Tokens.component)
        described.SetAssetName(ROOT.removeprefix("/"))
        if model.channels:
            stage.SetTimeCodesPerSecond(TIME_CODES)
            stage.SetFramesPerSecond(TIME_CODES)
            stage.SetStartTimeCode(0.0)
            stage.SetEndTimeCode(animation_seconds(model.channels)[1] * TIME_CODES)
        return root

    def _define_nodes(self) -> None:
        """All nodes at once: a stage that composes each of many siblings anew takes minutes."""
        layer = self._stage.GetRootLayer()
        with Sdf.ChangeBlock():
            for path in self._paths.values():
                Sdf.JustCreatePrimInLayer(layer, path)
                spec = layer.GetPrimAtPath(path)
                spec.specifier, spec.typeName = Sdf.SpecifierDef, "Xform"

    def _write_node(self, node: int, path: str) -> None:
        model = self._model
        described = model.document.json["nodes"][node]
        xform = UsdGeom.Xform(self._stage.GetPrimAtPath(path))
        if "name" in described:
            xform.GetPrim().SetDisplayName(described["name"])
        if node in model.moving:
            write_motion(xform, model.pose, node, model.moving[node])
        else:
            write_matrix(xform, model.local[node])
        if "mesh" not in described:
            return
        taken = SiblingNames(
            self._paths[child].rpartition("/")[2]
            for child in described.get("children", [])
            if child in self._paths
        )
        for parent in self._copies_of(node, path, taken):
            self._write_mesh(node, parent, taken if parent == path else SiblingNames())

    def _copies_of(self, node: int, path: str, taken: SiblingNames) -> Iterator[str]:
        """The prims that carry the node's mesh: the node itself, or one for each of its instances."""
        places = instance_transforms(self._model.document, self._model.arrays, node)
        if places is None:
            yield path
            return
        kept = places[: max(0, COPIES - self._copies)]
        self._copies += len(kept)
        self.copies_left_out += len(places) - len(kept)
        for matrix in kept:
            name = taken.add("Copy", "Copy")
            write_matrix(UsdGeom.Xform.Define(self._stage, f"{path}/{name}"), matrix)
            yield f"{path}/{name}"

    def _write_mesh(self, node: int, parent: str, taken: SiblingNames) -> None:
        described = self._model.document.json["nodes"][node]
        mesh = self._model.document.json["meshes"][described["mesh"]]
        for position, primitive in enumerate(mesh["primitives"]):
            arrays = self._mesh_arrays(node, position, primitive)
            if arrays is None:
                continue
            name = taken.add(mesh.get("name"), "Mesh")
            material = material_of(primitive, self._model.variant)
            written = arrays.write(self._stage, f"{parent}/{name}", self._library.wanted(material))
            if "name" in mesh:
                written.GetPrim().SetDisplayName(mesh["name"])
            self._library.bind(written, material)
            if "skin" in described:
                skin = described["skin"]
                bind_skin(written, arrays.shape, self._skins.skeletons[skin], self._skins.parts[skin].order)

    def _mesh_arrays(self, node: int, position: int, primitive: JsonObject) -> MeshArrays | None:
        """A primitive as the node shows it, None where nothing is to be seen."""
        if not is_drawn(primitive):
            return None
        model = self._model
        weights = model.pose.weights.get(node)
        described = model.document.json["nodes"][node]
        joints = len(self._skins.parts[described["skin"]].order) if "skin" in described else 0
        key = (described["mesh"], position, joints, () if weights is None else tuple(weights.tolist()))
        if key not in self._meshes:
            shape = shape_of(model.document, model.arrays, primitive, weights, joints)
            self._meshes[key] = None if shape is None else MeshArrays(shape)
        return self._meshes[key]
