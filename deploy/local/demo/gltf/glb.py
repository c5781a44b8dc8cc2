"""Writing a model as binary glTF 2.0."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from deploy.local.demo.gltf.material import Materials
from deploy.local.demo.gltf.model import Model, Part

Json = dict[str, Any]

_ARRAY_BUFFER = 34962
_INDEX_BUFFER = 34963
_UBYTE, _USHORT, _UINT, _FLOAT = 5121, 5123, 5125, 5126


@dataclass
class _Binary:
    """The binary chunk as it grows, with the views and accessors that point into it."""

    chunks: list[bytes] = field(default_factory=list)
    size: int = 0
    views: list[Json] = field(default_factory=list)
    accessors: list[Json] = field(default_factory=list)

    def view(self, data: bytes, target: int | None = None) -> int:
        """Append bytes, aligned to four."""
        entry: Json = {"buffer": 0, "byteOffset": self.size, "byteLength": len(data)}
        if target is not None:
            entry["target"] = target
        padded = data + b"\0" * (-len(data) % 4)
        self.chunks.append(padded)
        self.size += len(padded)
        self.views.append(entry)
        return len(self.views) - 1

    def vertices(self, values: npt.NDArray[np.float64], *, bounds: bool = False) -> int:
        """Append a float attribute."""
        data = np.ascontiguousarray(values, dtype=np.float32)
        entry: Json = {
            "bufferView": self.view(data.tobytes(), _ARRAY_BUFFER),
            "componentType": _FLOAT,
            "count": len(data),
            "type": f"VEC{data.shape[1]}",
        }
        if bounds:
            entry |= {"min": data.min(axis=0).tolist(), "max": data.max(axis=0).tolist()}
        self.accessors.append(entry)
        return len(self.accessors) - 1

    def light(self, values: npt.NDArray[np.float64]) -> int:
        """Append vertex colours: grey, 8 bits, opaque."""
        grey = np.clip(np.rint(values * 255), 0, 255).astype(np.uint8)
        data = np.stack([grey, grey, grey, np.full_like(grey, 255)], axis=1)
        view = self.view(data.tobytes(), _ARRAY_BUFFER)
        self.accessors.append(
            {
                "bufferView": view,
                "componentType": _UBYTE,
                "normalized": True,
                "count": len(data),
                "type": "VEC4",
            }
        )
        return len(self.accessors) - 1

    def indices(self, triangles: npt.NDArray[np.int64], vertex_count: int) -> int:
        """Append triangle corners in the smallest type that holds them; 65535 itself is reserved."""
        is_small = vertex_count < 65535
        data = triangles.astype(np.uint16 if is_small else np.uint32).ravel()
        view = self.view(data.tobytes(), _INDEX_BUFFER)
        kind = _USHORT if is_small else _UINT
        self.accessors.append(
            {"bufferView": view, "componentType": kind, "count": len(data), "type": "SCALAR"}
        )
        return len(self.accessors) - 1


def write_glb(model: Model) -> bytes:
    """The model as one GLB file: a root node, a child node and mesh for each part, materials and variants."""
    binary = _Binary()
    materials = Materials()
    meshes = [_mesh(part, model, binary, materials) for part in model.parts]
    document: Json = {
        "asset": {"version": "2.0", "generator": "Vitrine demo shop"},
        "scene": 0,
        "scenes": [{"name": model.name, "nodes": [0]}],
        "nodes": [
            {"name": model.name, "children": list(range(1, len(model.parts) + 1))},
            *({"name": part.name, "mesh": index} for index, part in enumerate(model.parts)),
        ],
        "meshes": meshes,
        **materials.document(lambda texture: binary.view(texture.data)),
        "accessors": binary.accessors,
        "bufferViews": binary.views,
        "buffers": [{"byteLength": binary.size}],
    }
    extensions = set(materials.extensions)
    if model.variants:
        extensions.add("KHR_materials_variants")
        document["extensions"] = {
            "KHR_materials_variants": {"variants": [{"name": name} for name in model.variants]}
        }
    if extensions:
        document["extensionsUsed"] = sorted(extensions)
    return _packed(document, b"".join(binary.chunks))


def _mesh(part: Part, model: Model, binary: _Binary, materials: Materials) -> Json:
    """One mesh with one primitive."""
    primitive = _geometry(part, binary)
    primitive["material"] = materials.index(part.material)
    if part.variants:
        primitive["extensions"] = {"KHR_materials_variants": {"mappings": _mappings(part, model, materials)}}
    return {"name": part.name, "primitives": [primitive]}


def _mappings(part: Part, model: Model, materials: Materials) -> list[Json]:
    """For each material the variants that wear it; UVs are shared, so their maps must be of one size."""
    worn: dict[int, list[int]] = {}
    for number, name in enumerate(model.variants):
        material = part.variants.get(name, part.material)
        if material.tile_m != part.material.tile_m:
            raise ValueError(f"{part.name}: variants need maps of one size, {name} has {material.tile_m} m")
        worn.setdefault(materials.index(material), []).append(number)
    return [{"material": material, "variants": numbers} for material, numbers in worn.items()]


def _geometry(part: Part, binary: _Binary) -> Json:
    """Accessors of a mesh; its UVs turn from metres into repeats of the material, if it has maps at all."""
    mesh, tile_m = part.mesh, part.material.tile_m
    is_textured = any(worn.maps.normal for worn in (part.material, *part.variants.values()))
    attributes: Mapping[str, int] = {
        "POSITION": binary.vertices(mesh.positions, bounds=True),
        "NORMAL": binary.vertices(_unit(mesh.normals)),
    }
    if is_textured:
        attributes = {**attributes, "TEXCOORD_0": binary.vertices(mesh.uvs / tile_m)}
    if float(mesh.light.min()) < 1.0:
        attributes = {**attributes, "COLOR_0": binary.light(mesh.light)}
    return {"attributes": attributes, "indices": binary.indices(mesh.triangles, len(mesh.positions))}


def _unit(normals: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Normals of length one; a vertex no triangle gives a direction looks up."""
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.where(lengths > 1e-9, normals / np.maximum(lengths, 1e-9), np.array([0.0, 1.0, 0.0]))


def _packed(document: Json, binary: bytes) -> bytes:
    """Header and the two chunks of a GLB (glTF 2.0, section 4)."""
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)
    length = 12 + 8 + len(text) + 8 + len(binary)
    return b"".join(
        [
            struct.pack("<4sII", b"glTF", 2, length),
            struct.pack("<I4s", len(text), b"JSON"),
            text,
            struct.pack("<I4s", len(binary), b"BIN\0"),
            binary,
        ]
    )
