"""A few encodings tell what the others would be."""

import numpy as np
import pytest
from PIL import Image

from assets3d.pipeline.textures.canonical import Canonical, canonical
from assets3d.pipeline.textures.encode import Choice, Format
from assets3d.pipeline.textures.rate_curve import RateCurve, RatePoint, measured, rate_curve
from tests.assets3d.pipeline.textures.pictures import COLOUR, png

_POINTS = (RatePoint(30, 1000, 1e-3), RatePoint(50, 2000, 5e-4), RatePoint(80, 6000, 1e-4))


def _clouds() -> Canonical:
    """Detail of every size, as pictures have it."""
    side = 192
    total = np.zeros((side, side, 3))
    for octave in range(2, 8):
        coarse = np.random.default_rng(octave).integers(0, 256, (2**octave, 2**octave, 3), np.uint8)
        total += (
            np.asarray(Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC)) / 2**octave
        )
    return canonical(png((total * 2).clip(0, 255).astype(np.uint8)), COLOUR)


@pytest.mark.parametrize("image_format", [Format.AVIF, Format.WEBP, Format.JPEG])
def test_curve_foretells_bytes_and_error(image_format: Format) -> None:
    image = _clouds()
    curve = rate_curve(image, image_format, (192, 192))

    for quality in (42, 58, 72):
        truth, expected = measured(image, Choice(image_format, quality, 192, 192)), curve.at(quality)

        assert expected.bytes == pytest.approx(truth.bytes, rel=0.08)
        assert expected.error == pytest.approx(truth.error, rel=0.08)


def test_curve_goes_through_what_was_measured() -> None:
    curve = RateCurve(Format.AVIF, 64, 64, _POINTS)

    for point in _POINTS:
        found = curve.at(point.quality)
        assert (found.bytes, found.error) == pytest.approx((point.bytes, point.error))


def test_curve_does_not_guess_outside_what_was_measured() -> None:
    curve = RateCurve(Format.AVIF, 64, 64, _POINTS)

    assert (curve.at(5).bytes, curve.at(100).bytes) == pytest.approx((1000, 6000))


def test_another_measurement_mends_the_curve() -> None:
    curve = RateCurve(Format.AVIF, 64, 64, _POINTS).with_point(RatePoint(60, 2500, 3e-4))

    assert [point.quality for point in curve.points] == [30, 50, 60, 80]
    assert curve.at(60).bytes == pytest.approx(2500)
    assert curve.choice(60) == Choice(Format.AVIF, 60, 64, 64)
