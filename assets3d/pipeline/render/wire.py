"""Messages between a studio and whoever uses it from another process: a JSON header, and bytes as they are.

A message is `!III` (a mark, bytes of the header, number of blobs), the length of each blob as `!Q`, the header and
the blobs. Either end may be hostile, so every length is checked before anything is reserved for it.
"""

import json
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

_START = struct.Struct("!III")
_LENGTH = struct.Struct("!Q")
_MARK = 0x56544E31
_PIECE = 1 << 20


class WireError(Exception):
    """The other end is gone, is late, or does not keep to the rules; the connection is of no further use."""


class WireClosed(WireError):
    """The other end has closed the connection."""


class WireTimeout(WireError):
    """The other end took longer than it may."""


@dataclass(frozen=True)
class MessageBounds:
    """The largest message that is taken in; sizes in bytes, `blob_bytes` of all blobs together."""

    header_bytes: int = 1 << 20
    blobs: int = 1024
    blob_bytes: int = 600_000_000


@dataclass(frozen=True)
class Message:
    """A JSON object and what goes with it."""

    header: Mapping[str, Any]
    blobs: Sequence[bytes] = ()


def send(connection: socket.socket, message: Message, seconds: float) -> None:
    """Send a message; raises WireError when it is not taken within `seconds`."""
    header = json.dumps(dict(message.header)).encode()
    lengths = b"".join(_LENGTH.pack(len(blob)) for blob in message.blobs)
    start = _START.pack(_MARK, len(header), len(message.blobs)) + lengths + header
    deadline = time.monotonic() + seconds
    for part in (start, *message.blobs):
        _send_all(connection, memoryview(part), deadline)


def wait_for_message(connection: socket.socket) -> None:
    """Wait for ever until a message begins; raises WireClosed when none will."""
    connection.settimeout(None)
    try:
        begins = connection.recv(1, socket.MSG_PEEK)
    except OSError as error:
        raise WireClosed(f"the connection broke: {error.strerror}") from None
    if not begins:
        raise WireClosed("the connection was closed")


def receive(connection: socket.socket, bounds: MessageBounds, seconds: float) -> Message:
    """Take a message in; raises WireError when it is not there within `seconds` or breaks a bound."""
    deadline = time.monotonic() + seconds
    mark, header_length, count = _START.unpack(_receive_all(connection, _START.size, deadline))
    if mark != _MARK or header_length > bounds.header_bytes or count > bounds.blobs:
        raise WireError("the message does not begin as messages do")
    lengths = [
        length for (length,) in _LENGTH.iter_unpack(_receive_all(connection, count * _LENGTH.size, deadline))
    ]
    if sum(lengths) > bounds.blob_bytes:
        raise WireError("the message is too large")
    header = _parsed(_receive_all(connection, header_length, deadline))
    return Message(header, tuple(_receive_all(connection, length, deadline) for length in lengths))


def _parsed(header: bytes) -> Mapping[str, Any]:
    try:
        parsed = json.loads(header)
    except (ValueError, RecursionError):
        raise WireError("the message's header is not JSON") from None
    if not isinstance(parsed, dict):
        raise WireError("the message's header is not an object")
    return MappingProxyType(parsed)


def _send_all(connection: socket.socket, part: memoryview, deadline: float) -> None:
    while part:
        _limit(connection, deadline)
        try:
            part = part[connection.send(part[:_PIECE]) :]
        except TimeoutError:
            raise WireTimeout("the message was not taken in time") from None
        except OSError as error:
            raise WireClosed(f"the connection broke: {error.strerror}") from None


def _receive_all(connection: socket.socket, length: int, deadline: float) -> bytes:
    # Grows with what has come, so that a length alone reserves nothing.
    received = bytearray()
    while len(received) < length:
        _limit(connection, deadline)
        try:
            piece = connection.recv(min(_PIECE, length - len(received)))
        except TimeoutError:
            raise WireTimeout("no message came in time") from None
        except OSError as error:
            raise WireClosed(f"the connection broke: {error.strerror}") from None
        if not piece:
            raise WireClosed("the connection was closed")
        received += piece
    return bytes(received)


def _limit(connection: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise WireTimeout("the time is over")
    connection.settimeout(left)
