"""What the geometry of a GLB costs and how it looks, whatever has become of the textures."""

import json
import struct
from pathlib import Path
from typing import Any

from assets3d.pipeline.gltf.writer import glb_bytes

Json = dict[str, Any]
_IMAGE_EXTENSIONS = ("EXT_texture_webp", "EXT_texture_avif", "KHR_texture_basisu")


def read_glb(path: Path) -> tuple[Json, bytes]:
    """The JSON and the binary chunk of a GLB; raises ValueError when it is none."""
    data = path.read_bytes()
    if data[:4] != b"glTF":
        raise ValueError(f"{path} is not a binary glTF file")
    length = struct.unpack_from("<I", data, 12)[0]
    start = 20 + length + 8
    document: Json = json.loads(data[20 : 20 + length])
    return document, data[start:]


def geometry_bytes(document: Json, binary: bytes) -> int:
    """Bytes of the binary chunk that are not images: vertices, triangles, animations."""
    places: set[tuple[int, int]] = {
        (view.get("byteOffset", 0), view["byteLength"])
        for view in (document["bufferViews"][number] for number in _image_views(document))
    }
    return len(binary) - sum(length for _, length in places)


def retextured(tier: Path, source: Path) -> bytes:
    """The tier with the images of its source, so that what is left to see is what happened to its geometry.

    Raises ValueError unless both have the same number of textures and images, and the source holds its images.
    """
    document, binary = read_glb(tier)
    original, original_binary = read_glb(source)
    grown = bytearray(binary)
    for image, before in zip(document.get("images", []), original.get("images", []), strict=True):
        if "bufferView" not in before:
            raise ValueError("an image of the source is not stored as a part of its file")
        view = original["bufferViews"][before["bufferView"]]
        start = view.get("byteOffset", 0)
        grown += bytes(-len(grown) % 4)
        place = {"buffer": 0, "byteOffset": len(grown), "byteLength": view["byteLength"]}
        grown += original_binary[start : start + view["byteLength"]]
        image["bufferView"], image["mimeType"] = len(document["bufferViews"]), before["mimeType"]
        document["bufferViews"].append(place)
    for texture, before in zip(document.get("textures", []), original.get("textures", []), strict=True):
        _show_like(texture, before)
    if document.get("buffers"):
        document["buffers"][0]["byteLength"] = len(grown)
    _require_like(document, original)
    return glb_bytes(document, grown)


def _image_views(document: Json) -> set[int]:
    return {image["bufferView"] for image in document.get("images", []) if "bufferView" in image}


def _show_like(texture: Json, before: Json) -> None:
    others = {k: v for k, v in texture.pop("extensions", {}).items() if k not in _IMAGE_EXTENSIONS}
    others |= {k: v for k, v in before.get("extensions", {}).items() if k in _IMAGE_EXTENSIONS}
    texture.pop("source", None)
    if "source" in before:
        texture["source"] = before["source"]
    if others:
        texture["extensions"] = others


def _require_like(document: Json, original: Json) -> None:
    for key in ("extensionsUsed", "extensionsRequired"):
        names = [name for name in document.pop(key, []) if name not in _IMAGE_EXTENSIONS]
        names += [name for name in original.get(key, []) if name in _IMAGE_EXTENSIONS]
        if names:
            document[key] = names
