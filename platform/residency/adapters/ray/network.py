"""Ports of this machine. Imports no Ray: a taken port is told before one is started."""

from __future__ import annotations

import errno
import socket

from residency.errors import EnvironmentProblem


def check_port(host: str, port: int) -> None:
    """Raise EnvironmentProblem, naming the port and the remedy, unless it can be listened on."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        raise EnvironmentProblem(
            f"Port {port} of {host} "
            + ("is taken by another program." if taken else f"cannot be used: {error.strerror}."),
            f"Stop that program, or choose another port (--port {port + 1}).",
        ) from error
