"""How much of anything a model may have."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """Limits on a source file. Sizes are bytes unless the name says otherwise.

    decoded_bytes: all accessors together once unpacked; one view may be read by many accessors.
    image_pixels: of one image; total_pixels: of all images together.
    """

    file_bytes: int = 500_000_000
    json_bytes: int = 16_000_000
    json_depth: int = 100
    decoded_bytes: int = 1_000_000_000
    embedded_bytes: int = 100_000_000
    nodes: int = 100_000
    node_depth: int = 256
    image_side: int = 8192
    image_pixels: int = 8192 * 8192
    total_pixels: int = 16 * 4096 * 4096
    image_frames: int = 1
