"""A process that keeps one studio for one worker: `python -m assets3d.pipeline.render.server CONTROL SETTINGS`.

CONTROL is an open socket to the worker: connections of clients come in over it, and FREE goes out whenever one has
been served. Started by `StudioProcess`.
"""

import json
import resource
import socket
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.isolation.confine import end_with_parent, gain_nothing, limit, step_back
from assets3d.pipeline.render.local import LocalStudio
from assets3d.pipeline.render.serve import Desk
from assets3d.pipeline.render.studio import Camera, Shot, Studio, StudioUnavailable
from assets3d.pipeline.render.watch import Watch, memory_in_use

CLIENT, FREE = b"c", b"f"
_FILE_BYTES, _OPEN_FILES = 1_000_000_000, 4096


@dataclass(frozen=True)
class StudioSettings:
    """When a studio is started anew.

    models: after so many have been shown. resting_bytes: when it keeps more memory than this after a client has
    left. working_bytes, request_seconds: when it takes more at any time, and whatever it does is broken off.
    """

    models: int = 300
    resting_bytes: int = 1_200_000_000
    working_bytes: int = 3_000_000_000
    request_seconds: float = 140.0
    has_low_priority: bool = False


def serve(control: socket.socket, studio: Studio, settings: StudioSettings, watch: Watch) -> None:
    """Serve clients one after another until the worker closes its end."""
    _warm_up(studio, watch)
    shown = 0
    while (client := _next_client(control)) is not None:
        desk = Desk(studio, watch)
        with client:
            desk.serve(client)
        control.sendall(FREE)
        shown += desk.shown
        if shown >= settings.models or memory_in_use() > settings.resting_bytes:
            studio.close()
            shown = 0
            _warm_up(studio, watch)


def _next_client(control: socket.socket) -> socket.socket | None:
    message, descriptors, _, _ = socket.recv_fds(control, len(CLIENT), 1)
    if message != CLIENT or not descriptors:
        return None
    return socket.socket(fileno=descriptors[0])


def _warm_up(studio: Studio, watch: Watch) -> None:
    """Show something, so that the browser, the viewer and its light are ready when the first client needs them."""
    try:
        with watch.working():
            studio.show(_triangle())
            studio.take([Shot(Camera(0, 75, 3, 30), 16)])
    except (StudioUnavailable, Defect):
        return  # the client is told when it asks


def _triangle() -> bytes:
    """A GLB with next to nothing in it."""
    corners = struct.pack("<9f", 0, 0, 0, 1, 0, 0, 0, 1, 0)
    positions = {
        "bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0]
    }  # fmt: skip
    document = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [positions],
        "bufferViews": [{"buffer": 0, "byteLength": len(corners)}],
        "buffers": [{"byteLength": len(corners)}],
    }
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    chunks = (
        struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(corners), b"BIN\0") + corners
    )
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def main(arguments: Sequence[str]) -> int:
    """Serve until the worker is gone."""
    end_with_parent()
    gain_nothing()
    limit({resource.RLIMIT_FSIZE: _FILE_BYTES, resource.RLIMIT_NOFILE: _OPEN_FILES})
    settings = StudioSettings(**json.loads(arguments[1]))
    if settings.has_low_priority:
        step_back()
    watch = Watch(settings.request_seconds, settings.working_bytes)
    watch.start()
    with socket.socket(fileno=int(arguments[0])) as control, LocalStudio() as studio:
        serve(control, studio, settings, watch)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
