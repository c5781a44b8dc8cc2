"""Names for prims."""

import pytest
from pxr import Sdf

from assets3d.pipeline.usd.names import SiblingNames


@pytest.mark.parametrize("name", ["Stühle", "2 legs", "a/b.c", "椅子", "", None, "-", "Class:x", " "])
def test_sibling_name_is_valid(name: str | None) -> None:
    found = SiblingNames().add(name, "Node")

    assert Sdf.Path.IsValidIdentifier(found)
    assert found.isascii()


def test_sibling_names_differ() -> None:
    siblings = SiblingNames(["Mesh"])

    names = [siblings.add(name, "Node") for name in ("Leg", "Leg", "Leg_2", None, "", "Mesh")]

    assert names == ["Leg", "Leg_2", "Leg_2_2", "Node", "Node_2", "Mesh_2"]
