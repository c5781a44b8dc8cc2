"""What a model looks like after the usual optimisation: how good ours has to look at least.

Today's common practice is WebP at quality 80, pictures of at most 2048 pixels, positions of 14 bits, normals of 8,
texture coordinates of 12, and triangles removed wherever that moves a surface by less than a ten-thousandth of its
size, whatever its normals and textures say (gltf-transform's `optimize`, version 4).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from assets3d.pipeline.geometry.groups import vertex_groups
from assets3d.pipeline.geometry.options import GeometryOptions
from assets3d.pipeline.geometry.prepare import PreparedGeometry
from assets3d.pipeline.geometry.surface import simplified
from assets3d.pipeline.gltf.accessors import Arrays, as_floats
from assets3d.pipeline.gltf.document import Document
from assets3d.pipeline.gltf.roles import accessor_roles
from assets3d.pipeline.textures.canonical import Canonical
from assets3d.pipeline.textures.encode import Choice, EncodedImage, Format, encode
from assets3d.pipeline.textures.resize import smaller_size
from assets3d.pipeline.tiers.assemble import assemble

_GEOMETRY = GeometryOptions(position_bits=14, texture_coordinate_bits=12, normal_bits=8, tangent_bits=8)
_ERROR = 1e-4
_QUALITY, _SIDE = 80, 2048
# Pillow leaves the interpreter's lock while it encodes; two large images at once bound the memory.
_AT_ONCE = 2


def yardstick_glb(prepared: PreparedGeometry, images: Sequence[EncodedImage]) -> bytes:
    """The model as common practice would make it, out of all its triangles. `images` are those of `usual_images`."""
    reduced = replace(prepared, arrays=_reduced(prepared.document, prepared.arrays))
    return assemble(reduced, _GEOMETRY, images)


def usual_images(images: Sequence[Canonical]) -> list[EncodedImage]:
    """The document's images, in order, as common practice would store them."""
    distinct = list({id(image): image for image in images}.values())
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        stored = list(pool.map(lambda image: encode(image, _choice(image)), distinct))
    encoded = {id(image): one for image, one in zip(distinct, stored, strict=True)}
    return [encoded[id(image)] for image in images]


def _choice(image: Canonical) -> Choice:
    return Choice(Format.WEBP, _QUALITY, *smaller_size(image.width, image.height, _SIDE))


def _reduced(document: Document, arrays: Arrays) -> Arrays:
    reduced = dict(arrays)
    for group in vertex_groups(document.json, arrays, accessor_roles(document.json)):
        position = group.attributes.get("POSITION")
        if position is None:
            continue
        positions = as_floats(arrays[position], document.json["accessors"][position])
        nothing = np.zeros((group.vertex_count, 1), np.float32)
        for index in group.indices:
            indices = arrays[index].ravel().astype(np.uint32)
            nowhere = np.zeros(group.vertex_count, np.uint8)
            kept, _ = simplified(indices, positions, (nothing, nothing[0]), nowhere, (0, _ERROR))
            if kept.size:
                reduced[index] = kept.reshape(-1, 1)
    return reduced
