"""The Predictor that ships as a fake: it answers from a table, or repeats what it was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from residency.ports import Event, FinishReason, Request


@dataclass(frozen=True, slots=True)
class TablePredictor:
    """Answers by the text of the last turn; one word is one token."""

    answers: Mapping[str, str] = field(default_factory=dict)

    def predict(self, requests: Sequence[Request]) -> Iterator[Event]:
        """Events of all requests, a word each in turn, as a batched model would yield them."""
        streams = [self._events(index, request) for index, request in enumerate(requests)]
        for events in zip_longest(*streams):
            yield from (event for event in events if event is not None)

    def _events(self, index: int, request: Request) -> Iterator[Event]:
        asked = request.turns[-1].text
        words = self.answers.get(asked, asked).split(" ")
        said = words[: request.max_new_tokens]
        for number, word in enumerate(said):
            yield Event(index, text=word if number == 0 else f" {word}")
        yield Event(
            index,
            finish=FinishReason.STOP if len(said) == len(words) else FinishReason.LENGTH,
            prompt_tokens=sum(len(turn.text.split()) for turn in request.turns),
            completion_tokens=len(said),
        )


def load(model_folder: Path) -> TablePredictor:
    """An echo that needs no model: the entry point where a real one would be loaded."""
    del model_folder
    return TablePredictor()
