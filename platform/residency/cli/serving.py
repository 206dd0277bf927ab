"""The endpoint in the foreground: how to reach it, and a clean end."""

from __future__ import annotations

import signal
from threading import Event
from types import FrameType

from residency.cli.facade import Endpoint
from residency.cli.models import find_model
from residency.cli.shell import Shell

CURL = """\
curl {url}/chat/completions \\
  -H "Authorization: Bearer $(cat {key})" -H 'Content-Type: application/json' \\
  -d '{{"model": "{model}", "messages": [{{"role": "user", "content": "What is a DICOM tag?"}}]}}'
"""


def serve_until_interrupted(shell: Shell, name: str | None, host: str, port: int) -> None:
    """Serve, and take the endpoint down in order on SIGINT or SIGTERM."""
    facade = shell.facade
    model = find_model(facade, name) if name else None
    with facade.serve(model, host, port) as endpoint:
        stopping = _stop_on_signals()
        show_endpoint(shell, endpoint)
        shell.err.print("Ctrl-C ends it.")
        while not stopping.wait(1.0):  # a wait without an end would delay signals
            pass
    shell.err.print("The endpoint has ended.")


def show_endpoint(shell: Shell, endpoint: Endpoint) -> None:
    """The URL, the key's file (never the key), and a request to try."""
    shell.out.print(f"Serving {endpoint.model} version {endpoint.version}")
    shell.out.print(f"  URL  {endpoint.url}")
    shell.out.print(f"  key  in {endpoint.key_file}")
    shell.out.print("Try it:")
    shell.write(CURL.format(url=endpoint.url, key=endpoint.key_file, model=endpoint.model))


def _stop_on_signals() -> Event:
    """Set once SIGINT or SIGTERM comes. Ray has put its own handlers in place by now."""
    stopping = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopping
