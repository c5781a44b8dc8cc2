"""The header of a PLY file: what its rows are made of."""

import mmap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.intake.source import damaged
from assets3d.pipeline.preflight.bounds import Bounds

_TYPES = {
    **dict.fromkeys(("char", "int8"), "i1"),
    **dict.fromkeys(("uchar", "uint8"), "u1"),
    **dict.fromkeys(("short", "int16"), "i2"),
    **dict.fromkeys(("ushort", "uint16"), "u2"),
    **dict.fromkeys(("int", "int32"), "i4"),
    **dict.fromkeys(("uint", "uint32"), "u4"),
    **dict.fromkeys(("float", "float32"), "f4"),
    **dict.fromkeys(("double", "float64"), "f8"),
}
_ORDERS = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}
_MOST_PROPERTIES = 64


@dataclass(frozen=True)
class Property:
    """One value of a row. `length` is the type of a list's length, "" for a property that is no list."""

    name: str
    kind: str
    length: str = ""


@dataclass(frozen=True)
class Element:
    """Rows that have the same properties."""

    name: str
    count: int
    properties: tuple[Property, ...]

    @property
    def least_bytes(self) -> int:
        """What one row takes at least in a binary file."""
        return sum(np.dtype(each.length or each.kind).itemsize for each in self.properties)


def read_header(data: mmap.mmap, bounds: Bounds) -> tuple[str, list[Element], int]:
    """(byte order, elements, where the rows start); no byte order in a text file."""
    end = data.find(b"end_header", 0, bounds.header_bytes)
    line = data.find(b"\n", end) if end >= 0 else -1
    if line < 0:
        raise damaged("ply_header", "The file's header has no end.")
    words = [text.split() for text in data[:end].decode("latin-1").splitlines()]
    elements: list[Element] = []
    order: str | None = None
    for row in words:
        match row:
            case ["format", name, _]:
                order = _ORDERS.get(name)
            case ["element", name, count] if count.isascii() and count.isdecimal() and len(count) < 16:
                elements.append(Element(name, int(count), ()))
            case ["property", *rest] if elements:
                last = elements[-1]
                elements[-1] = Element(last.name, last.count, (*last.properties, _property(rest)))
            case [] | ["ply" | "comment" | "obj_info", *_]:
                pass
            case _:
                raise damaged("ply_header", f"The header has a line that is not known: {' '.join(row)[:80]}.")
    if order is None or any(len(element.properties) > _MOST_PROPERTIES for element in elements):
        raise damaged("ply_header", "The header does not say how the file is laid out.")
    return order, elements, line + 1


def _property(words: Sequence[str]) -> Property:
    match words:
        case ["list", length, kind, name] if length in _TYPES and kind in _TYPES and length[0] not in "fd":
            return Property(name, _TYPES[kind], _TYPES[length])
        case [kind, name] if kind in _TYPES:
            return Property(name, _TYPES[kind])
    raise damaged("ply_header", f"The header has a property that is not known: {' '.join(words)[:80]}.")


def check_counts(elements: Sequence[Element], size: int, *, is_text: bool, bounds: Bounds) -> None:
    for element in elements:
        # A row of text takes two bytes a value: a digit and what parts it from the next.
        least = len(element.properties) * 2 if is_text else element.least_bytes
        if element.count and element.count * max(1, least) > size + 1:
            message = f"The header announces {element.count:,} rows of “{element.name[:40]}”, more than the file can hold."
            raise damaged("ply_truncated", message)
        most = {"vertex": bounds.vertices, "face": bounds.triangles}.get(element.name, bounds.vertices)
        if element.count > most:
            message = f"The model has {element.count:,} rows of “{element.name[:40]}”; at most {most:,} are accepted."
            raise BadModel(
                refusal("geometry_too_large", message, "", "Reduce the number of triangles and export again.")
            )
