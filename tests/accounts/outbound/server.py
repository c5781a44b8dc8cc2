"""A server on this machine that says exactly what a test wants it to say, byte for byte."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

# Given the path that was asked for, what is sent; pieces are sent one by one as the iterator gives them.
Says = Callable[[str], Iterator[bytes]]

PNG = b"\x89PNG\r\n\x1a\n" + b"not decoded here" * 8


@dataclass
class Server:
    """Where it listens, and the requests that it got, head for head."""

    port: int
    heads: list[str] = field(default_factory=list)

    def url(self, path: str = "/picture.png", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.heads]


def answer(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """A whole answer; `length` is what it says of the body when that is not so long."""
    told = len(body) if length is None else length
    head = (f"HTTP/1.1 {status}", f"Content-Length: {told}", *headers, "", "")
    return "\r\n".join(head).encode() + body


def redirect(place: str) -> bytes:
    return answer(b"", f"Location: {place}", status="302 Found")


def always(*pieces: bytes) -> Says:
    return lambda _path: iter(pieces)


@contextmanager
def serving(says: Says, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Answers on 127.0.0.1 until the block is left, one connection after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(listening.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(listening, says, server, context))
        thread.start()
        try:
            yield server
        finally:
            # Closing alone does not wake a thread that waits for the next one.
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(listening: socket.socket, says: Says, server: Server, context: ssl.SSLContext | None) -> None:
    while True:
        try:
            came, _ = listening.accept()
        except OSError:
            return
        # Whoever asks may go away at any moment.
        with came, suppress(OSError):
            talking = context.wrap_socket(came, server_side=True) if context else came
            with talking:
                head = _head(talking)
                server.heads.append(head)
                for piece in says(head.split(" ")[1]):
                    talking.sendall(piece)


def _head(talking: socket.socket) -> str:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        received = talking.recv(4096)
        if not received:
            break
        head += received
    return head.decode("latin-1")
