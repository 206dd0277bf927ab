"""The endpoint as a client sees it: the official openai client asks a tiny model on loopback."""

import base64
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from residency.adapters.ray.endpoint import EndpointSettings
from residency.adapters.ray.network import check_port
from residency.adapters.ray.serve import start_endpoint, stop_endpoint
from residency.data.image import encode_png
from residency.errors import EnvironmentProblem, ModelFolderError
from residency.serve.auth import ensure_key
from residency.serve.schema import ModelCard
from residency.spec.training import Serving
from tests.tiny_folder import write_tiny_model

MODEL = "atlas"
CARD = ModelCard(id=MODEL, created=1, alias="staging", version="3", digest="ab" * 32)
LIMITS = Serving(max_new_tokens=6, max_image_bytes=20_000, max_image_pixels=4096, max_images=2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> EndpointSettings:
    folder = tmp_path_factory.mktemp("serve")
    ensure_key(folder / "key")
    return EndpointSettings(
        model_folder=write_tiny_model(folder / "model"),
        card=CARD,
        api_key_path=folder / "key",
        limits=LIMITS,
        port=free_port(),
        cpus=0.5,
    )


@pytest.fixture(scope="module")
def url(ray_cluster: None, settings: EndpointSettings) -> Iterator[str]:
    yield start_endpoint(settings)
    stop_endpoint()


@pytest.fixture
def client(url: str, settings: EndpointSettings) -> Iterator[openai.OpenAI]:
    key = settings.api_key_path.read_text().strip()
    with openai.OpenAI(base_url=url, api_key=key, max_retries=0) as client:
        yield client


def picture(side: int = 48) -> str:
    noise = np.random.default_rng(0).integers(0, 256, (side, side, 3), dtype=np.uint8)
    return "data:image/png;base64," + base64.b64encode(encode_png(noise)).decode()


def ask(image: str) -> list[ChatCompletionMessageParam]:
    return [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Which plane?"},
                {"type": "image_url", "image_url": {"url": image}},
            ],
        }
    ]


def test_the_model_is_listed_with_alias_and_digest(client: openai.OpenAI) -> None:
    (model,) = client.models.list().data
    assert model.id == MODEL
    assert model.model_extra == {"alias": "staging", "version": "3", "digest": "ab" * 32}


def test_a_streamed_answer_is_the_whole_one(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(
        model=MODEL, messages=ask(picture()), temperature=0, max_completion_tokens=6
    )
    assert whole.usage is not None
    assert 0 < whole.usage.completion_tokens <= 6
    assert whole.choices[0].finish_reason in ("stop", "length")

    chunks = list(
        client.chat.completions.create(
            model=MODEL,
            messages=ask(picture()),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    said = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert said == whole.choices[0].message.content
    assert chunks[-1].usage == whole.usage


def test_a_wrong_key_is_refused(client: openai.OpenAI) -> None:
    stranger = client.with_options(api_key="wrong")
    with pytest.raises(openai.AuthenticationError):
        stranger.models.list()
    with pytest.raises(openai.AuthenticationError):
        stranger.chat.completions.create(model=MODEL, messages=ask(picture()))


def test_an_address_is_not_opened(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="opens no addresses"):
        client.chat.completions.create(
            model=MODEL, messages=ask("http://169.254.169.254/latest/meta-data")
        )


def test_too_large_an_image_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.APIStatusError) as too_many_bytes:
        client.chat.completions.create(model=MODEL, messages=ask(picture(100)))
    assert too_many_bytes.value.status_code == 413
    grey = base64.b64encode(encode_png(np.full((100, 100, 3), 9, np.uint8))).decode()
    with pytest.raises(openai.BadRequestError, match="the limit is 4096"):
        client.chat.completions.create(model=MODEL, messages=ask(f"data:image/png;base64,{grey}"))


def test_what_is_not_supported_is_refused_by_name(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="n is not supported"):
        client.chat.completions.create(model=MODEL, messages=ask(picture()), n=2)
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="gpt-4o", messages=ask(picture()))


def test_a_conversation_longer_than_the_context_is_the_users_mistake(
    client: openai.OpenAI,
) -> None:
    long: ChatCompletionMessageParam = {"role": "user", "content": "word " * 200}
    with pytest.raises(openai.BadRequestError, match="the model's context has 128"):
        client.chat.completions.create(model=MODEL, messages=[long])
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model=MODEL, messages=[long], stream=True)


def test_health_needs_no_key(url: str) -> None:
    answer = httpx.get(url.replace("/v1", "/healthz"))
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}
    assert httpx.get(url.replace("/v1", "/openapi.json")).status_code == 404


def test_a_taken_port_is_named_with_its_remedy() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(EnvironmentProblem) as problem:
            check_port("127.0.0.1", port)
    assert f"Port {port} of 127.0.0.1 is taken by another program" in problem.value.message
    assert "choose another port" in problem.value.remedy


def test_a_missing_model_is_named_before_anything_starts(
    settings: EndpointSettings, tmp_path: Path
) -> None:
    missing = EndpointSettings(tmp_path / "none", CARD, settings.api_key_path, LIMITS)
    with pytest.raises(ModelFolderError, match="none does not exist"):
        start_endpoint(missing)
