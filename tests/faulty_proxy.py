"""A forwarding proxy that answers a share of all requests with 503 SlowDown, as a busy S3 does.

Half of the refusals come before the request is forwarded, half after it was carried out: then the
answer is lost, and whoever repeats the request finds its own work done.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

SLOW_DOWN = b"<Error><Code>SlowDown</Code><Message>Please reduce your rate.</Message></Error>"
OF_ONE_HOP = frozenset({"connection", "expect", "keep-alive", "transfer-encoding"})


@dataclass
class Faults:
    """What goes wrong: a share of requests, or everything; and what was answered."""

    share: float
    broken: bool = False  # every connection ends without an answer
    cuts: int = 0  # of so many answers with content, half is sent before the connection ends
    random: random.Random = field(default_factory=lambda: random.Random(3))
    answers: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def cut(self, body: bytes) -> bool:
        """Whether this answer is one of those that break off."""
        with self.lock:
            found = self.cuts > 0 and len(body) > 1
            self.cuts -= found
            return found

    def next(self) -> str:
        """What happens to the next request: "forwarded", "refused" or "lost"."""
        with self.lock:
            number = self.random.random()
            kind = "refused" if number < self.share / 2 else "lost"
            kind = kind if number < self.share else "forwarded"
            self.answers[kind] += 1
            return kind


class _Handler(BaseHTTPRequestHandler):
    """Forwards one request, or says that it is busy."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def handle_one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        faults = self.server.faults
        if faults.broken:
            self.close_connection = True
            return
        kind = faults.next()
        answer = None if kind == "refused" else self.forward(body)
        if answer is None or kind == "lost":
            self.reply(503, {"Content-Type": "application/xml"}, SLOW_DOWN)
        else:
            self.reply(*answer)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_one

    def forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection(self.server.target, timeout=30)
        with closing(connection):
            # The signature covers the Host header: it stays as the client sent it.
            connection.putrequest(
                self.command, self.path, skip_host=True, skip_accept_encoding=True
            )
            for name, value in _lasting(self.headers.items()).items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, _lasting(answer.getheaders()), answer.read()

    def reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET" and self.server.faults.cut(body):
            body = body[: len(body) // 2]
            self.close_connection = True
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, target: str, faults: Faults) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target, self.faults = target, faults


def _lasting(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers that are not of one connection alone."""
    return {name.title(): value for name, value in headers if name.lower() not in OF_ONE_HOP}


@contextmanager
def faulty_proxy(endpoint: str, faults: Faults) -> Iterator[str]:
    """The proxy's own address."""
    with _Server(urlsplit(endpoint).netloc, faults) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
