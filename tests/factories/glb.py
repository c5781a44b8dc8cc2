"""Small 3D models made on the spot, whole or damaged on purpose."""

import io
import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Json = dict[str, Any]
_ARRAY, _ELEMENTS = 34962, 34963
_COMPONENT_TYPES = {
    "float32": 5126,
    "uint32": 5125,
    "uint16": 5123,
    "int16": 5122,
    "uint8": 5121,
    "int8": 5120,
}
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}


@dataclass
class GlbBuilder:
    """A glTF document in the making; `json` may be changed freely before `build`."""

    json: Json = field(default_factory=lambda: {"asset": {"version": "2.0", "generator": "Vitrine tests"}})
    binary: bytearray = field(default_factory=bytearray)

    def view(self, content: bytes, **properties: int) -> int:
        """Append bytes as a buffer view and return its number."""
        self.binary += bytes(-len(self.binary) % 4)
        place = {"buffer": 0, "byteOffset": len(self.binary), "byteLength": len(content), **properties}
        self.binary += content
        return self.add("bufferViews", place)

    def accessor(self, array: NDArray[Any], target: int | None = None, **properties: Any) -> int:
        """Append a (count, components) array as an accessor and return its number."""
        view = self.view(array.tobytes(), **({"target": target} if target else {}))
        accessor = {
            "bufferView": view,
            "componentType": _COMPONENT_TYPES[array.dtype.name],
            "count": len(array),
            "type": _TYPES[array.shape[1]],
            "min": array.min(axis=0).tolist(),
            "max": array.max(axis=0).tolist(),
            **properties,
        }
        return self.add("accessors", accessor)

    def image(self, image: Image.Image, name: str, image_format: str = "PNG") -> int:
        """Append a picture with a texture that shows it, and return the texture's number."""
        encoded = io.BytesIO()
        image.save(encoded, image_format)
        view = self.view(encoded.getvalue())
        number = self.add(
            "images", {"bufferView": view, "mimeType": f"image/{image_format.lower()}", "name": name}
        )
        return self.add("textures", {"source": number, "name": f"{name} texture"})

    def add(self, key: str, value: Json) -> int:
        """Append to one of the document's lists and return the position."""
        self.json.setdefault(key, []).append(value)
        return len(self.json[key]) - 1

    def build(self) -> bytes:
        """The GLB file."""
        if self.binary:
            self.json["buffers"] = [{"byteLength": len(self.binary)}]
        return pack_glb(self.json, bytes(self.binary))


def pack_glb(document: Json, binary: bytes = b"") -> bytes:
    """A GLB file of any document, sound or not."""
    return pack_chunks(json.dumps(document).encode(), binary)


def pack_chunks(text: bytes, binary: bytes = b"") -> bytes:
    """A GLB file whose first chunk is any text at all."""
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    if binary:
        binary += bytes(-len(binary) % 4)
        chunks += struct.pack("<II", len(binary), 0x004E4942) + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def unpack_glb(glb: bytes) -> tuple[Json, bytes]:
    """The document and the binary chunk of a sound GLB file."""
    length = struct.unpack_from("<I", glb, 12)[0]
    return json.loads(glb[20 : 20 + length]), glb[28 + length :]


def changed_glb(glb: bytes, change: Callable[[Json], object]) -> bytes:
    """The same file after `change` was let loose on its document."""
    document, binary = unpack_glb(glb)
    change(document)
    return pack_glb(document, binary)


def build_glb(
    *,
    variants: Sequence[str] = (),
    grid: int = 4,
    texture_side: int = 64,
    animated: bool = False,
    morphed: bool = False,
) -> bytes:
    """A textured box of 0.4 x 0.2 x 0.3 m with two UV sets, names, extras and a material for each variant.

    grid: squares along each edge, so that there are 12 * grid**2 triangles.
    """
    builder = GlbBuilder()
    materials = _materials(builder, ("Oak", *variants), texture_side)
    primitive = _box(builder, grid)
    primitive["material"] = materials[0]
    if variants:
        _bind_variants(builder, primitive, variants, materials[1:])
    mesh: Json = {"name": "Box mesh", "primitives": [primitive], "extras": {"finish": "oiled"}}
    if morphed:
        _morph(builder, mesh, primitive)
    builder.json["meshes"] = [mesh]
    builder.json["nodes"] = [
        {"name": "Root", "children": [1], "extras": {"sku": "BOX-1"}},
        {"name": "Box", "mesh": 0, "translation": [0.0, 0.1, 0.0]},
    ]
    builder.json["scenes"] = [{"name": "Scene", "nodes": [0]}]
    builder.json["scene"] = 0
    if animated:
        _spin(builder)
    return builder.build()


def _materials(builder: GlbBuilder, names: Sequence[str], side: int) -> list[int]:
    normal = builder.image(_normal_map(side), "weave")
    rough = builder.image(_noise(side, seed=99), "roughness", "JPEG")
    materials = []
    for number, name in enumerate(names):
        colour = builder.image(_noise(side, seed=number), f"{name} colour")
        material = {
            "name": name,
            "pbrMetallicRoughness": {
                "baseColorTexture": {"index": colour},
                "metallicRoughnessTexture": {"index": rough},
                "metallicFactor": 0.0,
            },
            "normalTexture": {"index": normal, "scale": 0.5},
            "occlusionTexture": {"index": rough, "texCoord": 1},
            "extensions": {"KHR_materials_clearcoat": {"clearcoatFactor": 0.3}},
        }
        materials.append(builder.add("materials", material))
    builder.json["extensionsUsed"] = ["KHR_materials_clearcoat"]
    return materials


def _noise(side: int, seed: int) -> Image.Image:
    """Soft blotches: something to compress, yet different for each seed."""
    coarse = np.random.default_rng(seed).integers(60, 230, (8, 8, 3), np.uint8)
    return Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC)


def _normal_map(side: int) -> Image.Image:
    ramp = np.sin(np.linspace(0, 8 * np.pi, side, dtype=np.float32)) * 0.3
    across, down = np.meshgrid(ramp, ramp)
    vectors = np.stack([across, down, np.ones_like(across)], axis=2)
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
    return Image.fromarray(np.rint((vectors + 1) * 127.5).astype(np.uint8))


def _box(builder: GlbBuilder, grid: int) -> Json:
    steps = np.linspace(0, 1, grid + 1, dtype=np.float32)
    across, down = (axis.ravel() for axis in np.meshgrid(steps, steps))
    points: list[NDArray[np.float32]] = []
    normals: list[NDArray[np.float32]] = []
    indices: list[NDArray[np.int64]] = []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            face = np.empty((across.size, 3), np.float32)
            face[:, axis] = sign / 2
            face[:, (axis + 1) % 3] = across - 0.5
            face[:, (axis + 2) % 3] = (down - 0.5) * sign
            normal = np.zeros(3, np.float32)
            normal[axis] = sign
            indices.append(_quads(grid) + len(points) * across.size)
            points.append(face * np.array([0.4, 0.2, 0.3], np.float32))
            normals.append(np.tile(normal, (across.size, 1)))
    coordinates = np.tile(np.stack([across, down], axis=1), (6, 1))
    attributes = {
        "POSITION": builder.accessor(np.concatenate(points), _ARRAY, name="points"),
        "NORMAL": builder.accessor(np.concatenate(normals), _ARRAY),
        "TEXCOORD_0": builder.accessor(coordinates, _ARRAY),
        "TEXCOORD_1": builder.accessor(coordinates / 2, _ARRAY, name="second set"),
    }
    triangles = np.concatenate(indices).reshape(-1, 1).astype(np.uint32)
    return {"attributes": attributes, "indices": builder.accessor(triangles, _ELEMENTS)}


def _quads(grid: int) -> NDArray[np.int64]:
    corner = (np.arange(grid)[:, None] * (grid + 1) + np.arange(grid)).ravel()
    below = corner + grid + 1
    return np.stack([corner, corner + 1, below, corner + 1, below + 1, below], axis=1).ravel()


def _bind_variants(
    builder: GlbBuilder, primitive: Json, names: Sequence[str], materials: Sequence[int]
) -> None:
    mappings = [{"material": material, "variants": [number]} for number, material in enumerate(materials)]
    primitive["extensions"] = {"KHR_materials_variants": {"mappings": mappings}}
    builder.json["extensions"] = {"KHR_materials_variants": {"variants": [{"name": name} for name in names]}}
    builder.json["extensionsUsed"].append("KHR_materials_variants")


def _morph(builder: GlbBuilder, mesh: Json, primitive: Json) -> None:
    count = builder.json["accessors"][primitive["attributes"]["POSITION"]]["count"]
    lift = np.zeros((count, 3), np.float32)
    lift[:, 1] = np.linspace(0, 0.05, count)
    primitive["targets"] = [{"POSITION": builder.accessor(lift, _ARRAY)}]
    mesh["weights"] = [0.0]


def _spin(builder: GlbBuilder) -> None:
    angles = np.linspace(0, np.pi, 64, dtype=np.float32)
    turns = np.zeros((64, 4), np.float32)
    turns[:, 1], turns[:, 3] = np.sin(angles), np.cos(angles)
    times = np.arange(64, dtype=np.float32).reshape(-1, 1) / 30
    sampler = {"input": builder.accessor(times), "output": builder.accessor(turns), "interpolation": "LINEAR"}
    channel = {"sampler": 0, "target": {"node": 1, "path": "rotation"}}
    builder.json["animations"] = [{"name": "Spin", "samplers": [sampler], "channels": [channel]}]
