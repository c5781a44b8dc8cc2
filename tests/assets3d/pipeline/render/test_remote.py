"""A studio in another process is used as if it were here, by clients that nobody trusts."""

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace

import numpy as np
import pytest

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.render.remote import RemoteStudio
from assets3d.pipeline.render.serve import Desk
from assets3d.pipeline.render.server import CLIENT, FREE, StudioSettings, serve
from assets3d.pipeline.render.studio import Shot, Shown, StudioUnavailable
from assets3d.pipeline.render.watch import Watch
from assets3d.pipeline.render.wire import Message, MessageBounds, WireClosed, receive, send
from tests.assets3d.pipeline.render.fake import BAD, CAMERA, TOO_SLOW, FakeStudio

SHOT = Shot(CAMERA, 5, "Größe", has_shadow=True)


def _watch() -> Watch:
    return Watch(60, 1 << 62)


@pytest.fixture
def fake() -> FakeStudio:
    return FakeStudio()


@pytest.fixture
def client(fake: FakeStudio) -> Iterator[socket.socket]:
    ours, theirs = socket.socketpair()
    server = threading.Thread(target=_serve_and_leave, args=(Desk(fake, _watch()), theirs))
    server.start()
    yield ours
    ours.close()
    server.join()


def _serve_and_leave(desk: Desk, client: socket.socket) -> None:
    with client:
        desk.serve(client)


@pytest.fixture
def remote(client: socket.socket) -> Iterator[RemoteStudio]:
    studio = RemoteStudio(os.dup(client.fileno()), seconds=20)
    client.close()
    yield studio
    studio.close()


def test_remote_studio_passes_everything_on_as_it_is(remote: RemoteStudio, fake: FakeStudio) -> None:
    shown = remote.show(b"model")
    pictures = remote.take([SHOT, replace(SHOT, side=3, variant=None)])
    remote.exchange({3: b"picture", 1: None, 2: b""})

    assert shown == Shown(CAMERA, (1.0, 2.0, 3.0), 4.0, ("Red", "Größe"))
    assert [picture.shape for picture in pictures] == [(5, 5, 4), (3, 3, 4)]
    assert np.array_equal(pictures[0], FakeStudio().take([SHOT])[0])
    assert fake.asked == [
        b"model", SHOT, replace(SHOT, side=3, variant=None), {3: b"picture", 1: None, 2: b""}
    ]  # fmt: skip


def test_errors_come_through_and_the_studio_goes_on(remote: RemoteStudio) -> None:
    with pytest.raises(Defect) as defect:
        remote.show(BAD)
    with pytest.raises(StudioUnavailable) as problem:
        remote.show(TOO_SLOW)

    assert (defect.value.code, defect.value.message) == (
        "tier_not_shown",
        "the viewer cannot show this model",
    )
    assert (problem.value.code, str(problem.value)) == ("studio_timeout", "the browser took too long")
    assert remote.show(b"model").reach == 4.0


def test_closed_studio_is_unavailable(remote: RemoteStudio) -> None:
    remote.close()

    with pytest.raises(StudioUnavailable) as problem:
        remote.show(b"model")

    assert problem.value.code == "studio_broken"


def test_studio_that_is_gone_or_silent_is_unavailable() -> None:
    gone, silent = socket.socketpair(), socket.socketpair()
    gone[1].close()

    codes = []
    for ours, _ in (gone, silent):
        with pytest.raises(StudioUnavailable) as problem:
            RemoteStudio(ours.detach(), seconds=0.1).show(b"model")
        codes.append(problem.value.code)

    silent[1].close()
    assert codes == ["studio_broken", "studio_timeout"]


def _shot(**changes: object) -> Mapping[str, object]:
    return {"do": "take", "shot": {**asdict(SHOT), **changes}}


@pytest.mark.parametrize(
    "request_",
    [
        Message({}),
        Message({"do": ["show"]}, [b"model"]),
        Message({"do": "show"}),
        Message({"do": "show"}, [b"one", b"two"]),
        Message({"do": "take"}),
        Message({"do": "take", "shot": [1]}),
        Message(_shot(side=0)),
        Message(_shot(side=100_000)),
        Message(_shot(side=True)),
        Message(_shot(side=2.5)),
        Message(_shot(variant=7)),
        Message(_shot(variant="x" * 5000)),
        Message(_shot(camera=None)),
        Message(_shot(camera={**asdict(CAMERA), "radius": float("inf")})),
        Message(_shot(camera={**asdict(CAMERA), "radius": 10**400})),
        Message(_shot(camera={**asdict(CAMERA), "aim": [0, 0]})),
        Message({"do": "exchange", "changed": [1], "back": []}),
        Message({"do": "exchange", "changed": ["1"], "back": []}, [b"picture"]),
        Message({"do": "exchange", "changed": None, "back": None}),
        Message({"do": "close"}),
    ],
)
def test_client_that_breaks_the_rules_is_shown_out(
    client: socket.socket, fake: FakeStudio, request_: Message
) -> None:
    send(client, Message({"do": "show"}, [b"model"]), 20)
    receive(client, MessageBounds(), 20)

    send(client, request_, 20)

    with pytest.raises(WireClosed):
        receive(client, MessageBounds(), 20)
    assert fake.asked == [b"model"]


@pytest.mark.parametrize(
    "request_", [Message(_shot()), Message({"do": "exchange", "changed": [], "back": [1]})]
)
def test_nobody_sees_what_the_client_before_has_shown(
    client: socket.socket, fake: FakeStudio, request_: Message
) -> None:
    fake.show(b"somebody else's model")

    send(client, request_, 20)

    with pytest.raises(WireClosed):
        receive(client, MessageBounds(), 20)
    assert fake.asked == [b"somebody else's model"]


def _serve_three(fake: FakeStudio, settings: StudioSettings) -> list[object]:
    """Serve a client that leaves in the middle of a message, and two that show a model; what was asked."""
    control, theirs = socket.socketpair()
    server = threading.Thread(target=serve, args=(theirs, fake, settings, _watch()))
    server.start()
    for content in (None, b"first", b"second"):
        ours, other = socket.socketpair()
        with ours:
            socket.send_fds(control, [CLIENT], [other.fileno()])
            other.close()
            if content is None:
                ours.sendall(b"VT")
            else:
                send(ours, Message({"do": "show"}, [content]), 20)
                receive(ours, MessageBounds(), 20)
        assert control.recv(1) == FREE
    control.close()
    server.join()
    theirs.close()
    return [one for one in fake.asked if one in (b"first", b"second", "close")]


def test_clients_are_served_one_after_another_whatever_one_does(fake: FakeStudio) -> None:
    assert _serve_three(fake, StudioSettings(resting_bytes=1 << 62)) == [b"first", b"second"]


def test_studio_starts_anew_after_so_many_models(fake: FakeStudio) -> None:
    asked = _serve_three(fake, StudioSettings(models=1, resting_bytes=1 << 62))

    assert asked == [b"first", "close", b"second", "close"]


def test_studio_that_keeps_too_much_memory_starts_anew(fake: FakeStudio) -> None:
    asked = _serve_three(fake, StudioSettings(resting_bytes=1))

    assert asked == ["close", b"first", "close", b"second", "close"]
