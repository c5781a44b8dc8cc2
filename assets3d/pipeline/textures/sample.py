"""A part of a large picture that tells how well the whole can be stored."""

from dataclasses import dataclass, replace

import numpy as np

from assets3d.pipeline.textures.canonical import Canonical

# AV1 codes blocks of at most this side and WebP's macroblocks divide it, so that strips of it cut none in two.
_STRIP = 128


@dataclass(frozen=True)
class Sample:
    """image: some rows of the picture. times: how much larger the whole is."""

    image: Canonical
    times: float

    def size(self, whole: tuple[int, int]) -> tuple[int, int]:
        """(width, height) that the part has where the whole is stored at this one."""
        return whole[0], max(1, round(whole[1] / self.times))


def sampled(image: Canonical, pixels: int) -> Sample:
    """Strips of full width, evenly spread: about so many pixels of a picture that has more."""
    strips = image.height // _STRIP
    step = min(round(image.width * image.height / pixels), strips)
    if step <= 1:
        return Sample(image, 1.0)
    chosen = range(step // 2, strips, step)
    rows = np.concatenate([np.arange(strip * _STRIP, (strip + 1) * _STRIP) for strip in chosen])
    part = replace(image, pixels=image.pixels[rows], _sizes={})
    return Sample(part, image.height / part.height)
