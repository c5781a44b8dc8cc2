"""Write a model that is large in every respect, as scanners make them: `big_model.py OUT --triangles 5000000`.

With five million triangles the file has about 300 MB. The same number of triangles gives the same bytes.
"""

import argparse
import io
import json
import math
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float32]
PARTS = 8
_IMAGE_SIDE = 2048
# Room for the JSON chunk in front of the numbers that it describes; what is left over is filled with blanks.
_JSON_BYTES = 65_536
_HEADERS_BYTES = 12 + 8 + _JSON_BYTES + 8
_ARRAY, _ELEMENTS = 34962, 34963
_FLOAT, _UNSIGNED = 5126, 5125
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}


@dataclass
class _Writer:
    """A GLB whose binary chunk is written part by part."""

    file: BinaryIO
    length: int = 0
    document: dict[str, Any] = field(
        default_factory=lambda: {
            "asset": {"version": "2.0", "generator": "Vitrine benchmarks"},
            "scene": 0,
            "scenes": [{"name": "Everything", "nodes": list(range(PARTS))}],
            **{key: [] for key in ("nodes", "meshes", "materials", "textures", "images")},
            **{key: [] for key in ("accessors", "bufferViews")},
        }
    )

    def add(self, key: str, value: dict[str, Any]) -> int:
        self.document[key].append(value)
        return len(self.document[key]) - 1

    def view(self, content: bytes, **properties: int) -> int:
        padded = content + bytes(-len(content) % 4)
        self.file.write(padded)
        place = {"buffer": 0, "byteOffset": self.length, "byteLength": len(content), **properties}
        self.length += len(padded)
        return self.add("bufferViews", place)

    def accessor(self, array: NDArray[Any], component_type: int, target: int, *, is_bounded: bool) -> int:
        accessor = {
            "bufferView": self.view(array.tobytes(), target=target),
            "componentType": component_type,
            "count": len(array),
            "type": _TYPES[array.shape[1]],
        }
        if is_bounded:
            accessor |= {"min": array.min(axis=0).tolist(), "max": array.max(axis=0).tolist()}
        return self.add("accessors", accessor)

    def finish(self) -> None:
        self.document["buffers"] = [{"byteLength": self.length}]
        described = json.dumps(self.document).encode().ljust(_JSON_BYTES)
        if len(described) > _JSON_BYTES:
            raise ValueError("the JSON of the model needs more room than was left for it")
        self.file.seek(0)
        self.file.write(struct.pack("<4sII", b"glTF", 2, _HEADERS_BYTES + self.length))
        self.file.write(struct.pack("<I4s", _JSON_BYTES, b"JSON") + described)
        self.file.write(struct.pack("<I4s", self.length, b"BIN\0"))


def write_big_model(path: Path, triangles: int, image_side: int = _IMAGE_SIDE) -> None:
    """Write a GLB with at least `triangles` triangles in eight meshes, each with a material and an image of its own.

    Uses the memory of one mesh at a time.
    """
    rows = max(1, math.isqrt(4 * triangles // (2 * PARTS * 5)))
    columns = math.ceil(triangles / (2 * PARTS * rows))
    with path.open("wb") as file:
        file.seek(_HEADERS_BYTES)
        writer = _Writer(file)
        for part in range(PARTS):
            _write_part(writer, part, (rows, columns), _picture(part, image_side))
        writer.finish()


def _write_part(writer: _Writer, part: int, grid: tuple[int, int], picture: bytes) -> None:
    image = writer.add(
        "images", {"name": f"Scan {part}", "mimeType": "image/png", "bufferView": writer.view(picture)}
    )
    texture = writer.add("textures", {"source": image})
    colour = {
        "baseColorTexture": {"index": texture},
        "metallicFactor": 0.0,
        "roughnessFactor": 0.3 + part / 16,
    }
    material = writer.add("materials", {"name": f"Surface {part}", "pbrMetallicRoughness": colour})
    positions, normals, tangents, coordinates = _surface(part, *grid)
    attributes = {
        "POSITION": writer.accessor(positions, _FLOAT, _ARRAY, is_bounded=True),
        "NORMAL": writer.accessor(normals, _FLOAT, _ARRAY, is_bounded=False),
        "TANGENT": writer.accessor(tangents, _FLOAT, _ARRAY, is_bounded=False),
        "TEXCOORD_0": writer.accessor(coordinates, _FLOAT, _ARRAY, is_bounded=False),
        "TEXCOORD_1": writer.accessor(coordinates[:, ::-1], _FLOAT, _ARRAY, is_bounded=False),
    }
    indices = writer.accessor(_indices(*grid), _UNSIGNED, _ELEMENTS, is_bounded=False)
    primitive = {"attributes": attributes, "indices": indices, "material": material}
    mesh = writer.add("meshes", {"name": f"Part {part}", "primitives": [primitive]})
    angle = 2 * math.pi * part / PARTS
    place = [1.5 * math.cos(angle), 0.0, 1.5 * math.sin(angle)]
    writer.add("nodes", {"name": f"Node {part}", "mesh": mesh, "translation": place})


def _picture(part: int, side: int) -> bytes:
    """A smooth pattern under the grain of a camera, which is what makes scans large."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    waves = [np.sin((3 + part) * x * 6 + channel) * np.cos((5 - channel) * y * 6) for channel in range(3)]
    grain = np.random.default_rng(part).integers(-64, 65, (side, side, 3), np.int16)
    pixels = np.clip(128 + 80 * np.stack(waves, axis=2) + grain, 0, 255).astype(np.uint8)
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "PNG", compress_level=1)
    return encoded.getvalue()


def _surface(part: int, rows: int, columns: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Positions, normals, tangents and texture coordinates of a bumpy ball, all (vertices, 2 to 4)."""
    v, u = np.meshgrid(np.linspace(0, 1, rows + 1), np.linspace(0, 1, columns + 1), indexing="ij")
    polar, around = math.pi * (0.02 + 0.96 * v), 2 * math.pi * u
    scanned = np.random.default_rng(100 + part).normal(0, 2e-5, u.shape)
    radius = 0.4 + 0.03 * np.sin((6 + part) * around) * np.sin(9 * polar) + scanned
    across = radius * np.sin(polar)
    points = np.stack([across * np.sin(around), radius * np.cos(polar), across * np.cos(around)], axis=2)
    along = np.gradient(points, axis=1)
    tangents = along / np.linalg.norm(along, axis=2, keepdims=True)
    normals = np.cross(np.gradient(points, axis=0), tangents)
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    handed = np.concatenate([tangents, np.ones((*u.shape, 1))], axis=2)
    return _rows(points), _rows(normals), _rows(handed), _rows(np.stack([u, v], axis=2))


def _rows(grid: NDArray[np.float64]) -> Floats:
    return np.ascontiguousarray(grid.reshape(-1, grid.shape[2]), np.float32)


def _indices(rows: int, columns: int) -> NDArray[np.uint32]:
    corner = np.arange(rows)[:, None] * (columns + 1) + np.arange(columns)
    below = corner + columns + 1
    quads = np.stack([corner, below, corner + 1, corner + 1, below, below + 1], axis=2)
    return np.ascontiguousarray(quads.reshape(-1, 1), np.uint32)


def main(arguments: Sequence[str]) -> int:
    """Write the model that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", metavar="OUT", type=Path, help="the .glb file to write")
    parser.add_argument("--triangles", type=int, default=5_000_000, help="how many at least")
    options = parser.parse_args(arguments)
    write_big_model(options.out, options.triangles)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
