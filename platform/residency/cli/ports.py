"""Which port to listen on."""

from __future__ import annotations

import socket

from residency.errors import EnvironmentProblem


def choose_port(host: str, wanted: int | None = None, *, usual: int = 0) -> int:
    """The wanted port; without one the usual, or any that is free.

    Raises EnvironmentProblem where the wanted one is taken, or the host is not ours.
    """
    try:
        return _bind(host, wanted or usual)
    except OSError as error:
        if wanted is None and usual:
            return choose_port(host)
        raise EnvironmentProblem(
            f"Port {wanted or 'any'} of {host} cannot be used: {error.strerror}.",
            "Choose another with --port, or another address with --host.",
        ) from None


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether one could listen there now."""
    try:
        _bind(host, port)
    except OSError:
        return False
    return True


def _bind(host: str, port: int) -> int:
    """Listen for a moment; 0 is any free port. Returns the port, raises OSError."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host, port))
        return int(trial.getsockname()[1])
