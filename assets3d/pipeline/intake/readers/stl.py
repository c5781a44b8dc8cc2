"""STL, binary and text."""

import mmap
import re
import struct
from typing import IO

import numpy as np

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.intake.readers.text import line_blocks
from assets3d.pipeline.intake.scene import Floats, to_linear
from assets3d.pipeline.intake.shape.normals import weld
from assets3d.pipeline.intake.shape.solid import Solid
from assets3d.pipeline.intake.source import Source, damaged

_HEADER, _TRIANGLE = 84, 50
_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
_NUMBER = rb"\s+([-+.\deEnNaAiIfF]{1,40})"
_VERTEX = re.compile(rb"vertex" + _NUMBER * 3)


def read_stl(source: Source) -> Solid:
    """The triangles of an STL file, turned from +Z up, as printers have it, to +Y up; raises BadModel."""
    size = source.path.stat().st_size
    with source.path.open("rb") as file:
        start = file.read(_HEADER)
        if size >= _HEADER and _announced(start) * _TRIANGLE + _HEADER == size:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                corners, colours = _binary(data, start, source)
        elif start.lstrip().lower().startswith(b"solid"):
            file.seek(0)
            corners, colours = _text(file, source), None
        elif size < _HEADER:
            raise damaged("stl_truncated", f"The file ends after {size} bytes, inside its own header.")
        else:
            message = f"The file announces {_announced(start):,} triangles and has bytes for {(size - _HEADER) / _TRIANGLE:,.1f}."
            raise damaged("stl_truncated", message)
    # Minus nought is another pattern of bits, and the same place.
    corners += 0
    if colours is None:
        first, number = weld(corners)
        corners, triangles = corners[first], number.reshape(-1, 3)
    else:
        triangles = np.arange(len(corners), dtype=np.uint32).reshape(-1, 3)
    turned = np.stack([corners[:, 0], corners[:, 2], -corners[:, 1]], axis=1)
    return Solid(source.title, turned, triangles, colours=colours)


def _announced(start: bytes) -> int:
    return int(struct.unpack_from("<I", start, _HEADER - 4)[0])


def _check_count(count: int, source: Source) -> None:
    if count > source.bounds.triangles:
        message = f"The model has {count:,} triangles; at most {source.bounds.triangles:,} are accepted."
        raise BadModel(refusal("geometry_too_large", message, "", "Reduce the number of triangles."))


def _binary(data: mmap.mmap, start: bytes, source: Source) -> tuple[Floats, Floats | None]:
    count = _announced(start)
    _check_count(count, source)
    records = np.frombuffer(data, _RECORD, count, _HEADER)
    corners = records["corners"].reshape(-1, 3).copy()
    attributes = records["attribute"].copy()
    del records
    # In the widespread extension of Magics the header has a colour, in that of VisCAM each triangle a marked one.
    marked = attributes & 0x8000 != 0
    if b"COLOR=" in start[:80] or not marked.any():
        return corners, None
    parts = np.stack([attributes >> 10 & 31, attributes >> 5 & 31, attributes & 31], axis=1)
    colours = np.ones((count, 4), np.float32)
    colours[:, :3] = to_linear(np.where(marked[:, None], parts / np.float32(31), np.float32(0.8)))
    return corners, np.repeat(colours, 3, axis=0)


def _text(file: IO[bytes], source: Source) -> Floats:
    blocks: list[Floats] = []
    total = 0
    for text in line_blocks(file, source.bounds):
        numbers = np.array(_VERTEX.findall(text), "S40")
        try:
            blocks.append(numbers.astype(np.float32).reshape(-1, 3))
        except ValueError:
            raise damaged("stl_invalid", "A corner of a triangle is not made of three numbers.") from None
        total += len(blocks[-1])
        _check_count(total // 3, source)
    if total % 3:
        raise damaged("stl_truncated", "The file breaks off in the middle of a triangle.")
    return np.concatenate(blocks) if blocks else np.zeros((0, 3), np.float32)
