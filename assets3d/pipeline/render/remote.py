"""A studio in another process, at the other end of a connected socket."""

import dataclasses
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.render.studio import Camera, Picture, Shot, Shown, StudioUnavailable
from assets3d.pipeline.render.wire import Message, MessageBounds, WireError, WireTimeout, receive, send

# The studio gives up on its browser by itself and says so; this is for a studio that is stuck as a whole.
_SECONDS = 150.0


@dataclass
class RemoteStudio:
    """See `Studio`. `descriptor` is an open, connected Unix socket, which is owned from now on.

    Once the connection has broken every call raises StudioUnavailable.
    """

    descriptor: int
    seconds: float = _SECONDS
    _connection: socket.socket | None = field(init=False)

    def __post_init__(self) -> None:
        self._connection = socket.socket(fileno=self.descriptor)

    def show(self, glb: bytes) -> Shown:
        found = self._ask({"do": "show"}, [glb]).header
        x, y, z = found["middle"]
        return Shown(_camera(found["camera"]), (x, y, z), found["reach"], tuple(found["variants"]))

    def take(self, shots: Sequence[Shot]) -> list[Picture]:
        # One by one, so that the time allowed is that of one picture.
        return [self._take(shot) for shot in shots]

    def exchange(self, images: Mapping[int, bytes | None]) -> None:
        changed = {image: content for image, content in images.items() if content is not None}
        back = [image for image in images if image not in changed]
        request = {"do": "exchange", "changed": list(changed), "back": back}
        self._ask(request, list(changed.values()))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _take(self, shot: Shot) -> Picture:
        answer = self._ask({"do": "take", "shot": dataclasses.asdict(shot)})
        pixels = np.frombuffer(answer.blobs[0], np.uint8)
        return pixels.reshape(shot.side, shot.side, 4).copy()

    def _ask(self, request: Mapping[str, Any], blobs: Sequence[bytes] = ()) -> Message:
        if self._connection is None:
            raise StudioUnavailable("studio_broken", "the connection to the studio is closed")
        try:
            send(self._connection, Message(request, blobs), self.seconds)
            answer = receive(self._connection, MessageBounds(), self.seconds)
        except WireTimeout as error:
            self.close()
            raise StudioUnavailable("studio_timeout", f"the studio took too long: {error}") from None
        except WireError as error:
            self.close()
            raise StudioUnavailable("studio_broken", f"the studio is gone: {error}") from None
        problem = answer.header.get("problem")
        if problem is None:
            return answer
        if problem["is_defect"]:
            raise Defect(problem["code"], problem["message"])
        raise StudioUnavailable(problem["code"], problem["message"])


def _camera(found: Mapping[str, Any]) -> Camera:
    x, y, z = found["aim"]
    return Camera(
        found["theta_degrees"],
        found["phi_degrees"],
        found["radius"],
        found["field_of_view_degrees"],
        (x, y, z),
    )
