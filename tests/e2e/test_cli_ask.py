"""The demo's question, over real HTTP to an endpoint that is played here."""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from residency.cli.ask import ask
from residency.errors import ResidencyError


@dataclass(frozen=True)
class Place:
    url: str
    key_file: Path
    model: str = "quickstart"
    version: str = "1"


class Handler(BaseHTTPRequestHandler):
    """Answers what it was asked, to who has the key."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Authorization"] != "Bearer right":
            return self.answer(401, {"error": {"message": "wrong key"}})
        image, text = body["messages"][0]["content"]
        pixels = b64decode(image["image_url"]["url"].partition(",")[2])
        said = f"{text['text']} {pixels.decode()} {body['model']}"
        self.answer(200, {"choices": [{"message": {"content": said}}]})

    def answer(self, code: int, body: dict[str, object]) -> None:
        data = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_image_and_the_question_arrive(url: str, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("right\n")
    assert ask(Place(url, key), "Which plane?", b"PNG") == "Which plane? PNG quickstart"


def test_a_refusal_is_told_in_the_endpoints_words(url: str, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("wrong")
    with pytest.raises(ResidencyError, match=r"401.*wrong key"):
        ask(Place(url, key), "Which plane?", b"PNG")
