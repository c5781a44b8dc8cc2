"""Picking loopback ports."""

import socket

from deploy.local.processes.ports import HIGHEST, LOOPBACK, LOWEST, is_free, take_port


def test_take_port_never_gives_the_same_port_twice() -> None:
    ports = [take_port() for _ in range(50)]

    assert len(set(ports)) == 50
    assert all(LOWEST <= port < HIGHEST for port in ports)


def test_take_port_gives_the_preferred_port_unless_it_is_taken() -> None:
    preferred = take_port()
    with socket.create_server((LOOPBACK, 0)) as server:
        taken = server.getsockname()[1]

        assert not is_free(taken)
        assert take_port(taken) != taken
    assert take_port(preferred) != preferred  # promised already
