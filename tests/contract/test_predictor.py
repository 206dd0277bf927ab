"""The port Predictor, on the shipped fake and on a real (tiny, random) model."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from residency.adapters.local.predictor import TablePredictor
from residency.data.image import encode_png
from residency.data.sample import Turn
from residency.ports import Event, FinishReason, Predictor, Request
from tests.tiny_folder import write_tiny_model


def load_fake(_: Path) -> Predictor:
    return TablePredictor({"Which modality is this?": "computed tomography"})


def load_torch(folder: Path) -> Predictor:
    from residency.model.predict import TorchPredictor

    return TorchPredictor.load(write_tiny_model(folder))


@pytest.fixture(scope="module", params=[load_fake, load_torch])
def predictor(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Predictor:
    load: Callable[[Path], Predictor] = request.param
    return load(tmp_path_factory.mktemp("model"))


def png(seed: int, height: int = 40, width: int = 30) -> bytes:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return encode_png(noise)


def ask(text: str, *images: bytes, limit: int = 8) -> Request:
    return Request((Turn("user", text, len(images)),), images, max_new_tokens=limit)


REQUESTS = [
    ask("Which modality is this?", png(0)),
    ask("yes", limit=3),
    ask("Is this axial, and what are both of these?", png(1), png(2, 16, 64), limit=12),
]


def said(events: list[Event]) -> dict[int, tuple[str, Event]]:
    """The whole text and the last event of each request."""
    return {
        index: ("".join(one.text for one in events if one.index == index), last)
        for index in sorted({event.index for event in events})
        for last in [next(e for e in reversed(events) if e.index == index)]
    }


def test_every_request_ends_once_and_last(predictor: Predictor) -> None:
    events = list(predictor.predict(REQUESTS))
    assert sorted(e.index for e in events if e.finish is not None) == [0, 1, 2]
    assert all(last.finish is not None for _, last in said(events).values())


def test_usage_is_told_and_the_limit_kept(predictor: Predictor) -> None:
    for index, (_, last) in said(list(predictor.predict(REQUESTS))).items():
        assert last.prompt_tokens > 0
        assert 0 < last.completion_tokens <= REQUESTS[index].max_new_tokens


def test_answers_do_not_depend_on_the_batch(predictor: Predictor) -> None:
    together = said(list(predictor.predict(REQUESTS)))
    for index, request in enumerate(REQUESTS):
        (text, last) = said(list(predictor.predict([request])))[0]
        assert text == together[index][0]
        assert last.finish == together[index][1].finish


def test_the_same_request_has_the_same_answer(predictor: Predictor) -> None:
    assert list(predictor.predict(REQUESTS)) == list(predictor.predict(REQUESTS))


def test_text_is_whole_characters(predictor: Predictor) -> None:
    for event in predictor.predict(REQUESTS):
        assert event.text.encode("utf-8").decode("utf-8") == event.text


def test_no_special_token_is_said(predictor: Predictor) -> None:
    for text, _ in said(list(predictor.predict(REQUESTS))).values():
        assert "<|" not in text


def test_a_limit_of_one_token(predictor: Predictor) -> None:
    ((_, last),) = said(list(predictor.predict([ask("yes no yes", limit=1)]))).values()
    assert last.completion_tokens == 1
    assert last.finish in (FinishReason.LENGTH, FinishReason.STOP, FinishReason.MALFORMED)


def test_nothing_asked_nothing_said(predictor: Predictor) -> None:
    assert list(predictor.predict([])) == []


def test_an_abandoned_answer_does_no_harm(predictor: Predictor) -> None:
    whole = list(predictor.predict(REQUESTS))
    next(iter(predictor.predict(REQUESTS)))
    assert list(predictor.predict(REQUESTS)) == whole
