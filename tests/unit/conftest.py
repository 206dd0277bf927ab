"""The unit tier has no network: a connection attempt fails the test that makes it."""

import socket
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every internet connection and name look-up (AF_UNIX stays: event loops use it)."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_UNIX:
            return connect(self, address)
        raise PermissionError(
            f"a unit test connected to {address!r}: unit tests use no network. "
            "Use the port's fake, or move the test to tests/contract."
        )

    def refuse_name(host: object, *_: object, **__: object) -> None:
        raise PermissionError(f"a unit test looked up {host!r}: unit tests use no network.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse_name)
