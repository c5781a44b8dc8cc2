"""What an image is read for follows from the materials that name it."""

from typing import Any

import pytest

from assets3d.pipeline.textures.slots import ImageUse, image_uses


def _document(*materials: dict[str, Any]) -> dict[str, Any]:
    return {
        "images": [{}, {}, {}],
        "textures": [{"source": 0}, {"extensions": {"EXT_texture_webp": {"source": 1}}}],
        "materials": list(materials),
    }


def test_uses_say_which_slots_read_an_image_and_its_alpha() -> None:
    document = _document(
        {"alphaMode": "MASK", "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}},
        {"extensions": {"KHR_materials_sheen": {"sheenColorTexture": {"index": 1}}}},
        {"emissiveTexture": {"index": 1}},
    )

    assert image_uses(document) == [
        ImageUse(("baseColorTexture",), frozenset("rgba")),
        ImageUse(("emissiveTexture", "sheenColorTexture"), frozenset("rgb")),
        ImageUse((), frozenset("rgba")),
    ]


def test_channels_are_those_of_all_readers_together() -> None:
    document = _document(
        {"occlusionTexture": {"index": 0}},
        {"extensions": {"KHR_materials_volume": {"thicknessTexture": {"index": 0}}}},
        {"extensions": {"KHR_materials_specular": {"specularTexture": {"index": 1}}}},
    )

    assert [use.channels for use in image_uses(document)[:2]] == [frozenset("rg"), frozenset("a")]


def test_unknown_slot_reads_everything() -> None:
    document = _document({"extensions": {"EXT_new": {"glowTexture": {"index": 0}}}})

    assert image_uses(document)[0] == ImageUse(("glowTexture",), frozenset("rgba"))


@pytest.mark.parametrize(
    ("slots", "channels", "kinds"),
    [
        (("baseColorTexture",), "rgb", ["colour"]),
        (("baseColorTexture",), "rgba", ["colour", "cutout"]),
        # One image for both: its colours are a picture, its transparency is a number.
        (("sheenColorTexture", "sheenRoughnessTexture"), "rgba", ["colour"]),
        (("baseColorTexture", "occlusionTexture"), "rgb", []),
        (("sheenRoughnessTexture",), "a", []),
    ],
)
def test_use_tells_pictures_from_numbers(slots: tuple[str, ...], channels: str, kinds: list[str]) -> None:
    use = ImageUse(slots, frozenset(channels))

    found = {"colour": use.is_colour, "cutout": use.is_cutout}
    assert [name for name, is_one in found.items() if is_one] == kinds
