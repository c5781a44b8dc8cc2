"""The GLB container: header, chunks, and the JSON inside."""

import json
import struct
from typing import Any

from assets3d.pipeline.findings import BadModel, Finding, refusal
from assets3d.pipeline.preflight.bounds import Bounds

_HEADER = 12
_CHUNK_HEADER = 8
_JSON_CHUNK = 0x4E4F534A
_BINARY_CHUNK = 0x004E4942
_EXPORT_AGAIN = "Export the model again as binary glTF (.glb) and upload the new file."
_UPLOAD_AGAIN = "Upload the file again; if it is refused again, export it anew."


def read_container(data: memoryview, bounds: Bounds) -> tuple[dict[str, Any], memoryview]:
    """The JSON document and the binary chunk (possibly empty) of a GLB file; raises BadModel."""
    _check_header(data, bounds)
    chunks = _chunks(data)
    kind, content = chunks[0]
    if kind != _JSON_CHUNK:
        raise BadModel(
            refusal("glb_without_json", "The file has no description of the model.", "", _EXPORT_AGAIN)
        )
    if len(content) > bounds.json_bytes:
        raise BadModel(_too_large(f"more than {bounds.json_bytes:,} bytes long"))
    binary = next((content for kind, content in chunks[1:2] if kind == _BINARY_CHUNK), memoryview(b""))
    return parse_json(bytes(content), bounds), binary


def _check_header(data: memoryview, bounds: Bounds) -> None:
    problem: Finding | None = None
    if len(data) == 0:
        problem = refusal("file_empty", "The file is empty.", "", _UPLOAD_AGAIN)
    elif len(data) > bounds.file_bytes:
        message = f"The file has {len(data):,} bytes; at most {bounds.file_bytes:,} are accepted."
        problem = refusal(
            "file_too_large", message, "", "Reduce texture sizes or triangles and export it again."
        )
    elif bytes(data[:4]) != b"glTF":
        message = f"This is not a GLB file, whatever its name says: it {_looks_like(bytes(data[:512]))}."
        problem = refusal("not_a_glb", message, "", _EXPORT_AGAIN)
    elif len(data) < _HEADER + _CHUNK_HEADER:
        message = f"The file ends after {len(data)} bytes, inside its own header."
        problem = refusal("glb_truncated", message, "", _UPLOAD_AGAIN)
    if problem is None:
        problem = _check_version_and_length(data)
    if problem is not None:
        raise BadModel(problem)


def _check_version_and_length(data: memoryview) -> Finding | None:
    version, length = struct.unpack_from("<II", data, 4)
    if version != 2:
        message = f"The file is GLB version {version}; version 2 is the one in use since 2017."
        return refusal("glb_version", message, "", _EXPORT_AGAIN)
    if length > len(data):
        message = f"The file breaks off: it says it has {length:,} bytes, and {len(data):,} arrived."
        return refusal("glb_truncated", message, "", _UPLOAD_AGAIN)
    if length < len(data):
        message = f"The file says it has {length:,} bytes, but {len(data):,} arrived; something was added to its end."
        return refusal("glb_trailing_bytes", message, "", _EXPORT_AGAIN)
    return None


def _looks_like(start: bytes) -> str:
    signatures = {
        b"PK\x03\x04": "is a ZIP archive (or USDZ, 3MF)",
        b"\x89PNG": "is a PNG picture",
        b"\xff\xd8\xff": "is a JPEG picture",
        b"Kaydara FBX": "is an FBX model",
        b"solid ": "is an STL model",
        b"ply": "is a PLY model",
    }
    for signature, words in signatures.items():
        if start.startswith(signature):
            return words
    if start.lstrip()[:1] == b"{":
        return "is JSON text, perhaps a .gltf"
    return "is text" if b"\x00" not in start else "starts with bytes of another format"


def _chunks(data: memoryview) -> list[tuple[int, memoryview]]:
    chunks: list[tuple[int, memoryview]] = []
    offset = _HEADER
    while offset < len(data):
        if offset + _CHUNK_HEADER > len(data):
            raise BadModel(
                refusal("glb_chunk_broken", "The file ends inside the header of a part.", "", _UPLOAD_AGAIN)
            )
        length, kind = struct.unpack_from("<II", data, offset)
        end = offset + _CHUNK_HEADER + length
        if end > len(data):
            message = f"A part of the file claims {length:,} bytes, more than the file has left."
            raise BadModel(refusal("glb_chunk_broken", message, "", _UPLOAD_AGAIN))
        if length % 4:
            message = f"A part of the file is {length:,} bytes long; the format asks for a multiple of four."
            raise BadModel(refusal("glb_chunk_broken", message, "", _EXPORT_AGAIN))
        # Only the first two chunks have a meaning in glTF 2.0; what follows is to be ignored.
        if len(chunks) < 2:
            chunks.append((kind, data[offset + _CHUNK_HEADER : end]))
        offset = end
    return chunks


def parse_json(text: bytes, bounds: Bounds) -> dict[str, Any]:
    """The object in a JSON text, neither too large nor nested too deeply; raises BadModel."""
    if len(text) > bounds.json_bytes:
        raise BadModel(_too_large(f"more than {bounds.json_bytes:,} bytes long"))
    # A list takes two bytes of the file and eighty of memory.
    if text.count(b",") + text.count(b"[") + text.count(b"{") > bounds.json_values:
        raise BadModel(_too_large(f"made of more than {bounds.json_values:,} values"))
    try:
        document = json.loads(text.decode("utf-8"), parse_constant=_refuse_constant)
    except RecursionError:
        raise BadModel(_too_deep(bounds)) from None
    except ValueError as error:
        message = f"The model's description cannot be read: {error}."
        raise BadModel(refusal("json_invalid", message, "", _EXPORT_AGAIN)) from None
    if not isinstance(document, dict):
        raise BadModel(
            refusal("json_invalid", "The model's description is not an object.", "", _EXPORT_AGAIN)
        )
    if _is_deeper_than(document, bounds.json_depth):
        raise BadModel(_too_deep(bounds))
    return document


def _too_large(words: str) -> Finding:
    message = f"The model's description is {words}."
    return refusal("json_too_large", message, "", "Simplify the scene: fewer objects and less metadata.")


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _too_deep(bounds: Bounds) -> Finding:
    message = f"The model's description is nested more than {bounds.json_depth} levels deep."
    return refusal("json_too_deep", message, "", _EXPORT_AGAIN)


def _is_deeper_than(value: Any, depth: int) -> bool:  # noqa: ANN401 - any JSON value
    level = [value]
    for _ in range(depth):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
    return True


def _children(value: Any) -> list[Any]:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
