"""A GLB without any compression of geometry, for programs that know none."""

import copy
from collections.abc import Sequence

import numpy as np

from assets3d.pipeline.geometry.prepare import PreparedGeometry
from assets3d.pipeline.gltf.accessors import Array
from assets3d.pipeline.gltf.document import JsonObject
from assets3d.pipeline.gltf.layout import element_size
from assets3d.pipeline.gltf.roles import INDEX_ROLES, VERTEX_ROLES, Role
from assets3d.pipeline.gltf.writer import BufferWriter, glb_bytes
from assets3d.pipeline.textures.encode import EncodedImage
from assets3d.pipeline.tiers.assemble import declare_extensions, store_images

_ARRAY_BUFFER, _ELEMENT_BUFFER = 34962, 34963
_SHORT, _INT = 5123, 5125
# 65535 itself means "restart" in strips.
_MOST_SHORT = 65535


def assemble_plain(prepared: PreparedGeometry, images: Sequence[EncodedImage]) -> bytes:
    """The GLB of a prepared model whose images are `images`, in the document's order, every number as it came."""
    json = copy.deepcopy(prepared.document.json)
    writer = BufferWriter()
    for number, accessor in enumerate(json.get("accessors", [])):
        if "bufferView" in accessor or "sparse" in accessor:
            role = prepared.roles.get(number, Role.EXACT)
            _store(accessor, prepared.arrays[number], role, writer)
    store_images(json, images, writer)
    json["buffers"], json["bufferViews"] = writer.buffers(), writer.views
    declare_extensions(json, None)
    present = {key: value for key, value in json.items() if value or key not in ("buffers", "bufferViews")}
    return glb_bytes(present, writer.data)


def _store(accessor: JsonObject, array: Array, role: Role, writer: BufferWriter) -> None:
    for key in ("byteOffset", "sparse"):
        accessor.pop(key, None)
    accessor["count"] = len(array)
    if role in INDEX_ROLES:
        is_short = int(array.max(initial=0)) < _MOST_SHORT
        accessor["componentType"] = _SHORT if is_short else _INT
        raw = array.astype(np.uint16 if is_short else np.uint32)
        accessor["bufferView"] = writer.add_bytes(raw.tobytes(), target=_ELEMENT_BUFFER)
    elif role in VERTEX_ROLES:
        accessor["bufferView"] = _vertices(accessor, array, writer)
    else:
        accessor["bufferView"] = writer.add_bytes(np.ascontiguousarray(array).tobytes())
    if "min" in accessor or "max" in accessor:
        accessor["min"], accessor["max"] = array.min(axis=0).tolist(), array.max(axis=0).tolist()


def _vertices(accessor: JsonObject, array: Array, writer: BufferWriter) -> int:
    """Each vertex begins on four bytes, as glTF 2.0 section 3.6.2.4 demands."""
    size = element_size(accessor)
    raw = np.ascontiguousarray(array).view(np.uint8).reshape(len(array), -1)
    padded = np.pad(raw, ((0, 0), (0, -size % 4)))
    return writer.add_bytes(padded.tobytes(), byteStride=padded.shape[1], target=_ARRAY_BUFFER)
