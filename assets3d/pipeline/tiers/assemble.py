"""Put a document together anew from packed geometry and encoded images. Storage changes; structure and names do not."""

import copy
from collections.abc import Sequence

from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.prepare import PreparedGeometry, encode_geometry
from assets3d.pipeline.geometry.store import store_geometry
from assets3d.pipeline.gltf.document import JsonObject
from assets3d.pipeline.gltf.meshopt import EXTENSION_NAMES, Codec
from assets3d.pipeline.gltf.writer import BufferWriter, glb_bytes
from assets3d.pipeline.preflight.schema import MESHOPT_EXTENSIONS
from assets3d.pipeline.textures.encode import EncodedImage
from assets3d.pipeline.textures.slots import IMAGE_EXTENSIONS, texture_images

_FLOAT = 5126
_WEBP, _AVIF = "EXT_texture_webp", "EXT_texture_avif"
_STORAGE_EXTENSIONS = {*MESHOPT_EXTENSIONS, *IMAGE_EXTENSIONS}


def assemble(prepared: PreparedGeometry, geometry: GeometryOptions, images: Sequence[EncodedImage]) -> bytes:
    """The GLB of a prepared model whose images are `images`, in the document's order."""
    json = copy.deepcopy(prepared.document.json)
    writer = BufferWriter(geometry.codec)
    store_geometry(json, encode_geometry(prepared, geometry), prepared.roles, geometry, writer)
    store_images(json, images, writer)
    json["buffers"], json["bufferViews"] = writer.buffers(), writer.views
    declare_extensions(json, geometry.codec)
    present = {key: value for key, value in json.items() if value or key not in ("buffers", "bufferViews")}
    return glb_bytes(present, writer.data)


def store_images(json: JsonObject, images: Sequence[EncodedImage], writer: BufferWriter) -> None:
    """Write the images, in the order of `json`'s own, and let its textures name them by their format's extension."""
    _store_images(json, images, writer)
    _store_textures(json, images)


def _store_images(json: JsonObject, images: Sequence[EncodedImage], writer: BufferWriter) -> None:
    views: dict[bytes, int] = {}
    shown = _shown_images(json)
    for number, image in enumerate(json.get("images", [])):
        # An image that only old viewers would read shares the bytes of the one that all viewers read now.
        encoded = images[shown.get(number, number)]
        if encoded.data not in views:
            views[encoded.data] = writer.add_bytes(encoded.data)
        image.pop("uri", None)
        image["bufferView"] = views[encoded.data]
        image["mimeType"] = encoded.mime_type


def _shown_images(json: JsonObject) -> dict[int, int]:
    """For each image that is a mere fallback, the one shown in its place."""
    shown: dict[int, int] = {}
    preferred: set[int] = set()
    for texture in json.get("textures", []):
        images = [*texture_images(texture)]
        preferred |= set(images[:1])
        shown |= dict.fromkeys(images[1:], images[0])
    return {other: first for other, first in shown.items() if other not in preferred}


def _store_textures(json: JsonObject, images: Sequence[EncodedImage]) -> None:
    for texture in json.get("textures", []):
        sources = [*texture_images(texture)]
        if not sources:
            continue
        extensions = texture.pop("extensions", {})
        others = {name: value for name, value in extensions.items() if name not in IMAGE_EXTENSIONS}
        texture.pop("source", None)
        mime_type = images[sources[0]].mime_type
        if mime_type in ("image/webp", "image/avif"):
            name = _WEBP if mime_type == "image/webp" else _AVIF
            others[name] = {"source": sources[0]}
        else:
            texture["source"] = sources[0]
        if others:
            texture["extensions"] = others


def declare_extensions(json: JsonObject, codec: Codec | None) -> None:
    """Name what the file now needs: there is no fallback for packed geometry or WebP, so both are required.

    codec: of packed geometry, None where there is none.
    """
    needed = {name for texture in json.get("textures", []) for name in texture.get("extensions", {})}
    needed &= set(IMAGE_EXTENSIONS)
    if codec and any("extensions" in view for view in json["bufferViews"]):
        needed.add(EXTENSION_NAMES[codec])
    if _has_quantised_vertices(json):
        needed.add("KHR_mesh_quantization")
    for key in ("extensionsUsed", "extensionsRequired"):
        kept = [name for name in json.get(key, []) if name not in _STORAGE_EXTENSIONS]
        names = kept + sorted(needed - set(kept))
        json.pop(key, None)
        if names:
            json[key] = names


def _has_quantised_vertices(json: JsonObject) -> bool:
    accessors = json.get("accessors", [])
    return any(
        accessors[index]["componentType"] != _FLOAT
        for mesh in json.get("meshes", [])
        for primitive in mesh["primitives"]
        for attributes in (primitive["attributes"], *primitive.get("targets", []))
        for name, index in attributes.items()
        if name in ("POSITION", "NORMAL", "TANGENT")
    )
