"""PLY, binary and text, with colours, normals and texture coordinates."""

import mmap
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.intake.readers.ply_header import Element, Property, check_counts, read_header
from assets3d.pipeline.intake.scene import Floats, to_linear
from assets3d.pipeline.intake.shape.polygons import triangulate
from assets3d.pipeline.intake.shape.solid import Solid
from assets3d.pipeline.intake.source import Source, damaged
from assets3d.pipeline.preflight.bounds import Bounds

_INDEX_LISTS = ("vertex_indices", "vertex_index")
_COORDINATES = (("u", "v"), ("s", "t"), ("texture_u", "texture_v"))
Lists = tuple[NDArray[np.int64], NDArray[np.int64]]


def read_ply(source: Source) -> Solid:
    """The triangles of a PLY file, polygons cut into fans; raises BadModel. +Y is taken to be up."""
    with source.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        order, elements, start = read_header(data, source.bounds)
        check_counts(elements, len(data) - start, is_text=not order, bounds=source.bounds)
        rows: _Rows = (
            _Binary(data, start, order, source.bounds) if order else _Text(data, start, source.bounds)
        )
        vertices: dict[str, NDArray[Any]] = {}
        faces: Lists = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        for element in elements:
            columns, lists = rows.read(element)
            if element.name == "vertex":
                vertices = columns
            elif element.name == "face":
                faces = lists
    return _solid(source, vertices, faces)


class _Rows:
    """The rows after the header, read one element after the other."""

    def read(self, element: Element) -> tuple[dict[str, NDArray[Any]], Lists]:
        """The columns of an element, and (length of each row, all items) of its list of vertices."""
        raise NotImplementedError


class _Binary(_Rows):
    def __init__(self, data: mmap.mmap, start: int, order: str, bounds: Bounds) -> None:
        self._data, self._place, self._order, self._bounds = data, start, order, bounds

    def read(self, element: Element) -> tuple[dict[str, NDArray[Any]], Lists]:
        if not any(each.length for each in element.properties):
            rows = self._take(self._dtype(element, 0), element.count)
            return {
                each.name: _native(rows[str(n)]) for n, each in enumerate(element.properties)
            }, _no_lists()
        # Nearly always all polygons have the same number of corners: then they are a table as well.
        length = self._first_length(element)
        dtype = self._dtype(element, length)
        if element.count * dtype.itemsize <= len(self._data) - self._place:
            place = self._place
            rows = self._take(dtype, element.count)
            numbers = [n for n, each in enumerate(element.properties) if each.length]
            if all((rows[f"{n} length"] == length).all() for n in numbers):
                return {}, self._table(element, rows, length)
            del rows
            self._place = place
        return {}, self._walk(element)

    def _dtype(self, element: Element, length: int) -> np.dtype[Any]:
        fields: list[tuple[Any, ...]] = []
        for number, each in enumerate(element.properties):
            if each.length:
                fields += [
                    (f"{number} length", self._order + each.length),
                    (str(number), self._order + each.kind, (length,)),
                ]
            else:
                fields.append((str(number), self._order + each.kind))
        return np.dtype(fields)

    def _take(self, dtype: np.dtype[Any], count: int) -> NDArray[Any]:
        end = self._place + dtype.itemsize * count
        if end > len(self._data):
            raise damaged("ply_truncated", "The file breaks off before its last row.")
        rows = np.frombuffer(self._data, dtype, count, self._place) if count else np.zeros(0, dtype)
        self._place = end
        return rows

    def _first_length(self, element: Element) -> int:
        before = 0
        for each in element.properties:
            if each.length:
                dtype = np.dtype(self._order + each.length)
                place = self._place + before
                if element.count == 0 or place + dtype.itemsize > len(self._data):
                    return 0
                length = int(np.frombuffer(self._data, dtype, 1, place)[0])
                return min(max(0, length), self._bounds.face_corners)
            before += np.dtype(each.kind).itemsize
        return 0

    def _table(self, element: Element, rows: NDArray[Any], length: int) -> Lists:
        for number, each in enumerate(element.properties):
            if each.name in _INDEX_LISTS and each.length:
                items = rows[str(number)].reshape(-1).astype(np.int64)
                return np.full(element.count, length, np.int64), items
        return _no_lists()

    def _walk(self, element: Element) -> Lists:
        lengths = np.zeros(element.count, np.int64)
        found: list[NDArray[np.int64]] = []
        for row in range(element.count):
            for each in element.properties:
                count = 1
                if each.length:
                    count = int(self._take(np.dtype(self._order + each.length), 1)[0])
                    if not 0 <= count <= self._bounds.face_corners:
                        raise damaged("ply_list_length", f"Row {row:,} has a list of {count:,} items.")
                items = self._take(np.dtype(self._order + each.kind), count)
                if each.length and each.name in _INDEX_LISTS:
                    lengths[row] = count
                    found.append(items.astype(np.int64))
        return lengths, np.concatenate(found) if found else np.zeros(0, np.int64)


