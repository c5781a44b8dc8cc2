"""Telling drawings from pictures."""

from assets3d.pipeline.textures.canonical import Canonical

# In drawings nearly every pixel repeats its neighbour: 0.98 and more in palettes and masks, below 0.91 in pictures.
_FLAT_SHARE = 0.95
_ROWS = 256


def is_flat(image: Canonical) -> bool:
    """Whether an image is a drawing rather than a picture, so that storing it without loss is no waste."""
    pixels = image.pixels
    if pixels.shape[1] == 1:
        return True
    # Some rows tell enough, and a huge image is not compared whole.
    rows = pixels[:: max(1, len(pixels) // _ROWS)]
    repeats = (rows[:, 1:] == rows[:, :-1]).all(axis=2).mean()
    return bool(repeats >= _FLAT_SHARE)
