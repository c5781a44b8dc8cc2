"""Write a scene as GLB, the same bytes for the same scene."""

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.intake.glb.materials import MaterialWriter
from assets3d.pipeline.intake.scene import Animation, Mesh, Node, Part, Scene, Skin

JsonObject = dict[str, Any]
_ARRAY, _ELEMENTS = 34962, 34963
_FLOAT, _SHORT, _INTEGER = 5126, 5123, 5125
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
_GENERATOR = "Vitrine"


def write_glb(
    target: Path, document: Mapping[str, Any], blocks: Iterable[bytes | memoryview], size: int
) -> None:
    """Write a GLB whose binary chunk is `blocks`, `size` bytes in all, piece by piece."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    padding = bytes(-size % 4)
    binary = 8 + size + len(padding) if size else 0
    with target.open("wb") as out:
        out.write(struct.pack("<4sII", b"glTF", 2, 12 + 8 + len(text) + binary))
        out.write(struct.pack("<II", len(text), 0x4E4F534A) + text)
        if size:
            out.write(struct.pack("<II", size + len(padding), 0x004E4942))
            for block in blocks:
                out.write(block)
            out.write(padding)


def assemble(scene: Scene, target: Path) -> None:
    """Write `scene` to `target`."""
    _Assembler(scene).write(target)


class _Assembler:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._document: JsonObject = {"asset": {"version": "2.0", "generator": _GENERATOR}}
        self._pieces: list[bytes | memoryview] = []
        self._size = 0
        # By identity, so the arrays are kept alive: a new one at the address of an old one is another.
        self._shared: dict[int, tuple[NDArray[Any], int]] = {}

    def write(self, target: Path) -> None:
        document = self._document
        materials = MaterialWriter(self._scene, self._view)
        document["scene"] = 0
        document["scenes"] = [{"nodes": self._scene.roots}]
        document["nodes"] = [_node(node) for node in self._scene.nodes]
        document["meshes"] = [self._mesh(mesh) for mesh in self._scene.meshes]
        document["skins"] = [self._skin(skin) for skin in self._scene.skins]
        document["animations"] = [self._animation(animation) for animation in self._scene.animations]
        document.update(materials.document())
        for name in [name for name, value in document.items() if value == []]:
            del document[name]
        if self._size:
            document["buffers"] = [{"byteLength": self._size}]
        write_glb(target, document, self._pieces, self._size)

    def _view(self, content: bytes | memoryview, **properties: int) -> int:
        padding = bytes(-self._size % 4)
        place = {"buffer": 0, "byteOffset": self._size + len(padding), "byteLength": len(content)}
        self._pieces += [padding, content] if padding else [content]
        self._size += len(padding) + len(content)
        views: list[JsonObject] = self._document.setdefault("bufferViews", [])
        views.append({**place, **properties})
        return len(views) - 1

    def _accessor(self, array: NDArray[Any], target: int | None = None, *, has_range: bool = False) -> int:
        """The number of an accessor of (count, components) values, one for the same array given twice."""
        if id(array) in self._shared:
            return self._shared[id(array)][1]
        rows = np.ascontiguousarray(array)
        kind = {"f": _FLOAT, "u": _SHORT if rows.itemsize == 2 else _INTEGER}[rows.dtype.kind]
        view = self._view(rows.reshape(-1).view(np.uint8).data, **({"target": target} if target else {}))
        accessor: JsonObject = {
            "bufferView": view,
            "componentType": kind,
            "count": len(rows),
            "type": _TYPES[rows.shape[1]],
        }
        if has_range:
            accessor |= {"min": rows.min(axis=0).tolist(), "max": rows.max(axis=0).tolist()}
        accessors: list[JsonObject] = self._document.setdefault("accessors", [])
        accessors.append(accessor)
        self._shared[id(array)] = (array, len(accessors) - 1)
        return len(accessors) - 1

    def _mesh(self, mesh: Mesh) -> JsonObject:
        written = {**_named(mesh.name), "primitives": [self._primitive(part) for part in mesh.parts]}
        if mesh.target_names:
            written["extras"] = {"targetNames": list(mesh.target_names)}
            written["weights"] = list(mesh.target_weights) or [0.0] * len(mesh.target_names)
        return written

    def _primitive(self, part: Part) -> JsonObject:
        primitive: JsonObject = {"attributes": dict(self._attributes(part))}
        small = len(part.positions) < 65_535
        indices = part.triangles.reshape(-1, 1).astype(np.uint16 if small else np.uint32, copy=False)
        primitive["indices"] = self._accessor(indices, _ELEMENTS)
        if part.material is not None:
            primitive["material"] = part.material
        if part.targets:
            primitive["targets"] = [
                {"POSITION": self._accessor(target, _ARRAY, has_range=True)} for target in part.targets
            ]
        return primitive

    def _attributes(self, part: Part) -> Iterator[tuple[str, int]]:
        yield "POSITION", self._accessor(part.positions, _ARRAY, has_range=True)
        if part.normals is not None:
            yield "NORMAL", self._accessor(part.normals, _ARRAY)
        for number, coordinates in enumerate(part.coordinates):
            yield f"TEXCOORD_{number}", self._accessor(coordinates, _ARRAY)
        if part.colours is not None:
            yield "COLOR_0", self._colours(part.colours)
        if part.joints is not None and part.weights is not None:
            yield "JOINTS_0", self._accessor(part.joints, _ARRAY)
            yield "WEIGHTS_0", self._accessor(part.weights, _ARRAY)

    def _colours(self, colours: NDArray[np.float32]) -> int:
        # Sixteen bits, because linear light in eight shows bands.
        stored = np.rint(np.clip(colours, 0, 1) * 65_535).astype(np.uint16)
        number = self._accessor(stored, _ARRAY)
        self._document["accessors"][number]["normalized"] = True
        return number

    def _skin(self, skin: Skin) -> JsonObject:
        matrices = skin.inverse_bind.transpose(0, 2, 1).reshape(-1, 16).astype(np.float32)
        bind = self._accessor(matrices)
        return {**_named(skin.name), "joints": list(skin.joints), "inverseBindMatrices": bind}

    def _animation(self, animation: Animation) -> JsonObject:
        samplers: list[JsonObject] = []
        channels: list[JsonObject] = []
        for channel in animation.channels:
            times = channel.times if channel.times.ndim == 2 else channel.times.reshape(-1, 1)
            samplers.append(
                {
                    "input": self._accessor(times, has_range=True),
                    "output": self._accessor(channel.values),
                    "interpolation": "LINEAR",
                }
            )
            target = {"node": channel.node, "path": channel.path}
            channels.append({"sampler": len(samplers) - 1, "target": target})
        return {**_named(animation.name), "samplers": samplers, "channels": channels}


def _named(name: str) -> JsonObject:
    return {"name": name} if name else {}


def _node(node: Node) -> JsonObject:
    written = _named(node.name)
    if node.children:
        written["children"] = list(node.children)
    for key in ("mesh", "skin"):
        if getattr(node, key) is not None:
            written[key] = getattr(node, key)
    if node.matrix is not None and not np.array_equal(node.matrix, np.eye(4)):
        written["matrix"] = [float(value) + 0.0 for value in node.matrix.T.ravel()]
    for key, rest in (("translation", (0, 0, 0)), ("rotation", (0, 0, 0, 1)), ("scale", (1, 1, 1))):
        value = getattr(node, key)
        if value is not None and tuple(value) != rest:
            written[key] = [float(number) + 0.0 for number in value]
    return written
