"""A studio without a browser."""

from collections.abc import Mapping, Sequence

import numpy as np

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.render.studio import Camera, Picture, Shot, Shown, StudioUnavailable

CAMERA = Camera(10.0, 75.0, 2.5, 30.0, (0.1, 0.2, 0.3))
BAD, TOO_SLOW = b"bad", b"slow"


class FakeStudio:
    """Shows whatever it is given, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def show(self, glb: bytes) -> Shown:
        self.asked.append(glb)
        if glb == BAD:
            raise Defect("tier_not_shown", "the viewer cannot show this model")
        if glb == TOO_SLOW:
            raise StudioUnavailable("studio_timeout", "the browser took too long")
        return Shown(CAMERA, (1.0, 2.0, 3.0), 4.0, ("Red", "Größe"))

    def take(self, shots: Sequence[Shot]) -> list[Picture]:
        self.asked.extend(shots)
        return [
            np.arange(shot.side**2 * 4, dtype=np.uint8).reshape(shot.side, shot.side, 4) for shot in shots
        ]

    def exchange(self, images: Mapping[int, bytes | None]) -> None:
        self.asked.append(dict(images))

    def close(self) -> None:
        self.asked.append("close")
