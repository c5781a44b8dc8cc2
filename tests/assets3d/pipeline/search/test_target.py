"""What is allowed, and which of several files is taken."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from assets3d.pipeline.fidelity.compare import Apart, Reference
from assets3d.pipeline.fidelity.metrics import Distance
from assets3d.pipeline.gltf.accessors import read_accessors
from assets3d.pipeline.preflight.bounds import Bounds
from assets3d.pipeline.preflight.check import open_model
from assets3d.pipeline.search.pictures import images_of_looks, marked
from assets3d.pipeline.search.run import Found, smallest_good
from assets3d.pipeline.search.shapes import Shape
from assets3d.pipeline.search.target import Judge, target_from
from assets3d.pipeline.tiers.model import open_images

USUAL = Apart(Distance(100, 0.1, 2.0, 40.0), Distance(100, 0.2, 4.0, 80.0))
JUDGE = Judge(cast("Reference", None), target_from(USUAL))


def _found(size: int, factor: float) -> Found:
    apart = Apart(USUAL.whole, replace(USUAL.close, squared=USUAL.close.squared * factor))
    return Found(b"x" * size, cast("Shape", None), (), apart, apart, is_good=factor <= 1)


def test_target_is_met_by_what_it_was_made_of_and_by_nothing_worse() -> None:
    target = JUDGE.target

    assert target.losses(USUAL) == pytest.approx(np.ones(6))
    assert target.is_met_by(USUAL)
    assert not target.is_met_by(_found(1, 1.01).held_out)


def test_target_does_not_ask_for_more_than_can_be_seen() -> None:
    target = target_from(Apart(Distance(100), Distance(100)))

    assert target.is_met_by(Apart(Distance(100, 0.0009, 0.01, 2.0), Distance(100)))
    assert not target.is_met_by(Apart(Distance(100, 0.0011, 0.01, 2.0), Distance(100)))


def test_smallest_of_the_good_ones_is_taken() -> None:
    files = [_found(30, 0.5), _found(20, 0.9), _found(10, 1.2)]

    assert len(smallest_good(files, JUDGE).glb) == 20


def test_nearest_is_taken_where_none_is_good() -> None:
    assert len(smallest_good([_found(10, 3.0), _found(20, 1.2)], JUDGE).glb) == 20


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
