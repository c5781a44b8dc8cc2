"""OBJ: points, polygons and groups, with the materials of its MTL files."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assets3d.pipeline.findings import BadModel, refusal
from assets3d.pipeline.intake.readers.text import line_blocks
from assets3d.pipeline.intake.scene import Floats, to_linear
from assets3d.pipeline.intake.shape.polygons import check_range, cut
from assets3d.pipeline.intake.source import Source, damaged

_MOST_DIGITS = 12
Whole = NDArray[np.int64]


@dataclass
class Group:
    """Polygons of one object and material: how many corners each has, and (point, texture, normal) of each corner.

    Positions count from 0; -1 stands for a texture point or normal that a corner does not have.
    """

    name: str
    material: str
    lengths: list[Whole] = field(default_factory=list)
    corners: list[NDArray[np.int32]] = field(default_factory=list)


@dataclass
class ObjFile:
    """What an OBJ file says."""

    points: Floats
    coordinates: Floats
    normals: Floats
    colours: Floats | None
    groups: list[Group]
    libraries: list[str]


def read_obj(source: Source) -> ObjFile:
    """Read an OBJ file; raises BadModel."""
    parser = _Parser(source)
    with source.path.open("rb") as file:
        for block in line_blocks(file, source.bounds):
            parser.take(block)
    return parser.finish()


class _Parser:
    def __init__(self, source: Source) -> None:
        self._bounds = source.bounds
        self._tables: dict[bytes, list[Floats]] = {b"v": [], b"vt": [], b"vn": []}
        self._counts = dict.fromkeys(self._tables, 0)
        self._groups: dict[tuple[str, str], Group] = {}
        self._names = {b"o": "", b"g": "", b"usemtl": ""}
        self._libraries: dict[str, None] = {}
        self._triangles = 0

    def take(self, block: bytes) -> None:
        """Read whole lines."""
        lines = block.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ").replace(b"\r", b"\n").split(b"\n")
        for keyword, run in itertools.groupby(lines, _keyword):
            if keyword in self._tables:
                self._table(keyword, [line.split(b"#", 1)[0].strip()[len(keyword) :] for line in run])
            elif keyword == b"f":
                self._faces([line.split(b"#", 1)[0].strip()[1:].split() for line in run])
            elif keyword in self._names or keyword == b"mtllib":
                for line in run:
                    self._name(keyword, line.strip()[len(keyword) :].strip().decode("utf-8", "replace"))

    def finish(self) -> ObjFile:
        """Everything that was read; raises BadModel where polygons use what is not there."""
        points = _joined(self._tables[b"v"], 3)
        blocks = self._tables[b"v"]
        colours = None
        if blocks and all(block.shape[1] >= 6 for block in blocks):
            colours = np.ones((len(points), 4), np.float32)
            colours[:, :3] = to_linear(np.clip(np.nan_to_num(_joined(blocks, 6)[:, 3:]), 0, 1))
        coordinates, normals = _joined(self._tables[b"vt"], 2), _joined(self._tables[b"vn"], 3)
        groups = [group for group in self._groups.values() if group.lengths]
        for group in groups:
            for column, there in enumerate((points, coordinates, normals)):
                for corners in group.corners:
                    used = corners[:, column].astype(np.int64)
                    check_range(used if column == 0 else used[used != -1], len(there))
        return ObjFile(points, coordinates, normals, colours, groups, list(self._libraries))

    def _name(self, keyword: bytes, name: str) -> None:
        if keyword == b"mtllib":
            self._libraries[name[:500]] = None
        else:
            self._names[keyword] = name[:200]
        if len(self._libraries) > self._bounds.parts:
            raise damaged("parts_too_many", "The model names too many material files.")

    def _table(self, keyword: bytes, rows: Sequence[bytes]) -> None:
        self._counts[keyword] += len(rows)
        if self._counts[keyword] > self._bounds.vertices:
            message = f"The model has more than {self._bounds.vertices:,} points."
            raise BadModel(refusal("geometry_too_large", message, "", "Reduce the number of triangles."))
        widths = {len(row.split()) for row in rows}
        least = 2 if keyword == b"vt" else 3
        # One dimension is allowed for textures, though nobody uses it.
        rows = [row + b" 0" for row in rows] if widths == {1} and keyword == b"vt" else rows
        try:
            if max(widths) > 8:
                raise ValueError(widths)
            if len(widths) > 1:
                rows = [b" ".join(row.split()[:least]) for row in rows]
            table = np.loadtxt(rows, np.float32, comments=None, ndmin=2, max_rows=len(rows))
        except (ValueError, OverflowError):
            table = np.zeros((0, 0), np.float32)
        if len(table) != len(rows) or table.shape[1] < least:
            where = f"near {keyword.decode()} number {self._counts[keyword]:,}"
            raise damaged("obj_invalid", f"A line is not made of numbers, {where}.")
        self._tables[keyword].append(table)

    def _faces(self, rows: Sequence[Sequence[bytes]]) -> None:
        lengths = np.array([len(row) for row in rows], np.int64)
        if int(lengths.max()) > self._bounds.face_corners:
            message = f"A polygon has {int(lengths.max()):,} corners; at most {self._bounds.face_corners:,} are accepted."
            raise damaged("face_too_large", message)
        self._triangles += int(np.maximum(lengths - 2, 0).sum())
        if self._triangles > self._bounds.triangles:
            message = f"The model has more than {self._bounds.triangles:,} triangles."
            raise BadModel(refusal("geometry_too_large", message, "", "Reduce the number of triangles."))
        group = self._group()
        group.lengths.append(lengths)
        group.corners.append(self._corners([corner for row in rows for corner in row]))

    def _group(self) -> Group:
        key = self._names[b"o"] or self._names[b"g"], self._names[b"usemtl"]
        if key not in self._groups:
            if len(self._groups) >= self._bounds.parts:
                message = f"The model has more than {self._bounds.parts:,} objects."
                raise BadModel(refusal("parts_too_many", message, "", "Join objects that never move apart."))
            self._groups[key] = Group(*key)
        return self._groups[key]

    def _corners(self, words: Sequence[bytes]) -> NDArray[np.int32]:
        """(count, 3) positions of point, texture point and normal."""
        corners = np.zeros((len(words), 3), np.int64)
        if words:
            columns = _columns(words[0])
            numbers = _numbers(b" ".join(words).replace(b"/", b" "))
            if numbers is None or len(numbers) != len(words) * len(columns):
                corners = _one_by_one(words)
            else:
                corners[:, columns] = numbers.reshape(-1, len(columns))
        for column, keyword in enumerate((b"v", b"vt", b"vn")):
            # Negative numbers count back from the latest line.
            relative = corners[:, column] < 0
            corners[relative, column] += self._counts[keyword] + 1
            if (corners[relative, column] < 1).any():
                check_range(np.array([-1]), 0)
        return np.clip(corners - 1, -1, 2**31 - 1).astype(np.int32)


def _keyword(line: bytes) -> bytes:
    words = line.split(None, 1)
    return words[0] if words else b""


def _joined(blocks: Sequence[Floats], columns: int) -> Floats:
    return np.concatenate([block[:, :columns] for block in blocks] or [np.zeros((0, columns), np.float32)])


def _columns(word: bytes) -> list[int]:
    """Which of point, texture point and normal a corner like `7/3/5` has."""
    return [column for column, part in enumerate(word.split(b"/")[:3]) if part]


def _numbers(text: bytes) -> Whole | None:
    words = text.split()
    # An array of texts is as wide as its longest.
    if max(map(len, words), default=0) > _MOST_DIGITS:
        return None
    try:
        return np.array(words).astype(np.int64)
    except ValueError:
        return None


def _one_by_one(words: Sequence[bytes]) -> Whole:
    corners = np.zeros((len(words), 3), np.int64)
    for row, word in enumerate(words):
        for column, part in enumerate(word.split(b"/")[:3]):
            if part:
                if len(part) > _MOST_DIGITS or not part.removeprefix(b"-").isdigit():
                    raise damaged("obj_invalid", f"A polygon has the corner “{word[:40].decode('latin-1')}”.")
                corners[row, column] = int(part)
    return corners


def triangle_corners(group: Group, points: Floats, source: Source) -> NDArray[np.int32]:
    """(3 * triangles, 3): point, texture point and normal of each corner of a group's triangles; raises BadModel.

    Empties the group.
    """
    lengths, corners = np.concatenate(group.lengths), np.concatenate(group.corners)
    # What was read is not needed again, and may be hundreds of megabytes.
    group.corners.clear()
    rows: NDArray[np.int32] = corners[cut(lengths, corners[:, 0], points, source.bounds).ravel()]
    return rows
