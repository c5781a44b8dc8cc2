"""glTF in several files: put together as one GLB, and nothing about it changed."""

import base64
import binascii
import json
import mmap
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.gltf.layout import is_fallback
from assets3d.pipeline.intake.glb.assemble import write_glb
from assets3d.pipeline.intake.source import Source, damaged, missing_file
from assets3d.pipeline.preflight.check import check_shape
from assets3d.pipeline.preflight.container import parse_json

JsonObject = dict[str, Any]
_DATA = re.compile(rb'"data:[^"\\]*"')
_PLACEHOLDER = "data:"
_BLOCK = 4 * 256 * 1024
_MIME_TYPES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"RIFF": "image/webp",
}


@dataclass
class _Binary:
    """The binary chunk while it grows, in a file of its own."""

    file: IO[bytes]
    source: Source
    data: mmap.mmap
    size: int = 0
    start: bytes = field(default=b"", repr=False)

    def add(self, uri: str, place: str) -> tuple[int, int]:
        """Append what `uri` stands for; its offset and length."""
        self._write(bytes(-self.size % 4))
        offset, self.start = self.size, b""
        for block in self._blocks(uri, place):
            self.start = self.start or block[:16]
            self._write(block)
            if self.size > self.source.bounds.inflated_bytes:
                message = f"Together the files have more than {self.source.bounds.inflated_bytes:,} bytes."
                raise BadModel(refusal("archive_too_large", message, place, "Reduce texture sizes."))
        return offset, self.size - offset

    def _write(self, block: bytes) -> None:
        self.file.write(block)
        self.size += len(block)

    def _blocks(self, uri: str, place: str) -> Iterator[bytes]:
        if uri.startswith(_PLACEHOLDER):
            yield from self._embedded(uri, place)
            return
        name = self.source.sibling(unquote(uri)) if "://" not in uri else None
        if name is None or self.source.archive is None:
            raise BadModel(missing_file(unquote(uri), place))
        yield from self.source.archive.blocks(name)

    def _embedded(self, uri: str, place: str) -> Iterator[bytes]:
        try:
            start, end = (int(number) for number in uri.removeprefix(_PLACEHOLDER).split("-"))
            comma = self.data.find(b";base64,", start, min(end, start + 200))
            if comma < 0:
                raise ValueError(uri)
            for position in range(comma + len(b";base64,"), end, _BLOCK):
                yield base64.b64decode(self.data[position : min(end, position + _BLOCK)], validate=True)
        except (ValueError, binascii.Error):
            message = f"The data written into {place} is malformed."
            fix = "Export as one binary file (.glb) with everything embedded."
            raise BadModel(refusal("data_uri_invalid", message, place, fix)) from None


def read_gltf(source: Source) -> Path:
    """Put a .gltf file and the files it names together as a GLB in the work folder; raises BadModel."""
    if source.path.stat().st_size == 0:
        raise damaged("file_empty", "The file is empty.")
    with source.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        document = _parse(data, source)
        check_shape(document, source.bounds)
        target, binary = source.work / "model.glb", source.work / "model.bin"
        with binary.open("w+b") as out:
            collected = _Binary(out, source, data)
            _take_in(document, collected)
            out.seek(0)
            write_glb(target, document, iter(lambda: out.read(_BLOCK), b""), collected.size)
        binary.unlink()
    return target


def _parse(data: mmap.mmap, source: Source) -> JsonObject:
    """The document without its embedded data, of which only places in the file remain."""
    bounds = source.bounds
    text, position = bytearray(), 0
    for found in _DATA.finditer(data):
        text += data[position : found.start()]
        text += json.dumps(f"{_PLACEHOLDER}{found.start() + 1}-{found.end() - 1}").encode()
        position = found.end()
        if len(text) > bounds.json_bytes:
            break
    text += data[position : position + bounds.json_bytes + 1]
    return parse_json(bytes(text.removeprefix(b"\xef\xbb\xbf")), bounds)


def _take_in(document: JsonObject, binary: _Binary) -> None:
    """Turn every address in the document into a place of the one binary chunk."""
    buffers, views = document.get("buffers", []), document.get("bufferViews", [])
    places = [_place(buffer, number, binary) for number, buffer in enumerate(buffers)]
    fallbacks = [buffer for buffer in buffers if is_fallback(buffer)]
    numbers = {id(buffer): number for number, buffer in enumerate(fallbacks, 1)}
    for view in views:
        for part in (view, *_compressed(view)):
            _move(part, places, [numbers.get(id(buffer), 0) for buffer in buffers])
    for number, image in enumerate(document.get("images", [])):
        if "uri" not in image:
            continue
        offset, length = binary.add(image.pop("uri"), f"/images/{number}")
        image["bufferView"] = len(views)
        views.append({"buffer": 0, "byteOffset": offset, "byteLength": length})
        mime_type = next(
            (kind for magic, kind in _MIME_TYPES.items() if binary.start.startswith(magic)), None
        )
        image.setdefault("mimeType", mime_type or _avif(binary.start))
    if views:
        document["bufferViews"] = views
    document["buffers"] = [{"byteLength": binary.size}, *fallbacks] if binary.size else fallbacks
    if not document["buffers"]:
        del document["buffers"]


def _avif(start: bytes) -> str:
    return "image/avif" if start[4:12] == b"ftypavif" else "application/octet-stream"


def _place(buffer: JsonObject, number: int, binary: _Binary) -> int:
    if is_fallback(buffer):
        return 0
    place = f"/buffers/{number}"
    if "uri" not in buffer:
        raise damaged("buffer_too_short", f"The model's {place} does not say where its bytes are.", place)
    offset, length = binary.add(buffer["uri"], place)
    if length < buffer["byteLength"]:
        message = f"The file is damaged: {buffer['byteLength']:,} bytes are announced, {length:,} are there."
        raise damaged("buffer_too_short", message, place)
    return offset


def _compressed(view: Mapping[str, Any]) -> list[JsonObject]:
    names = ("EXT_meshopt_compression", "KHR_meshopt_compression")
    return [view["extensions"][name] for name in names if name in view.get("extensions", {})]


def _move(part: JsonObject, places: Sequence[int], numbers: Sequence[int]) -> None:
    old = part["buffer"]
    part["buffer"] = numbers[old]
    if places[old]:
        part["byteOffset"] = part.get("byteOffset", 0) + places[old]
