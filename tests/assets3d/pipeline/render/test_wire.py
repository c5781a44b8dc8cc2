"""Messages arrive whole or not at all, and no length is believed."""

import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from assets3d.pipeline.render.wire import (
    Message,
    MessageBounds,
    WireClosed,
    WireError,
    WireTimeout,
    receive,
    send,
    wait_for_message,
)

Pair = tuple[socket.socket, socket.socket]
BOUNDS = MessageBounds(header_bytes=100, blobs=2, blob_bytes=1000)
MARK = 0x56544E31


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_message_arrives_as_it_was_sent(pair: Pair) -> None:
    message = Message({"do": "show", "Größe": [1, None]}, (b"", b"\0" * 500))
    send(pair[0], message, 5)

    wait_for_message(pair[1])
    received = receive(pair[1], BOUNDS, 5)

    assert (dict(received.header), received.blobs) == (message.header, message.blobs)


def test_message_larger_than_the_sockets_buffer_arrives(pair: Pair) -> None:
    content = bytes(range(256)) * 40_000
    sender = threading.Thread(target=send, args=(pair[0], Message({}, [content]), 20))
    sender.start()

    received = receive(pair[1], MessageBounds(), 20)

    sender.join()
    assert received.blobs == (content,)


@pytest.mark.parametrize(
    "start",
    [
        struct.pack("!III", 1, 2, 0),
        struct.pack("!III", MARK, 101, 0),
        struct.pack("!III", MARK, 2, 3),
        struct.pack("!III", MARK, 2, 0xFFFFFFFF),
        struct.pack("!IIIQ", MARK, 2, 1, 1001),
        struct.pack("!IIIQQ", MARK, 2, 2, 1 << 63, 1 << 63),
        struct.pack("!III", MARK, 2, 0) + b"[]",
        struct.pack("!III", MARK, 2, 0) + b"{!",
        struct.pack("!III", MARK, 2, 0) + b"\xff\xff",
        struct.pack("!III", MARK, 100, 0) + b"[" * 100,
    ],
)
def test_message_that_breaks_a_rule_is_refused(pair: Pair, start: bytes) -> None:
    pair[0].sendall(start)

    with pytest.raises(WireError) as problem:
        receive(pair[1], BOUNDS, 5)

    assert type(problem.value) is WireError


def test_deep_header_is_refused(pair: Pair) -> None:
    deep = b"[" * 100_000
    pair[0].sendall(struct.pack("!III", MARK, len(deep), 0) + deep)

    with pytest.raises(WireError, match="not JSON"):
        receive(pair[1], MessageBounds(), 5)


def test_half_a_message_is_not_waited_for(pair: Pair) -> None:
    pair[0].sendall(struct.pack("!III", MARK, 50, 0) + b"{")

    with pytest.raises(WireTimeout):
        receive(pair[1], BOUNDS, 0.05)


def test_message_that_nobody_takes_is_given_up(pair: Pair) -> None:
    with pytest.raises(WireTimeout):
        send(pair[0], Message({}, [bytes(10_000_000)]), 0.05)


def test_closed_end_is_told(pair: Pair) -> None:
    pair[0].close()

    with pytest.raises(WireClosed):
        wait_for_message(pair[1])
    with pytest.raises(WireClosed):
        receive(pair[1], BOUNDS, 5)
    with pytest.raises(WireClosed):
        send(pair[1], Message({}), 5)
