"""The ways to store each image of a model, with their bytes and with what each loses of the look."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from assets3d.pipeline.search.allocate import Component
from assets3d.pipeline.search.options import SearchOptions
from assets3d.pipeline.search.sensitivity import ImageGroup, Reduction, Sensitivity
from assets3d.pipeline.search.target import Losses
from assets3d.pipeline.textures.drawings import is_flat
from assets3d.pipeline.textures.encode import Choice, EncodedImage, Format, encode
from assets3d.pipeline.textures.rate_curve import measured, rate_curve
from assets3d.pipeline.textures.sample import Sample, sampled

# Pillow leaves the interpreter's lock while it encodes; two large images at once bound the memory.
_AT_ONCE = 2
_EXACT = 100
_RGB = 3


@dataclass(frozen=True)
class ImageChoices:
    """All ways to store one image, with what they lose as shares of the target."""

    group: ImageGroup
    choices: tuple[Choice, ...]
    component: Component


@dataclass(frozen=True)
class _Option:
    choice: Choice
    size: float
    losses: Losses


def image_choices(
    sensitivities: Sequence[Sensitivity], image_format: Format, options: SearchOptions
) -> list[ImageChoices]:
    """Every way to store each image in a format, lossless forms of it included where they may pay."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(lambda one: _choices(one, image_format, options), sensitivities))


def _choices(sensitivity: Sensitivity, image_format: Format, options: SearchOptions) -> ImageChoices:
    formats = [image_format]
    if image_format.is_avif and sensitivity.group.image.channels == _RGB:
        formats.append(Format.AVIF_RGB)
    sample = sampled(sensitivity.group.image, options.sampled_pixels)
    found = [
        option
        for each in formats
        for reduction in sensitivity.reductions
        for option in _of_size(sensitivity, reduction, each, sample, options)
    ]
    found += _lossless(sensitivity, image_format, options)
    component = Component(
        np.array([option.size for option in found]), np.array([option.losses for option in found])
    )
    return ImageChoices(sensitivity.group, tuple(option.choice for option in found), component)


def _of_size(
    sensitivity: Sensitivity,
    reduction: Reduction,
    image_format: Format,
    sample: Sample,
    options: SearchOptions,
) -> Iterator[_Option]:
    anchors = options.anchors(image_format)
    curve = rate_curve(sample.image, image_format, sample.size(reduction.size), anchors)
    for quality in range(anchors[0], anchors[-1] + 1, options.quality_step):
        point = curve.at(quality)
        choice = Choice(image_format, quality, *reduction.size)
        yield _option(sensitivity, reduction, choice, point.bytes * sample.times, point.error)


def _option(
    sensitivity: Sensitivity, reduction: Reduction, choice: Choice, size: float, error: float
) -> _Option:
    noise = sensitivity.noise[choice.format]
    lost = noise.floor + noise.slope * max(error - reduction.error, 0.0)
    return _Option(choice, size, reduction.losses + lost)


def _lossless(sensitivity: Sensitivity, image_format: Format, options: SearchOptions) -> Iterator[_Option]:
    """Lossless WebP, exact for flat pictures; rounded for maps of numbers that must do without AVIF, whose chroma
    lossy WebP would halve."""
    image, full = sensitivity.group.image, sensitivity.reductions[0]
    qualities = [_EXACT] if sensitivity.is_small or is_flat(image) else []
    is_moderate = full.size[0] * full.size[1] <= options.lossless_pixels
    if image_format is Format.WEBP and not image.use.is_colour and is_moderate:
        qualities += [60, 40, 20]
    for quality in qualities:
        choice = Choice(Format.WEBP_LOSSLESS, quality, *full.size)
        point = measured(image, choice)
        # Rounded numbers err in every channel alike, as AVIF's do.
        yield _Option(choice, point.bytes, sensitivity.noise[Format.AVIF].slope * point.error)


def encode_choices(chosen: Mapping[ImageGroup, Choice], count: int) -> list[EncodedImage]:
    """The images of a document, in its order, each as chosen for its group; equal ones are the same object."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        encoded = list(pool.map(lambda pair: encode(pair[0].image, pair[1]), chosen.items()))
    images: dict[int, EncodedImage] = {}
    for group, stored in zip(chosen, encoded, strict=True):
        images |= dict.fromkeys(group.numbers, stored)
    return [images[number] for number in range(count)]
