"""Let one client after another use a studio. Clients are processes that have met a hostile file: nothing they say is trusted."""

import dataclasses
import math
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.render.studio import Camera, Shot, Studio, StudioUnavailable
from assets3d.pipeline.render.watch import Watch
from assets3d.pipeline.render.wire import (
    Message,
    MessageBounds,
    WireError,
    receive,
    send,
    wait_for_message,
)

# A client that has begun to speak, or is to listen, does so within this time.
_MESSAGE_SECONDS = 60.0
_LARGEST_SIDE = 4096
_LONGEST_NAME = 4096


@dataclass
class Desk:
    """Serves one client.

    shown: how many models it had shown. What the client before has shown stays in the studio, but this one can
    only see what it has shown itself.
    """

    studio: Studio
    watch: Watch
    bounds: MessageBounds = field(default_factory=MessageBounds)
    shown: int = 0

    def serve(self, client: socket.socket) -> None:
        """Answer until the client leaves or breaks the rules."""
        while True:
            try:
                wait_for_message(client)
                request = receive(client, self.bounds, _MESSAGE_SECONDS)
                with self.watch.working():
                    answer = self._answer(request)
                send(client, answer, _MESSAGE_SECONDS)
            except WireError:
                return

    def _answer(self, request: Message) -> Message:
        try:
            return self._done(request)
        except StudioUnavailable as problem:
            return _told(problem.code, str(problem), is_defect=False)
        except Defect as problem:
            return _told(problem.code, problem.message, is_defect=True)

    def _done(self, request: Message) -> Message:
        what = request.header.get("do")
        if what == "show" and len(request.blobs) == 1:
            self.shown += 1
            return Message(dataclasses.asdict(self.studio.show(request.blobs[0])))
        if what == "take" and self.shown:
            picture = self.studio.take([_shot(request.header.get("shot"))])[0]
            return Message({}, [picture.tobytes()])
        if what == "exchange" and self.shown:
            self.studio.exchange(_images(request.header, request.blobs))
            return Message({})
        raise WireError("no such request, or none that is allowed now")


def _told(code: str, message: str, *, is_defect: bool) -> Message:
    return Message({"problem": {"code": code, "message": message[:1000], "is_defect": is_defect}})


def _shot(given: object) -> Shot:
    try:
        return _checked_shot(given)  # type: ignore[arg-type]  # whatever it is not, it raises
    except (TypeError, KeyError, ValueError, OverflowError):
        raise WireError("the shot is not one") from None


def _checked_shot(given: Mapping[str, Any]) -> Shot:
    camera, side, variant = given["camera"], given["side"], given["variant"]
    x, y, z = (_number(value) for value in camera["aim"])
    if type(side) is not int or not 1 <= side <= _LARGEST_SIDE:
        raise ValueError(side)
    if variant is not None and (not isinstance(variant, str) or len(variant) > _LONGEST_NAME):
        raise ValueError(variant)
    names = ("theta_degrees", "phi_degrees", "radius", "field_of_view_degrees")
    theta, phi, radius, field_of_view = (_number(camera[name]) for name in names)
    return Shot(
        Camera(theta, phi, radius, field_of_view, (x, y, z)), side, variant, bool(given["has_shadow"])
    )


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(value)
    return float(value)


def _images(header: Mapping[str, Any], contents: Sequence[bytes]) -> dict[int, bytes | None]:
    changed, back = header.get("changed"), header.get("back")
    if not isinstance(changed, list) or not isinstance(back, list) or len(changed) != len(contents):
        raise WireError("the images are not as many as their numbers")
    if any(type(image) is not int for image in (*changed, *back)):
        raise WireError("the number of an image is none")
    return {**dict.fromkeys(back), **dict(zip(changed, contents, strict=True))}
