"""What converted models lost."""

from typing import Any

from tests.benchmarks.pipeline.structure import losses, told


def chair() -> dict[str, Any]:
    return {
        "nodes": [{"name": "Seat", "mesh": 0}, {"name": "Legs", "extras": {"sku": 1}}],
        "meshes": [
            {
                "name": "Seat",
                "primitives": [{"attributes": {"POSITION": 0, "TEXCOORD_0": 1, "TEXCOORD_1": 2}}],
            }
        ],
        "materials": [{"name": "Oak"}, {"name": "Cloth"}],
        "extensionsUsed": ["KHR_materials_variants", "KHR_draco_mesh_compression"],
        "extensions": {"KHR_materials_variants": {"variants": [{"name": "Red"}, {"name": "Blue"}]}},
    }


def test_model_lost_nothing_beside_itself_in_another_order_and_storage() -> None:
    stored = chair()
    stored["materials"].reverse()
    stored["extensionsUsed"] = ["KHR_materials_variants", "EXT_meshopt_compression"]

    assert losses(chair(), stored) == {}


def test_losses_are_counted_by_sort() -> None:
    poorer = chair()
    poorer["nodes"] = [{"mesh": 0}]
    poorer["materials"] = [{"name": "Oak"}]
    poorer["extensions"]["KHR_materials_variants"]["variants"] = [{"name": "Red"}]
    del poorer["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_1"]

    lost = losses(chair(), poorer)

    assert lost == {
        "nodes": 1,
        "materials": 1,
        "names": 3,
        "variants": 1,
        "texture coordinate sets": 1,
        "extras": 1,
    }
    assert told(lost).startswith("1 nodes, 1 materials, 3 names")


def test_what_a_converter_adds_is_no_loss() -> None:
    richer = chair()
    richer["nodes"].append({"name": "Extra"})

    assert losses(chair(), richer) == {}
