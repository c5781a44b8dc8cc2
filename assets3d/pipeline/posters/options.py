"""Choices about posters."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PosterOptions:
    """How posters are taken. Light, shadow and the direction of sight are the shop's viewer's own.

    widths: sides of the square pictures in pixels, largest first; the largest is rendered, the others scaled.
    trial_width: side of the picture that decides how large the model stands in the others. It shows everything
    `trial_factor` times as large as the viewer would, so that a shadow is seen whole.
    quality: WebP quality (0-100) of the colours; transparency is kept exactly.
    """

    widths: tuple[int, ...] = (1024, 512, 256)
    trial_width: int = 320
    trial_factor: float = 0.7
    quality: int = 86
