"""Geometry made ready to be packed: indexed, welded, simplified where asked, and ordered."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assets3d.pipeline.geometry.encode import EncodedAccessor, encode_accessor
from assets3d.pipeline.geometry.groups import vertex_groups
from assets3d.pipeline.geometry.keys import drop_keys
from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.order import order
from assets3d.pipeline.geometry.simplification.simplify import Simplification, simplify
from assets3d.pipeline.geometry.uses import Use, accessor_uses
from assets3d.pipeline.geometry.weld import index_loose_triangles, weld
from assets3d.pipeline.gltf.accessors import Arrays
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.roles import Role, accessor_roles
from assets3d.pipeline.preflight.images import image_header
from assets3d.pipeline.textures.slots import texture_images


@dataclass(frozen=True)
class PreparedGeometry:
    """Arrays to be packed, as often and as precisely as a search wants.

    document: with an index for lists of triangles that had none; its accessors still describe the source.
    arrays: every accessor, by number. roles, uses: what they are for.
    simplification: what was done to the triangles, None when nothing was asked.
    """

    document: Document
    arrays: Arrays
    roles: Mapping[int, Role]
    uses: Mapping[int, Use]
    simplification: Simplification | None = None


def prepare_geometry(document: Document, arrays: Arrays, options: GeometryOptions) -> PreparedGeometry:
    """Prepare all geometry of a document. Only `options.simplify` counts here; document and arrays stay as they are."""
    json, arrays = copy.deepcopy(document.json), dict(arrays)
    roles = accessor_roles(json)
    index_loose_triangles(json, arrays, roles)
    drop_keys(json, arrays, roles)
    groups = [weld(arrays, group) for group in vertex_groups(json, arrays, roles)]
    done = simplify(json, arrays, groups, options.simplify) if options.simplify else None
    for group in groups:
        order(arrays, group)
    for number, accessor in enumerate(json.get("accessors", [])):
        # Accessors without bytes are all zero; nothing else would tell how many vertices are left.
        if not has_bytes(accessor):
            accessor["count"] = len(arrays[number])
    return replace(described(replace(document, json=json), arrays), simplification=done)


def described(document: Document, arrays: Arrays) -> PreparedGeometry:
    """Arrays as they are, ready to be packed."""
    uses = accessor_uses(document.json, arrays, _texture_sides(document))
    return PreparedGeometry(document, arrays, accessor_roles(document.json), uses)


def _texture_sides(document: Document) -> dict[int, int]:
    """Pixels along the longest side of every texture whose images can be read."""
    headers = [image_header(document.image_bytes(image)) for image in range(len(document.listed("images")))]
    sides: dict[int, int] = {}
    for number, texture in enumerate(document.listed("textures")):
        found = [headers[image] for image in texture_images(texture)]
        known = [max(header[:2]) for header in found if header is not None]
        if known and len(known) == len(found):
            sides[number] = max(known)
    return sides


def encode_prepared(prepared: PreparedGeometry, number: int, options: GeometryOptions) -> EncodedAccessor:
    """Pack one accessor of a prepared model."""
    accessor = prepared.document.json["accessors"][number]
    stored_as = (accessor["componentType"], accessor.get("normalized", False))
    role = prepared.roles.get(number, Role.EXACT)
    use = prepared.uses.get(number, Use())
    return encode_accessor(prepared.arrays[number], role, stored_as, options, use.texture_scale, use)


def encode_geometry(prepared: PreparedGeometry, options: GeometryOptions) -> dict[int, EncodedAccessor]:
    """Pack every accessor that has bytes of its own; those that are all zero by definition have none."""
    return {
        number: encode_prepared(prepared, number, options)
        for number, accessor in enumerate(prepared.document.listed("accessors"))
        if has_bytes(accessor)
    }


def has_bytes(accessor: Mapping[str, Any]) -> bool:
    """Whether an accessor has numbers of its own; one that has none is all zero."""
    return "bufferView" in accessor or "sparse" in accessor
