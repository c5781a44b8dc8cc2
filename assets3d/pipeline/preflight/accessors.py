"""Buffers, views and accessors: does everything lie inside what the file really holds?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assets3d.pipeline.findings import Finding, refusal
from assets3d.pipeline.gltf.layout import compression, element_size, is_fallback
from assets3d.pipeline.preflight.bounds import Bounds

_ATTRIBUTE_TYPES = {
    "POSITION": ("VEC3",),
    "NORMAL": ("VEC3",),
    "TANGENT": ("VEC4",),
    "TEXCOORD_": ("VEC2",),
    "COLOR_": ("VEC3", "VEC4"),
    "JOINTS_": ("VEC4",),
    "WEIGHTS_": ("VEC4",),
}
_EXPORT_AGAIN = "Export the model again; the part that is named points outside the file."


def buffer_problems(document: Mapping[str, Any], buffers: Sequence[int | None]) -> Iterator[Finding]:
    """Views that reach beyond their buffer; `buffers` gives each one's true size, None where it holds no bytes."""
    for number, view in enumerate(document.get("bufferViews", [])):
        place = f"/bufferViews/{number}"
        compressed = compression(view)
        if compressed is None:
            yield from _range_problems(view, buffers, place)
            continue
        yield from _range_problems(compressed, buffers, f"{place}/extensions")
        if compressed["count"] * compressed["byteStride"] != view["byteLength"]:
            message = f"The file is damaged: the unpacked size of {place} is stated in two ways that differ."
            yield refusal("view_size_mismatch", message, place, _EXPORT_AGAIN)
        yield from _stride_problems(compressed, place)


def _range_problems(view: Mapping[str, Any], buffers: Sequence[int | None], place: str) -> Iterator[Finding]:
    size = buffers[view["buffer"]]
    end = view.get("byteOffset", 0) + view["byteLength"]
    if size is None or end > size:
        message = f"The file is damaged: {place} ends at byte {end:,} of a buffer that has {size or 0:,}."
        yield refusal("view_out_of_range", message, place, _EXPORT_AGAIN)


def _stride_problems(compressed: Mapping[str, Any], place: str) -> Iterator[Finding]:
    stride, mode, kind = compressed["byteStride"], compressed["mode"], compressed.get("filter", "NONE")
    allowed = {
        "NONE": stride % 4 == 0 if mode == "ATTRIBUTES" else stride in (2, 4),
        "OCTAHEDRAL": mode == "ATTRIBUTES" and stride in (4, 8),
        "QUATERNION": mode == "ATTRIBUTES" and stride == 8,
        "EXPONENTIAL": mode == "ATTRIBUTES" and stride % 4 == 0,
        "COLOR": mode == "ATTRIBUTES" and stride in (4, 8),
    }
    if not allowed[kind] or (mode == "TRIANGLES" and compressed["count"] % 3):
        message = f"The file is damaged: {place} is packed with settings that do not go together."
        yield refusal("compression_invalid", message, place, _EXPORT_AGAIN)


def accessor_problems(document: Mapping[str, Any], bounds: Bounds) -> Iterator[Finding]:
    """Accessors that read beyond their view, or that would fill the memory."""
    total = 0
    for number, accessor in enumerate(document.get("accessors", [])):
        place = f"/accessors/{number}"
        total += accessor["count"] * element_size(accessor)
        yield from _view_problems(document, accessor, place)
        if "sparse" in accessor:
            yield from _sparse_problems(document, accessor, place)
    if total > bounds.decoded_bytes:
        message = (
            f"Unpacked, the geometry needs {total:,} bytes; at most {bounds.decoded_bytes:,} are accepted."
        )
        yield refusal(
            "geometry_too_large", message, "/accessors", "Reduce the number of triangles and export again."
        )


