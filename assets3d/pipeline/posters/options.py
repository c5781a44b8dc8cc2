"""Choices about posters."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PosterOptions:
    """How posters are taken.

    widths: sides of the square pictures in pixels, largest first; the largest is rendered, the others scaled.
    orbit: the camera in <model-viewer>'s words: angle around, angle from above, distance (of the framed one).
    quality: WebP quality (0-100) of the colours; transparency is kept exactly.
    load_seconds, picture_seconds: how long the browser may take for the model and for each picture.
    """

    widths: tuple[int, ...] = (1024, 512, 256)
    orbit: str = "30deg 75deg 105%"
    shadow_intensity: float = 0.8
    shadow_softness: float = 1.0
    exposure: float = 1.0
    quality: int = 86
    load_seconds: float = 60.0
    picture_seconds: float = 30.0
