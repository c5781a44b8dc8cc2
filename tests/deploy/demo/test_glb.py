"""What the GLB writer refuses."""

import pytest

from deploy.local.demo.gltf.glb import write_glb
from deploy.local.demo.gltf.model import Material, Model, Part
from deploy.local.demo.shapes.rounded_box import rounded_box


def test_write_glb_refuses_two_materials_of_one_name() -> None:
    box = rounded_box((1, 1, 1), 0.1)
    parts = [Part("A", box, Material("Oak")), Part("B", box, Material("Oak", roughness=0.5))]

    with pytest.raises(ValueError, match="two materials are called Oak"):
        write_glb(Model("Boxes", parts))


def test_write_glb_refuses_variants_whose_maps_differ_in_size() -> None:
    fine, coarse = Material("Fine", tile_m=0.1), Material("Coarse", tile_m=0.2)
    part = Part("A", rounded_box((1, 1, 1), 0.1), fine, {"Fine": fine, "Coarse": coarse})

    with pytest.raises(ValueError, match="maps of one size"):
        write_glb(Model("Box", [part], ("Fine", "Coarse")))
