"""The unit tier's own guard: a test that reaches for the network fails at once."""

import socket

import pytest


def test_a_connection_is_refused() -> None:
    with (
        socket.socket(socket.AF_INET) as client,
        pytest.raises(PermissionError, match="no network"),
    ):
        client.connect(("127.0.0.1", 9))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(PermissionError, match="no network"):
        socket.getaddrinfo("localhost", 80)


def test_local_sockets_still_work() -> None:
    near, far = socket.socketpair()
    with near, far:
        near.sendall(b"x")
        assert far.recv(1) == b"x"
