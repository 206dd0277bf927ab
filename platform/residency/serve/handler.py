"""From the body of a chat request to a Request, and from Events to the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from pydantic import ValidationError

from residency.data.sample import Role, Turn
from residency.ports import Event, FinishReason, Request
from residency.serve.images import parse_data_uri
from residency.serve.refusal import Refused, bad_request, unknown_model
from residency.serve.schema import (
    NEUTRAL,
    AssistantMessage,
    ChatChunk,
    ChatCompletion,
    ChatRequest,
    Choice,
    ChunkChoice,
    Delta,
    Finish,
    ImagePart,
    Message,
    ModelCard,
    ModelList,
    TextPart,
    Usage,
)
from residency.spec.training import Serving

_ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}


class Events(Protocol):
    """The events of one answer, which can be closed before their end."""

    def __aiter__(self) -> AsyncIterator[Event]: ...

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Job:
    """One accepted request: what to predict, and how to answer it."""

    id: str
    created: int  # seconds since the epoch
    request: Request
    stream: bool
    include_usage: bool


@dataclass(frozen=True, slots=True)
class ChatHandler:
    """Speaks chat completions for one served model."""

    model: ModelCard
    limits: Serving

    def models(self) -> bytes:
        """The body of GET /v1/models."""
        return ModelList(data=(self.model,)).model_dump_json().encode()

    def accept(self, body: bytes, job_id: str, created: int) -> Job:
        """Parse and check a body; raises Refused with what is wrong and where."""
        asked = _parse(body)
        if asked.model != self.model.id:
            raise unknown_model(asked.model, self.model.id)
        _refuse_unsupported(asked)
        if asked.messages[-1].role == "assistant":
            raise bad_request("The last message must not be the assistant's.", param="messages")
        options = asked.stream_options
        return Job(
            id=job_id,
            created=created,
            request=self._request(asked),
            stream=bool(asked.stream),
            include_usage=options is not None and options.include_usage,
        )

    async def complete(self, job: Job, events: Events) -> ChatCompletion:
        """The whole answer."""
        said: list[str] = []
        last: Event | None = None
        async with aclosing(events):
            async for last in events:
                said.append(last.text)
        if last is None or last.finish is None:
            raise AssertionError("a predictor ended without a finish event")
        return ChatCompletion(
            id=job.id,
            created=job.created,
            model=self.model.id,
            choices=(
                Choice(
                    message=AssistantMessage(content="".join(said)),
                    finish_reason=_finish(last.finish),
                ),
            ),
            usage=_usage(last),
            system_fingerprint=self._fingerprint,
        )

    async def chunks(self, job: Job, events: Events) -> AsyncIterator[bytes]:
        """The answer as server-sent events, ended by `[DONE]`.

        What fails after the first byte was sent is told as an event of its own.
        """
        yield self._chunk(job, Delta(role="assistant", content=""))
        try:
            async with aclosing(events):
                async for event in events:
                    for chunk in self._event_chunks(job, event):
                        yield chunk
        except Refused as refused:
            yield _sse(refused.body)
            return
        yield _sse(b"[DONE]")

    def _event_chunks(self, job: Job, event: Event) -> Iterator[bytes]:
        if event.text:
            yield self._chunk(job, Delta(content=event.text))
        if event.finish is not None:
            yield self._chunk(job, Delta(), _finish(event.finish))
            if job.include_usage:
                yield self._usage_chunk(job, event)

    @property
    def _fingerprint(self) -> str:
        return f"fp_{self.model.digest[:12]}"

    def _request(self, asked: ChatRequest) -> Request:
        turns: list[Turn] = []
        images: list[bytes] = []
        for message in asked.messages:
            found = [parse_data_uri(url, self.limits) for url in _urls(message, self.limits)]
            turns.append(Turn(_ROLES[message.role], _text(message), len(found)))
            images += found
            _check_images(len(images), self.limits)
        return Request(
            turns=tuple(turns),
            images=tuple(images),
            max_new_tokens=self._new_tokens(asked),
            seed=asked.seed,
            stop=(asked.stop,) if isinstance(asked.stop, str) else asked.stop or (),
        )

    def _new_tokens(self, asked: ChatRequest) -> int:
        """What was asked for, at most what the endpoint allows."""
        wanted = asked.max_completion_tokens or asked.max_tokens or self.limits.max_new_tokens
        return min(wanted, self.limits.max_new_tokens)

    def _chunk(self, job: Job, delta: Delta, finish: Finish | None = None) -> bytes:
        chunk = ChatChunk(
            id=job.id,
            created=job.created,
            model=self.model.id,
            choices=(ChunkChoice(delta=delta, finish_reason=finish),),
            system_fingerprint=self._fingerprint,
        )
        return _sse(chunk.model_dump_json(exclude_none=True).encode())

    def _usage_chunk(self, job: Job, last: Event) -> bytes:
        chunk = ChatChunk(
            id=job.id,
            created=job.created,
            model=self.model.id,
            choices=(),
            usage=_usage(last),
            system_fingerprint=self._fingerprint,
        )
        return _sse(chunk.model_dump_json(exclude_none=True).encode())


def _parse(body: bytes) -> ChatRequest:
    try:
        return ChatRequest.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise bad_request(f"{where or 'body'}: {first['msg']}.", param=where or None) from error


def _refuse_unsupported(asked: ChatRequest) -> None:
    for name, neutral in NEUTRAL.items():
        value = getattr(asked, name)
        if value is not None and value not in neutral:
            instead = " or ".join(["leave it out", *(f"set it to {one!r}" for one in neutral)])
            raise bad_request(
                f"{name} is not supported here: {instead}.",
                param=name,
                code="unsupported_parameter",
            )


def _urls(message: Message, limits: Serving) -> list[str]:
    if isinstance(message.content, str):
        return []
    urls = [part.image_url.url for part in message.content if isinstance(part, ImagePart)]
    _check_images(len(urls), limits)
    return urls


def _check_images(count: int, limits: Serving) -> None:
    if count > limits.max_images:
        raise bad_request(
            f"The request has {count} images; the limit is {limits.max_images}.", param="messages"
        )


def _text(message: Message) -> str:
    """The text of a message; its images stand before it, as the model was taught."""
    if isinstance(message.content, str):
        return message.content
    return "\n".join(part.text for part in message.content if isinstance(part, TextPart))


def _finish(reason: FinishReason) -> Finish:
    return "length" if reason is FinishReason.LENGTH else "stop"


def _usage(last: Event) -> Usage:
    return Usage(
        prompt_tokens=last.prompt_tokens,
        completion_tokens=last.completion_tokens,
        total_tokens=last.prompt_tokens + last.completion_tokens,
    )


def _sse(data: bytes) -> bytes:
    return b"data: " + data + b"\n\n"
