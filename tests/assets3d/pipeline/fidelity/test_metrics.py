"""Distances between pictures agree with what they are defined to be."""

import numpy as np
import pytest

from assets3d.pipeline.fidelity.metrics import Distance, distance, total
from assets3d.pipeline.render.studio import Picture


def _picture(colour: tuple[int, int, int], side: int = 32, border: int = 8) -> Picture:
    picture = np.zeros((side, side, 4), np.uint8)
    picture[border:-border, border:-border] = (*colour, 255)
    return picture


def test_equal_pictures_are_not_apart() -> None:
    picture = _picture((200, 30, 90))

    apart = distance(picture, picture.copy())

    assert apart == Distance(pixels=256)
    assert (apart.psnr_db, apart.ssim, apart.colour_error) == (99.0, 1.0, 0.0)


def test_only_the_object_counts() -> None:
    one, other = _picture((100, 100, 100)), _picture((110, 100, 100))

    apart = distance(one, other)

    assert apart.pixels == 16 * 16
    assert apart.mean_squared == pytest.approx((10 / 255) ** 2 / 3, rel=1e-4)
    assert apart.psnr_db == pytest.approx(-10 * np.log10((10 / 255) ** 2 / 3), abs=1e-3)


def test_what_is_missing_counts_against_the_background() -> None:
    shown, nothing = _picture((255, 255, 255)), np.zeros((32, 32, 4), np.uint8)

    apart = distance(shown, nothing)

    assert apart.mean_squared == pytest.approx(0.25, rel=1e-3)
    assert apart.ssim < 0.9


def test_colours_are_apart_as_oklab_tells() -> None:
    # White is (1, 0, 0) in OKLab and black (0, 0, 0); red is (0.62796, 0.22486, 0.12585).
    white, black, red = (_picture(colour) for colour in ((255, 255, 255), (0, 0, 0), (255, 0, 0)))

    assert distance(white, black).colour_error == pytest.approx(100, abs=0.01)
    assert distance(black, red).colour_error == pytest.approx(67.87, abs=0.05)


def test_noise_lowers_similarity_more_than_a_shift_of_brightness() -> None:
    random = np.random.default_rng(7)
    texture = np.zeros((64, 64, 4), np.uint8)
    texture[..., :3], texture[..., 3] = random.integers(60, 200, (64, 64, 1)), 255
    noisy, brighter = texture.copy(), texture.copy()
    noisy[..., :3] += random.integers(0, 41, (64, 64, 1), np.uint8)
    brighter[..., :3] += 20

    assert distance(texture, noisy).ssim < distance(texture, brighter).ssim < 1


def test_distances_add_up_by_pixels() -> None:
    parts = [Distance(1, 0.5, 0.2, 3.0), Distance(3, 0.5, 0.2, 5.0)]

    assert total(parts).mean_squared == 0.25
    assert total(parts).ssim == 0.9
    assert total(parts).colour_error == 2.0
    assert total([]).psnr_db == 99.0