def _view_problems(document: Mapping[str, Any], accessor: Mapping[str, Any], place: str) -> Iterator[Finding]:
    if "bufferView" not in accessor:
        return
    view = document["bufferViews"][accessor["bufferView"]]
    offset, size = accessor.get("byteOffset", 0), element_size(accessor)
    stride = view.get("byteStride", size)
    end = offset + (accessor["count"] - 1) * stride + size
    if end > view["byteLength"]:
        message = (
            f"The file is damaged: {place} needs {end:,} bytes of a part that has {view['byteLength']:,}."
        )
        yield refusal("accessor_out_of_range", message, place, _EXPORT_AGAIN)
    elif stride < size:
        message = f"The file is damaged: {place} has elements of {size} bytes, {stride} bytes apart."
        yield refusal("accessor_out_of_range", message, place, _EXPORT_AGAIN)


def _sparse_problems(
    document: Mapping[str, Any], accessor: Mapping[str, Any], place: str
) -> Iterator[Finding]:
    sparse = accessor["sparse"]
    count = sparse["count"]
    if count > accessor["count"]:
        message = f"The file is damaged: {place} replaces {count:,} of {accessor['count']:,} elements."
        yield refusal("sparse_out_of_range", message, f"{place}/sparse", _EXPORT_AGAIN)
    parts = {
        "indices": element_size({"type": "SCALAR", "componentType": sparse["indices"]["componentType"]}),
        "values": element_size(accessor),
    }
    for part, size in parts.items():
        view = document["bufferViews"][sparse[part]["bufferView"]]
        if sparse[part].get("byteOffset", 0) + count * size > view["byteLength"]:
            message = (
                f"The file is damaged: the replaced {part} of {place} reach beyond their part of the file."
            )
            yield refusal("sparse_out_of_range", message, f"{place}/sparse/{part}", _EXPORT_AGAIN)


def primitive_problems(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Meshes whose attributes do not belong together, and animations that name a sampler they do not have."""
    accessors = document.get("accessors", [])
    for number, mesh in enumerate(document.get("meshes", [])):
        for position, primitive in enumerate(mesh["primitives"]):
            place = f"/meshes/{number}/primitives/{position}"
            yield from _attribute_problems(accessors, primitive, place)
    for number, animation in enumerate(document.get("animations", [])):
        for position, channel in enumerate(animation["channels"]):
            if channel["sampler"] >= len(animation["samplers"]):
                place = f"/animations/{number}/channels/{position}/sampler"
                message = f"The file is damaged: {place} points to a curve that does not exist."
                yield refusal("reference_out_of_range", message, place, _EXPORT_AGAIN)


def _attribute_problems(
    accessors: Sequence[Mapping[str, Any]], primitive: Mapping[str, Any], place: str
) -> Iterator[Finding]:
    groups = [primitive["attributes"], *primitive.get("targets", [])]
    counts = {accessors[index]["count"] for group in groups for index in group.values()}
    if len(counts) > 1:
        message = f"The file is damaged: the parts of {place} describe different numbers of points: {sorted(counts)}."
        yield refusal("attribute_counts_differ", message, place, _EXPORT_AGAIN)
    for name, index in primitive["attributes"].items():
        expected = _ATTRIBUTE_TYPES.get(name.rstrip("0123456789"), (accessors[index]["type"],))
        if accessors[index]["type"] not in expected:
            message = f"The file is damaged: {name} of {place} should be of the type {' or '.join(expected)}."
            yield refusal("attribute_type", message, f"{place}/attributes/{name}", _EXPORT_AGAIN)
    if "indices" in primitive:
        indices = accessors[primitive["indices"]]
        if indices["type"] != "SCALAR" or indices["componentType"] not in (5121, 5123, 5125):
            message = f"The file is damaged: the triangles of {place} are not lists of whole numbers."
            yield refusal("attribute_type", message, f"{place}/indices", _EXPORT_AGAIN)


def fallback_buffers(document: Mapping[str, Any]) -> set[int]:
    """Buffers that stand for bytes which meshopt views unpack: they hold none of their own."""
    return {number for number, buffer in enumerate(document.get("buffers", [])) if is_fallback(buffer)}
