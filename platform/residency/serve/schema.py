"""OpenAI's chat completions, as far as this endpoint speaks it.

What the official client sends and has no effect on a greedy answer is accepted; what would change
the answer and cannot be done is refused by name, never ignored.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class Incoming(BaseModel):
    """Base of what clients send: an unknown field is an error, as it is at OpenAI."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Outgoing(BaseModel):
    """Base of what we answer."""

    model_config = ConfigDict(frozen=True)


# --- requests ------------------------------------------------------------------------------


class TextPart(Incoming):
    """Text of a message."""

    type: Literal["text"]
    text: str


class ImageUrl(Incoming):
    """An image; `url` must be a data URI."""

    url: str
    detail: Literal["auto", "low", "high"] = "auto"


class ImagePart(Incoming):
    """An image of a message."""

    type: Literal["image_url"]
    image_url: ImageUrl


Part = Annotated[TextPart | ImagePart, Field(discriminator="type")]


class Message(Incoming):
    """One turn."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | tuple[Part, ...]
    name: str | None = None
    refusal: None = None


class StreamOptions(Incoming):
    """What a stream ends with."""

    include_usage: bool = False
    include_obfuscation: bool = False


class ChatRequest(Incoming):
    """A conversation to continue."""

    model: str
    messages: Annotated[tuple[Message, ...], Field(min_length=1)]
    max_tokens: Annotated[int | None, Field(ge=1)] = None
    max_completion_tokens: Annotated[int | None, Field(ge=1)] = None
    stop: str | tuple[str, ...] | None = None
    stream: bool | None = False
    stream_options: StreamOptions | None = None

    # Accepted: they say nothing about a greedy answer.
    user: str | None = None
    metadata: dict[str, str] | None = None
    store: bool | None = None
    service_tier: str | None = None
    seed: int | None = None
    top_p: float | None = None
    parallel_tool_calls: bool | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None

    # Refused unless neutral (UNSUPPORTED).
    n: JsonValue = None
    temperature: JsonValue = None
    frequency_penalty: JsonValue = None
    presence_penalty: JsonValue = None
    logit_bias: JsonValue = None
    logprobs: JsonValue = None
    top_logprobs: JsonValue = None
    tools: JsonValue = None
    tool_choice: JsonValue = None
    functions: JsonValue = None
    function_call: JsonValue = None
    response_format: JsonValue = None
    modalities: JsonValue = None
    audio: JsonValue = None
    prediction: JsonValue = None
    reasoning_effort: JsonValue = None
    verbosity: JsonValue = None
    web_search_options: JsonValue = None


NEUTRAL: dict[str, tuple[JsonValue, ...]] = {
    "n": (1,),
    "temperature": (0,),
    "frequency_penalty": (0,),
    "presence_penalty": (0,),
    "logit_bias": ({},),
    "logprobs": (False,),
    "top_logprobs": (0,),
    "tools": ([],),
    "tool_choice": ("none", "auto"),
    "functions": ([],),
    "function_call": ("none", "auto"),
    "response_format": ({"type": "text"},),
    "modalities": (["text"],),
    "audio": (),
    "prediction": (),
    "reasoning_effort": ("none",),
    "verbosity": (),
    "web_search_options": (),
}
"""Values, besides null, that ask for nothing this endpoint cannot do."""


# --- answers -------------------------------------------------------------------------------

Finish = Literal["stop", "length"]


class Usage(Outgoing):
    """Tokens read and written."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AssistantMessage(Outgoing):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class Choice(Outgoing):
    """The one choice."""

    index: Literal[0] = 0
    message: AssistantMessage
    logprobs: None = None
    finish_reason: Finish


class ChatCompletion(Outgoing):
    """A whole answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: tuple[Choice, ...]
    usage: Usage
    system_fingerprint: str


class Delta(Outgoing):
    """What a chunk adds."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class ChunkChoice(Outgoing):
    """The one choice of a chunk."""

    index: Literal[0] = 0
    delta: Delta
    logprobs: None = None
    finish_reason: Finish | None = None


class ChatChunk(Outgoing):
    """A piece of a streamed answer."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: tuple[ChunkChoice, ...]
    usage: Usage | None = None
    system_fingerprint: str


class ModelCard(Outgoing):
    """A served model. The last three fields are ours: which version answers, and its digest."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "residency"
    alias: str = ""
    version: str = ""
    digest: str = ""


class ModelList(Outgoing):
    """The served models."""

    object: Literal["list"] = "list"
    data: tuple[ModelCard, ...]
