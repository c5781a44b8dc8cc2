"""What an image would weigh and lose at any quality, told from a few encodings."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from assets3d.pipeline.textures.canonical import Canonical
from assets3d.pipeline.textures.encode import Choice, Format, encode
from assets3d.pipeline.textures.error import texture_error

# (quality, the encoder's quantiser step there). Bytes and errors are nearly powers of the step.
# AVIF: libavif's quality to AV1's AC quantisers. JPEG: libjpeg's scale. WebP: libwebp's.
_AVIF_STEPS = (
    (0, 1828), (10, 1087), (20, 639), (30, 408), (40, 265), (50, 176), (60, 112), (70, 83), (80, 59), (90, 31),
    (100, 4),
)  # fmt: skip
_NEIGHBOURS = 3
# Far below half a step of a byte: stands for no error at all.
_LEAST = 1e-8


@dataclass(frozen=True)
class RatePoint:
    """Bytes, and the mean squared error as `texture_error` has it, at a quality."""

    quality: int
    bytes: float
    error: float


@dataclass(frozen=True)
class RateCurve:
    """One image in one format and size over all qualities; `points` were measured, lowest quality first.

    Between them, bytes and errors are right within 3 % (nine in ten) where points are at most 25 apart.
    """

    format: Format
    width: int
    height: int
    points: tuple[RatePoint, ...]

    def at(self, quality: int) -> RatePoint:
        """What to expect; qualities outside the measured ones get the nearest one's figures."""
        low, high = self.points[0].quality, self.points[-1].quality
        quality = min(max(quality, low), high)
        nearest = self._nearest(quality)
        place = _place(self.format, quality)
        places = [_place(self.format, point.quality) for point in nearest]
        size = _through(places, [math.log(point.bytes) for point in nearest], place)
        error = _through(places, [math.log(max(point.error, _LEAST)) for point in nearest], place)
        return RatePoint(quality, math.exp(size), math.exp(error))

    def with_point(self, point: RatePoint) -> "RateCurve":
        """The curve once another encoding has been measured."""
        kept = [known for known in self.points if known.quality != point.quality]
        points = tuple(sorted([*kept, point], key=lambda known: known.quality))
        return RateCurve(self.format, self.width, self.height, points)

    def choice(self, quality: int) -> Choice:
        """The point of the search that a quality stands for."""
        return Choice(self.format, quality, self.width, self.height)

    def _nearest(self, quality: int) -> Sequence[RatePoint]:
        after = bisect_left([point.quality for point in self.points], quality)
        start = min(max(0, after - 2), max(0, len(self.points) - _NEIGHBOURS))
        return self.points[start : start + _NEIGHBOURS]


def rate_curve(
    image: Canonical,
    image_format: Format,
    size: tuple[int, int],
    qualities: Sequence[int] = (30, 50, 65, 80),
) -> RateCurve:
    """Encode at each of the qualities, which should span what will be asked for. size: (width, height)."""
    points = tuple(
        measured(image, Choice(image_format, quality, *size)) for quality in sorted(set(qualities))
    )
    return RateCurve(image_format, *size, points)


def measured(image: Canonical, choice: Choice) -> RatePoint:
    """Encode, and measure what came out."""
    encoded = encode(image, choice)
    return RatePoint(choice.quality, len(encoded.data), texture_error(image, encoded))


def _place(image_format: Format, quality: int) -> float:
    """Where a quality lies on an axis on which logarithms of bytes and errors are nearly straight."""
    if image_format.is_avif:
        after = min(max(1, math.ceil(quality / 10)), len(_AVIF_STEPS) - 1)
        (low, from_step), (high, to_step) = _AVIF_STEPS[after - 1], _AVIF_STEPS[after]
        share = (quality - low) / (high - low)
        return math.log(from_step) * (1 - share) + math.log(to_step) * share
    if image_format is Format.JPEG:
        scale = 5000 / max(1, quality) if quality < 50 else 200 - 2 * quality
        return math.log(max(1.0, scale))
    share = quality / 150 if quality < 75 else quality / 50 - 1
    return -math.log(1.03 - math.cbrt(share))


def _through(places: Sequence[float], values: Sequence[float], place: float) -> float:
    """The polynomial through all the points (Lagrange), at one place."""
    total = 0.0
    for number, value in enumerate(values):
        weight = 1.0
        for other, known in enumerate(places):
            if other != number:
                weight *= (place - known) / (places[number] - known)
        total += value * weight
    return total
