"""Names for prims."""

import pytest
from pxr import Sdf

from assets3d.pipeline.usd.names import unique_names


@pytest.mark.parametrize("name", ["Stühle", "2 legs", "a/b.c", "椅子", "", None, "-", "Class:x", " "])
def test_unique_names_are_valid(name: str | None) -> None:
    (found,) = unique_names([name], "Node")

    assert Sdf.Path.IsValidIdentifier(found)
    assert found.isascii()


def test_unique_names_differ() -> None:
    assert unique_names(["Leg", "Leg", "Leg_2", None, ""], "Node") == [
        "Leg",
        "Leg_2",
        "Leg_2_2",
        "Node",
        "Node_2",
    ]
