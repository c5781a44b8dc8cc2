"""Choices about textures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TextureOptions:
    """How textures are encoded.

    colour_quality, data_quality, normal_quality: WebP quality (0-100) of pictures, of maps whose channels are
        numbers, and of maps of directions, whose blocks would show in every reflection.
    effort: WebP's own scale from 0 (fast) to 6 (small).
    side: the longest side in pixels; longer images shrink to a power of two.
    """

    colour_quality: int = 82
    data_quality: int = 88
    normal_quality: int = 90
    effort: int = 4
    side: int = 2048
