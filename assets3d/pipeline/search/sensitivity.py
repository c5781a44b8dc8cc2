"""How much of a model's look depends on each of its images."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from assets3d.pipeline.search.options import SearchOptions
from assets3d.pipeline.search.pictures import Sight, Stage
from assets3d.pipeline.search.target import KINDS, Losses, StepListener, Target
from assets3d.pipeline.textures.canonical import Canonical
from assets3d.pipeline.textures.encode import Choice, EncodedImage, Format, encode
from assets3d.pipeline.textures.error import texture_error
from assets3d.pipeline.textures.resize import resized, smaller_size

# Below this a texture error is nothing, and dividing by it would say nothing.
_LEAST_ERROR = 1e-9
# On larger screens more is missing from a smaller picture than a search's own pictures show.
_UNSEEN_DETAIL = 1.5
Size = tuple[int, int]


@dataclass(frozen=True)
class ImageGroup:
    """An image as it is stored once: `numbers` are the document's images that share it."""

    numbers: tuple[int, ...]
    image: Canonical


@dataclass(frozen=True)
class Reduction:
    """A smaller picture, stored exactly: its size in pixels, its own texture error, and what it loses of the look."""

    size: Size
    error: float
    losses: Losses


@dataclass(frozen=True)
class Noise:
    """What a format's coding does to the look: (6,) losses that no quality mends, and for each unit of texture error.

    Eight bits of luma and chroma cannot hold every colour, so that AVIF shifts flat ones however many bytes it has.
    """

    floor: Losses
    slope: Losses


@dataclass(frozen=True)
class Sensitivity:
    """What an image does to the look, whatever it is stored as.

    noise: by format. reductions: the full size first.
    is_small: whether it is a small share of all bytes, so that it may cost some more.
    """

    group: ImageGroup
    noise: Mapping[Format, Noise]
    reductions: tuple[Reduction, ...]
    is_small: bool = False


def image_groups(images: Sequence[Canonical]) -> list[ImageGroup]:
    """The document's images, in order, as groups that share their bytes."""
    numbers: dict[int, list[int]] = {}
    for number, image in enumerate(images):
        numbers.setdefault(id(image), []).append(number)
    return [ImageGroup(tuple(found), images[found[0]]) for found in numbers.values()]


def measure_sensitivities(
    stage: Stage, groups: Sequence[ImageGroup], target: Target, options: SearchOptions, on_step: StepListener
) -> list[Sensitivity]:
    """Look at what a coarser encoding and smaller sizes of each image do; the source must be in the studio.

    What coding noise does is seen at one or two qualities, and follows the error in the texture. What a smaller
    picture does is seen for each size, because details that are too small to be seen are lost for nothing.
    """
    probes = [_probe(group.image, Format.AVIF, options.avif_probes[0], options) for group in groups]
    small = options.small_share * sum(len(probe.data) for probe in probes)
    found = []
    for number, (group, probe) in enumerate(zip(groups, probes, strict=True)):
        is_small = len(probe.data) < small
        sight = stage.sight(dict.fromkeys(group.numbers, probe.data))
        looker = _Looker(stage, group, target, options, sight)
        full = Reduction((probe.width, probe.height), 0.0, np.zeros(KINDS))
        avif = looker.avif_noise(probe)
        # Without luma and chroma there is nothing that no quality mends.
        exact = Noise(np.zeros(KINDS), avif.slope)
        noise = {Format.AVIF: avif, Format.AVIF_RGB: exact, Format.WEBP: looker.webp_noise() or exact}
        found.append(Sensitivity(group, noise, (full, *looker.reductions(full.size)), is_small))
        on_step(number + 1, len(groups))
    return found


def _probe(image: Canonical, image_format: Format, quality: int, options: SearchOptions) -> EncodedImage:
    size = smaller_size(image.width, image.height, options.largest_side)
    return encode(image, Choice(image_format, quality, *size))


@dataclass(frozen=True)
class _Looker:
    stage: Stage
    group: ImageGroup
    target: Target
    options: SearchOptions
    sight: Sight

    def seen(self, encoded: EncodedImage) -> Losses:
        """What the model loses with this picture."""
        images = dict.fromkeys(self.group.numbers, encoded.data)
        return self.target.losses(self.stage.loss_of(images, self.sight, self.options.glances))

    def avif_noise(self, coarse: EncodedImage) -> Noise:
        """Seen at two qualities, so that what does not grow with the error is told apart, or at one.

        coarse: what the sight saw.
        """
        image = self.group.image
        lost = self.target.losses(self.stage.apart(self.sight))
        error = max(texture_error(image, coarse), _LEAST_ERROR)
        if len(self.options.avif_probes) == 1:
            return Noise(np.zeros(KINDS), lost / error)
        fine = _probe(image, Format.AVIF, self.options.avif_probes[1], self.options)
        less, finer = self.seen(fine), texture_error(image, fine)
        slope = np.maximum(lost - less, 0) / max(error - finer, _LEAST_ERROR)
        return Noise(np.clip(less - slope * finer, 0, less), slope)

    def webp_noise(self) -> Noise | None:
        """Seen at one quality, if any; its encoder keeps the mean of flat colours."""
        if self.options.webp_probe is None:
            return None
        probe = _probe(self.group.image, Format.WEBP, self.options.webp_probe, self.options)
        error = max(texture_error(self.group.image, probe), _LEAST_ERROR)
        return Noise(np.zeros(KINDS), self.seen(probe) / error)

    def reductions(self, size: Size) -> Iterator[Reduction]:
        """Halves of a size, as long as they are worth trying."""
        for _ in range(self.options.halvings):
            size = (size[0] // 2, size[1] // 2)
            if min(size) < self.options.smallest_side:
                return
            exact = _exact(self.group.image, size)
            lost = self.seen(exact) * _UNSEEN_DETAIL
            if lost.max() > self.options.tolerable_reduction:
                return
            yield Reduction(size, texture_error(self.group.image, exact), lost)


def _exact(image: Canonical, size: Size) -> EncodedImage:
    """The image at another size, its pixels stored as they are and quickly rather than well."""
    pixels = resized(image, *size)
    picture = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    encoded = io.BytesIO()
    picture.save(encoded, "PNG", compress_level=1)
    return EncodedImage(encoded.getvalue(), "image/png", *size, image.source_bytes, *size)
