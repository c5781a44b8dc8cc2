"""Packed accessors placed in the file; small ones of one kind share a view, as each view costs a line of JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from assets3d.pipeline.geometry.encode import EncodedAccessor
from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.gltf import meshopt
from assets3d.pipeline.gltf.accessors import Array
from assets3d.pipeline.gltf.document import JsonObject
from assets3d.pipeline.gltf.roles import INDEX_ROLES, VERTEX_ROLES, Role
from assets3d.pipeline.gltf.writer import BufferWriter

# Larger accessors gain next to nothing from company, and would have to be packed a second time.
_SMALL = 65_536
# A plain view is worth packing from this many bytes on, when packing saves as much as it adds to the JSON.
_COST_OF_PACKING = 150
# The bounds that glTF 2.0 demands: those of positions (section 3.7.2.1) and key times (3.11).
_BOUNDED = frozenset({Role.POSITION, Role.MORPH, Role.KEY_TIME})


def store_geometry(
    json: JsonObject,
    encoded: Mapping[int, EncodedAccessor],
    roles: Mapping[int, Role],
    options: GeometryOptions,
    writer: BufferWriter,
) -> None:
    """Write packed accessors and describe them in `json`, whose accessors then no longer describe the source."""
    for kind, numbers in _batches(encoded, roles):
        one, offsets = _joined([encoded[number] for number in numbers], options)
        view = writer.add_accessor(one, is_vertex=kind == "vertices", is_index=kind == "indices")
        for number, offset in zip(numbers, offsets, strict=True):
            role = roles.get(number, Role.EXACT)
            _describe(json["accessors"][number], encoded[number], (view, offset), role)


def _kind(role: Role) -> str:
    if role in VERTEX_ROLES:
        return "vertices"
    return "indices" if role in INDEX_ROLES else "others"


def _batches(
    encoded: Mapping[int, EncodedAccessor], roles: Mapping[int, Role]
) -> Iterator[tuple[str, list[int]]]:
    """Accessors that go into one view, in the order of the first of each batch."""
    batches: dict[tuple[object, ...], list[int]] = {}
    for number in sorted(encoded):
        one = encoded[number]
        role = roles.get(number, Role.EXACT)
        key: tuple[object, ...] = (_kind(role), number)
        if one.unpacked_bytes <= _SMALL and one.stride % 2 == 0:
            key = (_kind(role), one.mode in ("TRIANGLES", "INDICES") and one.mode, one.filter, one.stride)
            key += (role is Role.KEY_TIME,)
        batches.setdefault(key, []).append(number)
    for key, numbers in batches.items():
        yield str(key[0]), numbers


def _joined(parts: list[EncodedAccessor], options: GeometryOptions) -> tuple[EncodedAccessor, list[int]]:
    first = parts[0]
    sizes = [part.unpacked_bytes for part in parts]
    offsets = [sum(sizes[:position]) for position in range(len(sizes))]
    if len(parts) == 1:
        return first, offsets
    rows = np.concatenate([part.rows for part in parts])
    return _repacked(first, rows, options), offsets


def _repacked(like: EncodedAccessor, rows: Array, options: GeometryOptions) -> EncodedAccessor:
    if like.mode in ("TRIANGLES", "INDICES"):
        encode = meshopt.encode_triangles if like.mode == "TRIANGLES" else meshopt.encode_sequence
        return replace(like, data=encode(rows), values=rows, rows=rows)
    plain = rows.tobytes()
    is_packable = like.stride % 4 == 0 and like.stride <= 256
    packed = meshopt.encode_vertices(rows, options.codec) if is_packable else plain
    if like.filter == "NONE" and len(packed) + _COST_OF_PACKING >= len(plain):
        return replace(like, data=plain, mode=None, values=rows, rows=rows)
    return replace(like, data=packed, mode="ATTRIBUTES", values=rows, rows=rows)


def _describe(accessor: JsonObject, encoded: EncodedAccessor, place: tuple[int, int], role: Role) -> None:
    for key in ("byteOffset", "sparse", "normalized", "min", "max"):
        accessor.pop(key, None)
    accessor["bufferView"] = place[0]
    if place[1]:
        accessor["byteOffset"] = place[1]
    accessor["componentType"] = encoded.component_type
    accessor["count"] = len(encoded.values)
    if encoded.is_normalized:
        accessor["normalized"] = True
    if role in _BOUNDED:
        accessor["min"] = _shortest(encoded.values.min(axis=0))
        accessor["max"] = _shortest(encoded.values.max(axis=0))


def _shortest(row: Array) -> list[float]:
    """Numbers as short as they can be written and still round to the same float32 (glTF 2.0, section 3.6.2.5)."""
    return [float(str(number)) if row.dtype.kind == "f" else int(number) for number in row]
