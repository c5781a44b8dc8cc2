"""Random fields that repeat seamlessly. Images are (rows, columns) of float32."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]


def soft_noise(
    size: int, rng: np.random.Generator, *, grain: float | tuple[float, float], slope: float = 0.0
) -> Field:
    """Smooth noise with features of about `grain` pixels (or (rows, columns) of them), mean 0 and spread 1.

    `slope` above 0 adds finer octaves: 1 is cloud-like, 0 is one scale only.
    """
    tall, wide = (grain, grain) if isinstance(grain, int | float) else grain
    rows = np.fft.fftfreq(size).astype(np.float32)[:, None] * tall
    columns = np.fft.rfftfreq(size).astype(np.float32)[None, :] * wide
    distance = rows**2 + columns**2
    gain = np.exp(-distance * 2.0) if slope <= 0 else (1 + distance * 8) ** (-1.0 / slope)
    spectrum = np.fft.rfft2(rng.standard_normal((size, size), dtype=np.float32)) * gain.astype(np.float32)
    spectrum[0, 0] = 0
    field = np.fft.irfft2(spectrum, s=(size, size)).astype(np.float32)
    return np.asarray(field / max(float(field.std()), 1e-9), dtype=np.float32)


def cells(size: int, rng: np.random.Generator, count: int) -> tuple[Field, Field, npt.NDArray[np.int64]]:
    """Distances, in cell widths, to the nearest and second nearest of count x count scattered points, and which.

    Worley, "A cellular texture basis function" (SIGGRAPH 1996), on a jittered grid that wraps around.
    """
    jitter = rng.random((count, count, 2), dtype=np.float32)
    place = (np.arange(size, dtype=np.float32) + 0.5) * count / size
    row, column = place[:, None], place[None, :]
    row_cell, column_cell = row.astype(np.int64), column.astype(np.int64)
    nearest = np.full((size, size), np.inf, dtype=np.float32)
    second = nearest.copy()
    owner = np.zeros((size, size), dtype=np.int64)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            near_row, near_column = row_cell + down, column_cell + right
            point = jitter[near_row % count, near_column % count]
            distance = np.hypot(near_row + point[..., 0] - row, near_column + point[..., 1] - column)
            is_nearer = distance < nearest
            second = np.where(is_nearer, nearest, np.minimum(second, distance))
            owner = np.where(is_nearer, (near_row % count) * count + near_column % count, owner)
            nearest = np.minimum(nearest, distance)
    return nearest, second, owner


def stamped(field: Field, stamp: Field, row: int, column: int) -> None:
    """Raise `field` to at least `stamp` around a place, wrapping at the borders. Changes `field`."""
    rows = (np.arange(stamp.shape[0]) + row) % field.shape[0]
    columns = (np.arange(stamp.shape[1]) + column) % field.shape[1]
    spot = np.ix_(rows, columns)
    field[spot] = np.maximum(field[spot], stamp)


def stepped(values: Field, low: float, high: float) -> Field:
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), dtype=np.float32)


def ramp(values: Field, colours: Sequence[str]) -> Field:
    """Colours (rows, columns, 3) of sRGB 0 to 1 for values of 0 to 1, evenly between the given "#rrggbb"."""
    stops = (
        np.array([[int(text[i : i + 2], 16) for i in (1, 3, 5)] for text in colours], dtype=np.float32) / 255
    )
    where = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(values, where, stops[:, channel]) for channel in range(3)], axis=-1).astype(
        np.float32
    )
