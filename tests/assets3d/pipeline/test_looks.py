"""Variants that look the same are drawn once."""

import json
import struct
from pathlib import Path
from typing import Any

from assets3d.pipeline.posters.looks import looks_of

EXTENSION = "KHR_materials_variants"


def _document(*variants: str, mappings: list[dict[str, Any]]) -> dict[str, Any]:
    part = {"material": 0, "extensions": {EXTENSION: {"mappings": mappings}}}
    return {
        "materials": [
            {"name": "Oak", "pbrMetallicRoughness": {"roughnessFactor": 0.5}},
            {"name": "Ash", "pbrMetallicRoughness": {"roughnessFactor": 0.9}},
            {"name": "Oak again", "pbrMetallicRoughness": {"roughnessFactor": 0.5}},
        ],
        "meshes": [{"primitives": [part, {"material": 1}]}],
        "extensions": {EXTENSION: {"variants": [{"name": name} for name in variants]}},
    }


def test_variant_of_the_model_as_it_opens_shares_its_look() -> None:
    mappings = [{"material": 0, "variants": [0]}, {"material": 1, "variants": [1]}]

    looks = looks_of(_document("Oak", "Ash", mappings=mappings), ["Oak", "Ash"])

    assert looks == [(None, "Oak"), ("Ash",)]


def test_materials_are_told_apart_by_what_they_say_and_not_by_name() -> None:
    mappings = [{"material": 1, "variants": [0, 2]}, {"material": 2, "variants": [1]}]

    looks = looks_of(_document("A", "B", "C", mappings=mappings), ["A", "B", "C"])

    assert looks == [(None, "B"), ("A", "C")]


def test_part_that_a_variant_does_not_name_keeps_its_own_material() -> None:
    looks = looks_of(_document("Bare", mappings=[]), ["Bare"])

    assert looks == [(None, "Bare")]


def test_variants_of_one_name_share_a_look_only_when_all_of_them_have_it() -> None:
    mappings = [{"material": 0, "variants": [0]}, {"material": 1, "variants": [1]}]

    assert looks_of(_document("Twin", "Twin", mappings=mappings), ["Twin"]) == [(None,), ("Twin",)]


def test_model_without_variants_has_one_look(box: Path) -> None:
    content = box.read_bytes()
    document = json.loads(content[20 : 20 + struct.unpack("<I", content[12:16])[0]])

    assert looks_of({**document, "extensions": {}}, []) == [(None,)]
    assert looks_of(document, ["Red", "Blue"]) == [(None,), ("Red",), ("Blue",)]