class _Text(_Rows):
    def __init__(self, data: mmap.mmap, start: int, bounds: Bounds) -> None:
        self._data, self._bounds = data, bounds
        self._data.seek(start)

    def read(self, element: Element) -> tuple[dict[str, NDArray[Any]], Lists]:
        if not any(each.length for each in element.properties):
            table = np.zeros((element.count, len(element.properties)), np.float64)
            for row in range(element.count):
                values = self._numbers()
                if len(values) < table.shape[1]:
                    raise damaged("ply_truncated", f"Row {row:,} of “{element.name[:40]}” is too short.")
                table[row] = values[: table.shape[1]]
            return {
                each.name: _typed(table[:, n], each) for n, each in enumerate(element.properties)
            }, _no_lists()
        lengths = np.zeros(element.count, np.int64)
        found: list[int] = []
        for row in range(element.count):
            items = self._list(element, row)
            lengths[row] = len(items)
            found += items
        return {}, (lengths, np.array(found, np.int64))

    def _numbers(self) -> list[float]:
        line = self._data.readline()
        try:
            return [float(word) for word in line.split()]
        except ValueError:
            raise damaged("ply_invalid", "A row of the file holds something that is not a number.") from None

    def _list(self, element: Element, row: int) -> list[int]:
        values, place, found = self._numbers(), 0, []
        for each in element.properties:
            if place >= len(values):
                raise damaged("ply_truncated", f"Row {row:,} of “{element.name[:40]}” is too short.")
            count = values[place] if each.length else 1
            if not 0 <= count <= min(self._bounds.face_corners, len(values)):
                raise damaged("ply_list_length", f"Row {row:,} has a list of {count:g} items.")
            place += 1 if each.length else 0
            if each.length and each.name in _INDEX_LISTS:
                items = values[place : place + int(count)]
                if not all(abs(item) < 2**31 for item in items):
                    raise damaged("index_out_of_range", f"Row {row:,} uses points that do not exist.")
                found = [int(item) for item in items]
            place += int(count)
        return found


def _no_lists() -> Lists:
    return np.zeros(0, np.int64), np.zeros(0, np.int64)


def _typed(column: NDArray[np.float64], each: Property) -> NDArray[Any]:
    if each.kind.startswith("f"):
        return column
    limits = np.iinfo(each.kind)
    return np.clip(np.nan_to_num(column), limits.min, limits.max).astype(each.kind)


def _native(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype(column.dtype.newbyteorder("="))


def _solid(source: Source, vertices: dict[str, NDArray[Any]], faces: Lists) -> Solid:
    positions = _columns(vertices, ("x", "y", "z"))
    if positions is None:
        raise damaged("ply_header", "The file has no points with x, y and z.")
    lengths, items = faces
    if lengths.sum() != len(items):
        raise damaged("ply_truncated", "The file breaks off before its last polygon.")
    triangles = triangulate(lengths, items, positions, source.bounds)
    coordinates = next(
        (found for names in _COORDINATES if (found := _columns(vertices, names)) is not None), None
    )
    if coordinates is not None:
        # PLY counts V upwards.
        coordinates = np.stack([coordinates[:, 0], 1 - coordinates[:, 1]], axis=1)
    normals = _columns(vertices, ("nx", "ny", "nz"))
    return Solid(source.title, positions, triangles, normals, _colours(vertices), coordinates)


def _columns(vertices: dict[str, NDArray[Any]], names: Sequence[str]) -> Floats | None:
    if not all(name in vertices for name in names):
        return None
    with np.errstate(over="ignore"):
        return np.stack([vertices[name].astype(np.float32) for name in names], axis=1)


def _colours(vertices: dict[str, NDArray[Any]]) -> Floats | None:
    stored = _columns(vertices, ("red", "green", "blue"))
    if stored is None:
        return None
    is_fraction = vertices["red"].dtype.kind == "f" and float(np.nanmax(stored, initial=0)) <= 1
    highest = np.float32(1 if is_fraction else 65535 if vertices["red"].dtype.itemsize == 2 else 255)
    colours = np.ones((len(stored), 4), np.float32)
    colours[:, :3] = to_linear(np.clip(np.nan_to_num(stored) / highest, 0, 1))
    alpha = _columns(vertices, ("alpha",))
    if alpha is not None:
        colours[:, 3:] = np.clip(np.nan_to_num(alpha) / highest, 0, 1)
    return colours
