"""What one image does to a model is told from the pictures that show it, and guessed for the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pytest

from assets3d.pipeline.fidelity.compare import Reference
from assets3d.pipeline.fidelity.views import Visit
from assets3d.pipeline.render.studio import Camera, Picture, Shot
from assets3d.pipeline.search.pictures import Stage

SIDE = 16
PLAIN, COARSE, COARSER = b"", b"coarse", b"coarser"
# How far each way to store the image moves the colours that show it.
MOVES = {PLAIN: 0, COARSE: 20, COARSER: 40}


def _shot(number: int, variant: str | None) -> Shot:
    return Shot(Camera(float(number), 0.0, 1.0, 30.0), SIDE, variant)


@dataclass
class _Studio:
    """Every picture shows the one image in some of its rows; `rows` by the number of the view."""

    rows: Sequence[int]
    image: bytes = PLAIN
    taken: list[int] = field(default_factory=list)

    def exchange(self, images: Mapping[int, bytes | None]) -> None:
        self.image = images[0] or PLAIN

    def take(self, shots: Sequence[Shot]) -> list[Picture]:
        numbers = [int(shot.camera.theta_degrees) for shot in shots]
        self.taken += numbers
        return [self._picture(number) for number in numbers]

    def _picture(self, number: int) -> Picture:
        picture = np.full((SIDE, SIDE, 4), 100, np.uint8)
        picture[..., 3] = 255
        picture[: self.rows[number], :, :3] += np.uint8(MOVES[self.image])
        return picture


def _stage(rows: Sequence[int], variants: Sequence[str | None] = (None,) * 6) -> tuple[Stage, _Studio]:
    """Views take turns in showing the whole and a part."""
    studio = _Studio(rows)
    shots = [_shot(number, variant) for number, variant in enumerate(variants)]
    visits = tuple(Visit(shot, is_close=number % 2 == 1) for number, shot in enumerate(shots))
    reference = Reference(cast("Any", None), visits, tuple(studio.take(shots)))
    studio.taken.clear()
    worn = {variant: frozenset([0] if variant != "Bare" else []) for variant in variants}
    return Stage(cast("Any", studio), reference, worn), studio


def test_image_that_only_a_later_close_up_shows_is_not_taken_for_unseen() -> None:
    stage, studio = _stage([2, 0, 2, 0, 2, 8])
    sight = stage.sight({0: COARSE})
    studio.taken.clear()

    apart = stage.loss_of({0: COARSER}, sight, glances=2)

    assert sorted(studio.taken) == [0, 5]
    assert apart.close.mean_squared == pytest.approx((40 / 255) ** 2 * 8 / SIDE / 3, rel=1e-3)
    # Of the whole views only one was taken; the others changed as much in the sight.
    assert apart.whole.mean_squared == pytest.approx((40 / 255) ** 2 * 2 / SIDE, rel=1e-3)


def test_close_ups_that_are_not_taken_keep_their_share() -> None:
    """Each shows another part; whole views are alike, and one of them stands for all."""
    stage, _ = _stage([3, 2, 4, 8, 2, 4])

    apart = stage.loss_of({0: COARSER}, stage.sight({0: COARSE}), glances=2)

    assert [round(each.squared / (40 / 255) ** 2 / SIDE, 2) for each in apart.each] == [3, 2, 3, 8, 3, 4]


def test_whole_views_are_looked_at_until_one_shows_the_image() -> None:
    stage, studio = _stage([0, 2, 4, 0, 2, 0])

    apart = stage.apart(stage.sight({0: COARSE}))

    assert sorted(studio.taken) == [0, 1, 2, 3, 4, 5]
    assert [round(each.squared / (20 / 255) ** 2 / SIDE, 2) for each in apart.each] == [0, 2, 4, 0, 2, 0]


def test_first_look_that_wears_an_image_stands_for_the_others() -> None:
    stage, studio = _stage([4, 4, 2, 2, 8, 8], ["Bare", "Bare", "Red", "Red", "Blue", "Blue"])

    apart = stage.apart(stage.sight({0: COARSE}))

    assert sorted(studio.taken) == [2, 3]
    assert [round(each.squared / (20 / 255) ** 2 / SIDE, 2) for each in apart.each] == [0, 0, 2, 2, 2, 2]


def test_image_that_no_look_wears_costs_no_picture() -> None:
    stage, studio = _stage([4, 4], ["Bare", "Bare"])

    apart = stage.loss_of({0: COARSE}, stage.sight({0: COARSE}), glances=2)

    assert studio.taken == []
    assert apart.pooled.squared == 0
