import asyncio
import base64
import json
from collections.abc import AsyncGenerator

import numpy as np
import pytest
from pydantic import JsonValue

from residency.data.image import encode_png
from residency.data.sample import Turn
from residency.ports import Event, FinishReason
from residency.serve.handler import ChatHandler, Job
from residency.serve.refusal import Refused, timed_out
from residency.serve.schema import ModelCard
from residency.spec.training import Serving

PNG = encode_png(np.zeros((8, 8, 3), np.uint8))
IMAGE: JsonValue = {
    "type": "image_url",
    "image_url": {"url": "data:image/png;base64," + base64.b64encode(PNG).decode()},
}
CARD = ModelCard(id="atlas", created=1, alias="staging", version="3", digest="ab" * 32)
HANDLER = ChatHandler(CARD, Serving(max_new_tokens=16, max_images=2))


def accept(**fields: JsonValue) -> Job:
    body = {"model": "atlas", "messages": [{"role": "user", "content": "Hello"}], **fields}
    return HANDLER.accept(json.dumps(body).encode(), "chatcmpl-1", 7)


def refusal(**fields: JsonValue) -> Refused:
    with pytest.raises(Refused) as refused:
        accept(**fields)
    return refused.value


def user(*parts: JsonValue) -> JsonValue:
    return [{"role": "user", "content": list(parts)}]


def text(value: str) -> JsonValue:
    return {"type": "text", "text": value}


async def events(*items: Event, error: Exception | None = None) -> AsyncGenerator[Event, None]:
    for item in items:
        yield item
    if error:
        raise error


ANSWER = (
    Event(0, text="ax"),
    Event(0, text="ial"),
    Event(0, finish=FinishReason.STOP, prompt_tokens=9, completion_tokens=3),
)


def stream(job: Job, items: AsyncGenerator[Event, None]) -> list[str]:
    async def collect() -> list[bytes]:
        return [chunk async for chunk in HANDLER.chunks(job, items)]

    chunks = asyncio.run(collect())
    assert all(chunk.startswith(b"data: ") and chunk.endswith(b"\n\n") for chunk in chunks)
    return [chunk[6:].decode().strip() for chunk in chunks]


def test_a_conversation_becomes_turns_and_images() -> None:
    job = accept(
        messages=[
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": [text("Which plane"), IMAGE, text("is it?")]},
            {"role": "assistant", "content": "axial"},
            {"role": "user", "content": "Sure?"},
        ],
        seed=4,
        stop=["."],
    )
    assert job.request.turns == (
        Turn("system", "Be brief."),
        Turn("user", "Which plane\nis it?", 1),
        Turn("assistant", "axial"),
        Turn("user", "Sure?"),
    )
    assert job.request.images == (PNG,)
    assert (job.request.seed, job.request.stop) == (4, (".",))


@pytest.mark.parametrize(
    ("fields", "tokens"),
    [
        ({}, 16),
        ({"max_tokens": 4}, 4),
        ({"max_completion_tokens": 5, "max_tokens": 4}, 5),
        ({"max_tokens": 4000}, 16),
    ],
)
def test_tokens_are_limited_by_the_endpoint(fields: dict[str, JsonValue], tokens: int) -> None:
    assert accept(**fields).request.max_new_tokens == tokens


def test_what_does_not_change_a_greedy_answer_is_accepted() -> None:
    accept(
        temperature=0, n=1, top_p=0.9, user="me", metadata={"a": "b"}, store=False, logprobs=False,
        tools=[], tool_choice="auto", response_format={"type": "text"}, presence_penalty=0.0,
        logit_bias={}, modalities=["text"], parallel_tool_calls=True, stream_options=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("n", 2),
        ("temperature", 0.7),
        ("tools", [{"type": "function"}]),
        ("tool_choice", "required"),
        ("logprobs", True),
        ("response_format", {"type": "json_object"}),
        ("frequency_penalty", 1.5),
        ("audio", {"voice": "x"}),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(name: str, value: JsonValue) -> None:
    refused = refusal(**{name: value})
    assert refused.status == 400
    assert refused.error.param == name
    assert refused.error.code == "unsupported_parameter"
    assert "leave it out" in refused.error.message


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages.0.role"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"temprature": 0}, "temprature"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, "messages"),
    ],
)
def test_a_wrong_request_names_the_field(fields: dict[str, JsonValue], param: str) -> None:
    assert refusal(**fields).error.param == param


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(Refused, match="Invalid JSON"):
        HANDLER.accept(b"{", "chatcmpl-1", 7)


def test_another_model_is_not_found() -> None:
    assert refusal(model="gpt-4o").status == 404


def test_images_are_counted_over_all_messages() -> None:
    refused = refusal(messages=user(IMAGE, IMAGE, IMAGE))
    assert refused.error.message == "The request has 3 images; the limit is 2."
    accept(messages=user(IMAGE, IMAGE))


def test_an_address_is_refused() -> None:
    part: JsonValue = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    assert refusal(messages=user(part)).error.code == "invalid_image_url"


def test_a_whole_answer() -> None:
    answer = asyncio.run(HANDLER.complete(accept(), events(*ANSWER)))
    assert answer.choices[0].message.content == "axial"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == 12
    assert (answer.id, answer.created, answer.model) == ("chatcmpl-1", 7, "atlas")
    assert answer.system_fingerprint == "fp_abababababab"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (FinishReason.STOP, "stop"),
        (FinishReason.LENGTH, "length"),
        (FinishReason.MALFORMED, "stop"),
    ],
)
def test_reasons_are_told_in_openais_words(reason: FinishReason, told: str) -> None:
    answer = asyncio.run(HANDLER.complete(accept(), events(Event(0, finish=reason))))
    assert answer.choices[0].finish_reason == told


def test_a_stream_opens_with_the_role_and_ends_with_done() -> None:
    chunks = stream(accept(stream=True), events(*ANSWER))
    assert chunks[-1] == "[DONE]"
    deltas = [json.loads(chunk)["choices"][0] for chunk in chunks[:-1]]
    assert deltas[0]["delta"] == {"role": "assistant", "content": ""}
    assert "".join(one["delta"].get("content", "") for one in deltas) == "axial"
    assert deltas[-1]["finish_reason"] == "stop"


def test_usage_is_streamed_when_it_is_asked_for() -> None:
    job = accept(stream=True, stream_options={"include_usage": True})
    last = json.loads(stream(job, events(*ANSWER))[-2])
    assert last["choices"] == []
    assert last["usage"] == {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}


def test_what_fails_in_the_middle_of_a_stream_is_told_and_not_done() -> None:
    chunks = stream(accept(stream=True), events(ANSWER[0], error=timed_out(60)))
    assert json.loads(chunks[-1])["error"]["code"] == "timeout"
    assert "[DONE]" not in chunks


def test_the_list_of_models_has_alias_and_digest() -> None:
    (card,) = json.loads(HANDLER.models())["data"]
    assert card["id"] == "atlas"
    assert (card["alias"], card["version"], card["digest"]) == ("staging", "3", "ab" * 32)
