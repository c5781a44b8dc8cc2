"""From a file that may be anything to a document that the rest of the pipeline can trust."""

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assets3d.pipeline.findings import BadModel, Finding, Severity, refusal
from assets3d.pipeline.gltf.document import Document, data_uri_bytes
from assets3d.pipeline.preflight.accessors import (
    accessor_problems,
    buffer_problems,
    fallback_buffers,
    primitive_problems,
)
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.container import read_container
from assets3d.pipeline.preflight.drawing import drawing_problems, number_problems
from assets3d.pipeline.preflight.extensions import extension_problems
from assets3d.pipeline.preflight.images import image_problems
from assets3d.pipeline.preflight.motion.keys import key_problems
from assets3d.pipeline.preflight.motion.parts import motion_problems, sampler_problems
from assets3d.pipeline.preflight.motion.skins import skin_problems
from assets3d.pipeline.preflight.nodes import crowd_problems, node_problems
from assets3d.pipeline.preflight.schema import shape_problems, texture_problems

# A damaged file can be wrong in a million places; these many tell the story.
_SHOWN = 10
_EMBED = "Export as one binary file (.glb) with everything embedded."


def open_model(path: Path, bounds: Bounds) -> tuple[Document, tuple[Finding, ...]]:
    """The document in a GLB file, and warnings about it; raises BadModel with the reasons to refuse it.

    The file stays mapped into memory for as long as the document lives.
    """
    data = _mapped(path)
    json, binary = read_container(data, bounds)
    warnings = check_shape(json, bounds)
    buffers = _buffers(json, binary, bounds)
    document = Document(
        json, [b"" if buffer is None else buffer for buffer in buffers], bounds.embedded_bytes
    )
    warnings += _refuse(
        buffer_problems(json, [None if buffer is None else len(buffer) for buffer in buffers])
    )
    warnings += _refuse(accessor_problems(json, bounds))
    warnings += _refuse(primitive_problems(json))
    warnings += _refuse(motion_problems(json, bounds))
    warnings += _refuse(sampler_problems(json))
    warnings += _refuse(drawing_problems(json, bounds))
    warnings += _refuse(skin_problems(document, bounds))
    warnings += _refuse(key_problems(document))
    warnings += _refuse(_address_problems(json, bounds))
    warnings += _refuse(image_problems(document, bounds))
    return document, warnings


def check_shape(json: dict[str, Any], bounds: Bounds) -> tuple[Finding, ...]:
    """Warnings about a document whose bytes are not looked at yet; raises BadModel with the reasons to refuse it."""
    warnings = _refuse(_version_problems(json))
    if _has_extension_lists(json):
        # Before anything else: what a foreign extension changed may look like damage otherwise.
        warnings += _refuse(extension_problems(json))
    warnings += _refuse(crowd_problems(json, bounds))
    warnings += _refuse(shape_problems(json))
    warnings += _refuse(number_problems(json))
    warnings += _refuse(texture_problems(json))
    warnings += _refuse(node_problems(json, bounds))
    return warnings


def _mapped(path: Path) -> memoryview:
    if path.stat().st_size == 0:
        return memoryview(b"")
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _refuse(problems: Iterator[Finding]) -> tuple[Finding, ...]:
    """The findings that do not stop the conversion; raises BadModel with the first that do."""
    refusals: list[Finding] = []
    others: list[Finding] = []
    for problem in problems:
        (refusals if problem.severity is Severity.REFUSAL else others).append(problem)
        if len(refusals) == _SHOWN:
            break
    if refusals:
        raise BadModel(*refusals)
    return tuple(others)


def _version_problems(json: dict[str, Any]) -> Iterator[Finding]:
    asset = json.get("asset")
    versions = [asset.get("version"), asset.get("minVersion", "2.0")] if isinstance(asset, dict) else [None]
    if not all(isinstance(version, str) and version.split(".")[0] == "2" for version in versions):
        message = "The file does not say that it is glTF 2.0."
        yield refusal(
            "gltf_version", message, "/asset/version", "Export the model again as glTF 2.0 binary (.glb)."
        )


def _has_extension_lists(json: dict[str, Any]) -> bool:
    lists = [json.get("extensionsUsed", []), json.get("extensionsRequired", [])]
    return all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in lists)


def _buffers(json: dict[str, Any], binary: memoryview, bounds: Bounds) -> list[bytes | memoryview | None]:
    """Each buffer's bytes, None where it holds none; raises BadModel."""
    fallbacks = fallback_buffers(json)
    buffers: list[bytes | memoryview | None] = []
    for number, buffer in enumerate(json.get("buffers", [])):
        place = f"/buffers/{number}"
        content: bytes | memoryview | None
        if number in fallbacks:
            content = None
        elif "uri" in buffer:
            content = _embedded(buffer["uri"], place, bounds)
        else:
            content = binary if number == 0 else None
        if content is not None and len(content) < buffer["byteLength"]:
            message = f"The file is damaged: {buffer['byteLength']:,} bytes are announced, {len(content):,} are there."
            raise BadModel(
                refusal("buffer_too_short", message, place, "Upload the file again, or export it anew.")
            )
        buffers.append(content)
    return buffers


def _embedded(uri: str, place: str, bounds: Bounds) -> bytes:
    if not uri.startswith("data:"):
        raise BadModel(_external(place, uri))
    content = data_uri_bytes(uri, bounds.embedded_bytes)
    if content is None:
        message = (
            f"The data written into {place} is malformed or longer than {bounds.embedded_bytes:,} bytes."
        )
        raise BadModel(refusal("data_uri_invalid", message, place, _EMBED))
    return content


def _address_problems(json: dict[str, Any], bounds: Bounds) -> Iterator[Finding]:
    for number, image in enumerate(json.get("images", [])):
        uri = image.get("uri")
        if uri is not None and not uri.startswith("data:"):
            yield _external(f"/images/{number}", uri)
        elif uri is not None and data_uri_bytes(uri, bounds.embedded_bytes) is None:
            message = f"The picture written into /images/{number} is malformed or too long."
            yield refusal("data_uri_invalid", message, f"/images/{number}", _EMBED)


def _external(place: str, uri: str) -> Finding:
    message = f"The model refers to a separate file, “{uri[:80]}”, which did not come with it."
    return refusal("external_file", message, place, _EMBED)
