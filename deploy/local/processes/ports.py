"""Free loopback ports below the range from which the system hands out client sockets."""

from __future__ import annotations

import random
import socket

from deploy.local.errors import StackError

LOOPBACK = "127.0.0.1"
LOWEST, HIGHEST = 15_000, 32_000
_reservations: list[socket.socket] = []


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def take_port(preferred: int | None = None) -> int:
    """Return a free port, the preferred one when it is still free.

    The port stays promised to this process, so that stacks starting side by side never pick the same one.
    """
    candidates = random.sample(range(LOWEST, HIGHEST), 200)
    if preferred is not None:
        candidates.insert(0, preferred)
    for port in candidates:
        if is_free(port) and _reserve(port):
            return port
    raise StackError(f"No free port was found between {LOWEST} and {HIGHEST} on {LOOPBACK}.")


def _reserve(port: int) -> bool:
    """Promise the port by an abstract socket name, which the kernel forgets when this process ends."""
    promise = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        promise.bind(f"\0vitrine-port-{port}")
    except OSError:
        promise.close()
        return False
    _reservations.append(promise)
    return True
