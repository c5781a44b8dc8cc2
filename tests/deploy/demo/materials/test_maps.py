"""Maps tile, and their bumps are bumps."""

import io

import numpy as np
import pytest
from PIL import Image

from deploy.local.demo.materials.maps import Relief, relief_maps
from deploy.local.demo.materials.noise import Field, cells, soft_noise
from deploy.local.demo.materials.wood import OAK, sawn


def _bump(size: int = 64) -> Field:
    """A hill in the middle of a tile."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    return np.asarray(np.exp(-((x**2 + y**2) / 0.02)).astype(np.float32) * np.float32(0.05))


def test_normals_of_a_hill_lean_away_from_its_top() -> None:
    relief = Relief(_bump(), np.full((64, 64), 0.5, dtype=np.float32))

    texture = relief_maps("Hill", relief, 1.0, image_format="PNG").normal

    assert texture is not None
    pixels = np.asarray(Image.open(io.BytesIO(texture.data)), dtype=int) - 128
    assert pixels[32, 40, 0] > 20
    assert pixels[32, 24, 0] < -20
    # Green points up the image: above the top the surface leans up, below it down.
    assert pixels[24, 32, 1] > 20
    assert pixels[40, 32, 1] < -20


@pytest.mark.parametrize("axis", [0, 1])
def test_fields_repeat_without_a_seam(axis: int) -> None:
    fields = {
        "noise": soft_noise(128, np.random.default_rng(1), grain=9.0),
        "cells": cells(128, np.random.default_rng(1), 8)[0],
        "oak": sawn(OAK, size=256, seed=1).tone,
    }

    for name, field in fields.items():
        inside = np.abs(np.diff(field, axis=axis)).mean()
        seam = np.abs(np.take(field, 0, axis=axis) - np.take(field, -1, axis=axis)).mean()
        assert seam < 1.6 * inside, name
