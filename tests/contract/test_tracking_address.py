"""A wrong tracking address is found at the start, within seconds, and told apart."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from residency.adapters.mlflow.address import Address
from residency.adapters.mlflow.connection import Connection
from residency.errors import EnvironmentProblem

Answers = Mapping[str, tuple[int, bytes]]
MLFLOW: Answers = {
    "/health": (200, b"OK"),
    "/api/2.0/mlflow/experiments/search?max_results=1": (200, b'{"experiments": []}'),
}


@contextmanager
def server(answers: Answers, usual: tuple[int, bytes] = (404, b"not here")) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.get(self.path, usual)
            self.send_response_only(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()


def problem(uri: str) -> EnvironmentProblem:
    start = time.monotonic()
    with pytest.raises(EnvironmentProblem) as caught:
        Connection(Address(uri)).check()
    assert time.monotonic() - start < 15
    assert uri in caught.value.message
    return caught.value


def test_an_mlflow_is_taken() -> None:
    with server(MLFLOW) as uri:
        Connection(Address(f"{uri}/")).check()


@pytest.mark.parametrize("usual", [(404, b"not here"), (200, b"<html>Welcome</html>")])
def test_another_server_is_not(usual: tuple[int, bytes]) -> None:
    with server({}, usual) as uri:
        assert "is not MLflow" in problem(uri).message
    with server({"/health": (200, b"OK")}, usual) as uri:  # many have such a page
        assert "is not MLflow" in problem(uri).message


@pytest.mark.parametrize("status", [401, 403])
def test_one_that_refuses_us_is_told_with_its_credentials(status: int) -> None:
    with server({"/health": (200, b"OK")}, (status, b"no")) as uri:
        found = problem(uri)
    assert f"refuses us (HTTP {status})" in found.message
    assert "MLFLOW_TRACKING_USERNAME" in found.remedy


def test_one_that_fails_is_told() -> None:
    with server({}, (500, b"oh")) as uri:
        assert "HTTP 500" in problem(uri).message


def test_an_unknown_host_is_told() -> None:
    assert "address" in problem("http://no-such-host.invalid:5000").remedy


def test_one_that_accepts_and_says_nothing_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "timed out" in problem(f"http://127.0.0.1:{silent.getsockname()[1]}").message


@pytest.mark.parametrize("uri", ["ftp://example.test", "mlflow.db", "http:///", "", "postgres:x"])
def test_what_is_no_address_is_told(uri: str) -> None:
    assert "address" in problem(uri).remedy
