"""One replica of the endpoint: a model behind OpenAI-compatible routes.

`serve.ingress` copies the routes while this module is being imported, with the names that are
known by then: what the class uses must stand above it. And without `annotations` from
`__future__`: the copy does not know names that stand in annotations alone.
"""

import logging
import pkgutil
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fastapi import FastAPI
from fastapi import Request as HttpRequest
from fastapi.responses import Response, StreamingResponse
from ray import serve

from residency.adapters.ray.pool import LOAD_TORCH
from residency.data.image import encode_png
from residency.data.sample import Turn
from residency.errors import ResidencyError
from residency.ports import Predictor, Request
from residency.serve.auth import check_key, read_key
from residency.serve.engine import InferenceEngine
from residency.serve.handler import ChatHandler
from residency.serve.refusal import Refused, server_fault, too_large
from residency.serve.schema import ModelCard
from residency.spec.training import Serving

_ENVELOPE_BYTES = 1 << 20  # of a request's JSON besides its images
_log = logging.getLogger(__name__)

# No schema and documentation pages: they would load scripts from elsewhere.
_api = FastAPI(openapi_url=None)


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """One endpoint. `entry` (module:function) loads the folder into a Predictor."""

    model_folder: Path
    card: ModelCard
    api_key_path: Path
    limits: Serving
    host: str = "127.0.0.1"
    port: int = 8000
    entry: str = LOAD_TORCH
    cpus: float = 1.0
    gpus: float = 0.0

    @property
    def url(self) -> str:
        """What an OpenAI client is given as its base URL."""
        return f"http://{self.host}:{self.port}/v1"


def ask_golden(predictor: Predictor) -> None:
    """Ask once with an image and once without. Raises ResidencyError where no answer ends."""
    image = encode_png(np.full((64, 64, 3), 128, np.uint8))
    requests = [
        Request((Turn("user", "What is shown?", images=1),), (image,), max_new_tokens=2),
        Request((Turn("user", "Are you ready?"),), max_new_tokens=2),
    ]
    ended = {event.index for event in predictor.predict(requests) if event.finish is not None}
    if len(ended) != len(requests):
        raise ResidencyError("The model did not answer its golden request.")


def _json(body: bytes, status: int = 200) -> Response:
    return Response(body, status_code=status, media_type="application/json")


def _refuse(refused: Refused) -> Response:
    return _json(refused.body, refused.status)


@serve.ingress(_api)
class ChatEndpoint:
    """One replica: loads the model, asks it a golden request, and only then is ready."""

    def __init__(self, settings: EndpointSettings) -> None:
        limits = settings.limits
        predictor: Predictor = pkgutil.resolve_name(settings.entry)(settings.model_folder)
        ask_golden(predictor)
        self._key = read_key(settings.api_key_path)
        self._handler = ChatHandler(settings.card, limits)
        self._engine = InferenceEngine(predictor, limits.max_queued, limits.timeout_seconds)
        self._max_body = limits.max_images * (limits.max_image_bytes * 4 // 3) + _ENVELOPE_BYTES

    @_api.get("/healthz")
    async def health(self) -> Response:
        """200 once the model has answered its golden request. Needs no key."""
        return _json(b'{"status":"ok"}')

    @_api.get("/v1/models")
    async def models(self, http: HttpRequest) -> Response:
        """The one served model, its alias and its digest."""
        try:
            check_key(http.headers.get("authorization"), self._key)
        except Refused as refused:
            return _refuse(refused)
        return _json(self._handler.models())

    @_api.post("/v1/chat/completions")
    async def chat(self, http: HttpRequest) -> Response:
        """A chat completion, whole or streamed."""
        try:
            check_key(http.headers.get("authorization"), self._key)
            return await self._answer(await self._read(http))
        except Refused as refused:
            return _refuse(refused)
        except ResidencyError:
            _log.exception("a chat request failed")
            return _refuse(server_fault())

    async def _answer(self, body: bytes) -> Response:
        job = self._handler.accept(body, f"chatcmpl-{uuid.uuid4().hex}", int(time.time()))
        events = await self._engine.answer(job.request)
        if job.stream:
            chunks: AsyncIterator[bytes] = self._handler.chunks(job, events)
            return StreamingResponse(chunks, media_type="text/event-stream")
        return _json((await self._handler.complete(job, events)).model_dump_json().encode())

    async def _read(self, http: HttpRequest) -> bytes:
        """The body, as long as it is within the limit."""
        body = bytearray()
        async for piece in http.stream():
            body += piece
            if len(body) > self._max_body:
                raise too_large(f"The request is larger than {self._max_body} bytes.")
        return bytes(body)
