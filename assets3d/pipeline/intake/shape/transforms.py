"""Matrices, 4 by 4, for column vectors."""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
# A quarter turn about X: what pointed along +Z points along +Y.
Z_UP: Matrix = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1]], np.float64)
X_UP: Matrix = np.array([[0, -1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], np.float64)


def placed(upper: Matrix) -> Matrix:
    """The three upper rows of an affine transform, completed."""
    return np.vstack([upper, [0.0, 0.0, 0.0, 1.0]])


def scaled(scale: float) -> Matrix:
    """Larger by `scale` in all directions."""
    return np.diag([scale, scale, scale, 1.0])
