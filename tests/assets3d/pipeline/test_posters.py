"""Posters show what shoppers will see."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from assets3d.pipeline.convert import ConversionLimits, convert
from assets3d.pipeline.posters.magnify import magnification, narrowed
from assets3d.pipeline.posters.options import PosterOptions
from assets3d.pipeline.posters.take import take_pictures
from assets3d.pipeline.recipe import RECIPES
from assets3d.pipeline.render.chromium import find_chromium
from assets3d.pipeline.render.local import LocalStudio
from assets3d.pipeline.render.studio import Studio

needs_browser = pytest.mark.skipif(find_chromium() is None, reason="no Chromium on this machine")
SMALL = PosterOptions(widths=(128,))


def _ignore(done: int, count: int) -> None:
    """Progress does not matter here."""


@needs_browser
@pytest.mark.slow
def test_each_variant_has_its_poster_in_every_width(box: Path, tmp_path: Path) -> None:
    report = convert(box, tmp_path, RECIPES["draft"], ConversionLimits(), lambda stage, percent: None)

    assert [(looks.tier, looks.holds, looks.target) for looks in report.fidelity] == [("web", None, None)]
    posters = [tier for tier in report.tiers if tier.role == "poster"]
    assert [(poster.material_variant, poster.width) for poster in posters] == [
        (variant, width) for variant in (None, "Red", "Blue") for width in (1024, 512, 256)
    ]
    pictures = {
        poster.material_variant: Image.open(tmp_path / poster.path)
        for poster in posters
        if poster.width == 256
    }
    assert all(
        picture.mode == "RGBA" and picture.getchannel("A").getpixel((0, 0)) == 0
        for picture in pictures.values()
    )
    assert _apart(pictures["Red"], pictures["Blue"]) > 3
    assert _apart(pictures[None], pictures["Red"]) > 3


def _apart(one: Image.Image, other: Image.Image) -> float:
    difference = np.asarray(one).astype(np.float32) - np.asarray(other).astype(np.float32)
    return float(np.abs(difference).mean())


@needs_browser
@pytest.mark.slow
def test_same_model_gives_the_same_picture(box: Path) -> None:
    pictures = []
    for _ in range(2):
        with LocalStudio() as studio:
            pictures.append(take_pictures(studio, box.read_bytes(), [None], SMALL, _ignore))

    first, second = pictures
    assert [image.tobytes() for image in first.images] == [image.tobytes() for image in second.images]
    assert first.framing == second.framing


@needs_browser
@pytest.mark.slow
def test_posters_say_which_camera_took_them(box: Path, studio: Studio) -> None:
    pictures = take_pictures(studio, box.read_bytes(), [None, "Red"], SMALL, _ignore)

    around, above, distance = pictures.framing.orbit.split()
    assert (around, above) == ("30.00deg", "75.00deg")
    # The viewer stands off so that the sphere around the box (0.4 x 0.2 x 0.3 m) fits its 30 degrees.
    assert float(distance.removesuffix("m")) == pytest.approx(1.05 * 0.269 / 0.2588, rel=0.02)
    assert all(image.size == (128, 128) for image in pictures.images)
    assert magnification(pictures.images[0]) == pytest.approx(1, abs=0.06)


def test_narrower_view_shows_things_larger() -> None:
    assert narrowed(30.0, 1.0) == 30.0
    assert narrowed(90.0, 2.0) == 53.13
    assert narrowed(30.0, 0.9) > 30.0


def _picture(
    model: tuple[int, int, int, int], shadow: tuple[int, int, int, int] | None = None
) -> Image.Image:
    picture = Image.new("RGBA", (200, 200))
    draw = ImageDraw.Draw(picture)
    if shadow:
        draw.rectangle(shadow, fill=(0, 0, 0, 40))
    draw.rectangle(model, fill=(200, 30, 30, 255))
    return picture


def test_small_model_is_magnified_to_fill_its_picture() -> None:
    assert magnification(_picture((50, 50, 149, 149))) == pytest.approx(1.72, abs=0.03)


def test_shadow_limits_how_far_a_model_is_magnified() -> None:
    picture = _picture((50, 50, 149, 149), shadow=(20, 100, 179, 179))

    assert magnification(picture) == pytest.approx(1.225, abs=0.03)


def test_model_cut_by_the_edge_is_made_smaller() -> None:
    assert magnification(_picture((0, 0, 199, 199))) < 0.9


def test_empty_picture_is_left_alone() -> None:
    assert magnification(Image.open(io.BytesIO(_encoded(Image.new("RGBA", (8, 8)))))) == 1.0


def _encoded(picture: Image.Image) -> bytes:
    encoded = io.BytesIO()
    picture.save(encoded, "PNG")
    return encoded.getvalue()
