"""What numbers are used for decides how fine they must be."""

import math
from typing import Any

import numpy as np
import pytest

from assets3d.pipeline.geometry.uses import accessor_uses
from tests.assets3d.pipeline.geometry.surfaces import hill, opened, scene_of
from tests.factories.glb import GlbBuilder


def _reads(material: dict[str, Any], variant: dict[str, Any] | None = None) -> dict[str, bool]:
    """Whether each attribute of a primitive is read, which wears the material, or the variant at times."""
    builder = GlbBuilder()
    points, indices = hill(2)
    attributes = {
        name: builder.accessor(np.ones((len(points), columns), np.float32))
        for name, columns in (("NORMAL", 3), ("TANGENT", 4), ("TEXCOORD_0", 2), ("TEXCOORD_1", 2))
    }
    attributes["POSITION"] = builder.accessor(points)
    primitive: dict[str, Any] = {
        "attributes": attributes,
        "indices": builder.accessor(indices[:, None]),
        "material": 0,
    }
    builder.json["materials"] = [material]
    if variant is not None:
        builder.json["materials"].append(variant)
        mappings = {"mappings": [{"material": 1, "variants": [0]}]}
        primitive["extensions"] = {"KHR_materials_variants": mappings}
    document, arrays = opened(scene_of([primitive], builder=builder))
    uses = accessor_uses(document.json, arrays)
    return {name: uses[index].is_read for name, index in attributes.items()}


COLOUR = {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}
RELIEF = {"normalTexture": {"index": 0, "texCoord": 1}}
COAT = {"extensions": {"KHR_materials_clearcoat": {"clearcoatNormalTexture": {"index": 0}}}}
BRUSHED = {"extensions": {"KHR_materials_anisotropy": {"anisotropyStrength": 0.5}}}
UNLIT = {**COLOUR, "extensions": {"KHR_materials_unlit": {}}}
MOVED = {"emissiveTexture": {"index": 0, "extensions": {"KHR_texture_transform": {"texCoord": 1}}}}


@pytest.mark.parametrize(
    ("material", "variant", "unread"),
    [
        (COLOUR, None, {"TANGENT", "TEXCOORD_1"}),
        (COLOUR, RELIEF, set()),
        (RELIEF, None, {"TEXCOORD_0"}),
        (COAT, None, {"TEXCOORD_1"}),
        (BRUSHED, None, {"TEXCOORD_0", "TEXCOORD_1"}),
        (UNLIT, None, {"NORMAL", "TANGENT", "TEXCOORD_1"}),
        (UNLIT, COLOUR, {"TANGENT", "TEXCOORD_1"}),
        (MOVED, None, {"TANGENT", "TEXCOORD_0"}),
        ({}, None, {"TANGENT", "TEXCOORD_0", "TEXCOORD_1"}),
    ],
)
def test_attributes_are_read_by_some_material_or_none(
    material: dict[str, Any], variant: dict[str, Any] | None, unread: set[str]
) -> None:
    reads = _reads(material, variant)

    assert {name for name, is_read in reads.items() if not is_read} == unread


def test_small_part_is_measured_against_the_model_up_to_a_point() -> None:
    builder = GlbBuilder()
    points, indices = hill(2)
    for size in (1.0, 0.5, 0.01):
        scaled = builder.accessor(points * np.float32(size))
        scene_of(
            [{"attributes": {"POSITION": scaled}, "indices": builder.accessor(indices[:, None])}],
            builder=builder,
        )
    builder.json["nodes"][1]["scale"] = [0.5, 0.5, 0.5]
    builder.json["scenes"] = [{"nodes": [0, 1, 2]}]
    document, arrays = opened(builder)

    uses = accessor_uses(document.json, arrays)

    assert [round(uses[index].span, 4) for index in (0, 2, 4)] == [1.0, 2.0, 0.04]


def test_texels_are_those_of_the_finest_reader_with_its_scale_and_soft_shade_is_no_detail() -> None:
    tiled = {"index": 1, "extensions": {"KHR_texture_transform": {"scale": [7.0, 3.0]}}}
    material = {
        "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}},
        "normalTexture": tiled,
        "emissiveTexture": {"index": 2, "texCoord": 1},
        "occlusionTexture": {"index": 1, "texCoord": 2},
    }
    builder = GlbBuilder()
    builder.json["materials"] = [material]
    points, indices = hill(2)
    names = ("TEXCOORD_0", "TEXCOORD_1", "TEXCOORD_2")
    attributes = {name: builder.accessor(np.ones((len(points), 2), np.float32)) for name in names}
    attributes["POSITION"] = builder.accessor(points)
    scene_of(
        [{"attributes": attributes, "indices": builder.accessor(indices[:, None]), "material": 0}],
        builder=builder,
    )
    document, arrays = opened(builder)

    uses = accessor_uses(document.json, arrays, {0: 1024, 1: 512})

    assert [uses[attributes[name]].texels for name in names] == [7 * 512, math.inf, 512]
    assert [uses[attributes[name]].has_details for name in names] == [True, True, False]
