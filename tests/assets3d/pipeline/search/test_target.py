"""What is allowed, and which of several files is taken."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from assets3d.pipeline.fidelity.compare import Apart
from assets3d.pipeline.fidelity.metrics import Distance
from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.search.options import Step
from assets3d.pipeline.search.pictures import images_of_looks, marked
from assets3d.pipeline.search.run import Found, best_of
from assets3d.pipeline.search.shapes import Shape
from assets3d.pipeline.search.target import target_from
from assets3d.pipeline.tiers.model import open_images

USUAL = Apart(Distance(100, 0.1, 2.0, 40.0), Distance(100, 0.2, 4.0, 80.0))
TARGET = target_from(USUAL)
STEPS = (Step(0.5, 0.5), Step(0.9, 0.7), Step(0.95, 1.0))


def _apart(factor: float) -> Apart:
    return Apart(USUAL.whole, replace(USUAL.close, squared=USUAL.close.squared * factor))


def _found(size: int, taken: float) -> Found:
    return Found(b"x" * size, cast("Shape", None), (), _apart(taken), taken)


def test_target_is_met_by_what_it_was_made_of_and_by_nothing_worse() -> None:
    assert TARGET.losses(USUAL) == pytest.approx(np.ones(6))
    assert TARGET.is_met_by(USUAL)
    assert not TARGET.is_met_by(_apart(1.01))


def test_target_does_not_ask_for_more_than_can_be_seen() -> None:
    target = target_from(Apart(Distance(100), Distance(100)))

    assert target.is_met_by(Apart(Distance(100, 0.0009, 0.01, 2.0), Distance(100)))
    assert not target.is_met_by(Apart(Distance(100, 0.0011, 0.01, 2.0), Distance(100)))


@pytest.mark.parametrize(
    ("tried", "size"),
    [
        # Room is taken while it is cheap, and the smallest of those that have it.
        ([(49, 0.5), (45, 0.52), (30, 0.9)], 45),
        # Where it is dear, less of it.
        ([(80, 0.5), (65, 0.9), (60, 1.0)], 65),
        # The target itself must be met for less than the usual bytes.
        ([(99, 1.0), (50, 1.01)], 99),
        ([(101, 0.4), (50, 1.2)], None),
        ([], None),
    ],
)
def test_room_is_bought_where_it_is_cheap(tried: list[tuple[int, float]], size: int | None) -> None:
    found = best_of([_found(*one) for one in tried], 100, STEPS)

    assert (None if found is None else len(found.glb)) == size


def test_each_look_names_the_images_that_it_shows(box: Path) -> None:
    document, _ = open_model(box, Bounds())
    model = open_images(document, read_accessors(document))

    images = images_of_looks(document.json, model.looks)

    assert list(images) == [None, "Red", "Blue"]
    assert len(set(images.values())) == 3
    assert frozenset.intersection(*images.values())


def test_marked_textures_name_their_images_and_leave_the_document_alone(box: Path) -> None:
    document, _ = open_model(box, Bounds())
    before = [texture.get("name") for texture in document.json["textures"]]

    names = [texture["name"] for texture in marked(document.json)["textures"]]

    assert names == [f"#image:{texture['source']}" for texture in document.json["textures"]]
    assert [texture.get("name") for texture in document.json["textures"]] == before
