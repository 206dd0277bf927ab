"""A model that answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from residency.data.sample import Turn


@dataclass(frozen=True, slots=True)
class Request:
    """One conversation to continue. Images are PNG or JPEG bytes, in the order of the turns."""

    turns: tuple[Turn, ...]
    images: tuple[bytes, ...] = ()
    max_new_tokens: int = 16
    task: str = ""
    seed: int | None = None
    stop: tuple[str, ...] = ()
    logprobs: bool = False


class FinishReason(StrEnum):
    """Why an answer ended."""

    STOP = "stop"  # the model ended it, or a stop string was said
    LENGTH = "length"
    MALFORMED = "malformed"  # the model left the final channel without ending its answer


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was generated for request `index`: a piece of text, an image, or the end."""

    index: int
    text: str = ""
    image: bytes | None = None
    finish: FinishReason | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Predictor(Protocol):
    """A loaded model that answers."""

    def predict(self, requests: Sequence[Request]) -> Iterator[Event]:
        """Events of all requests, interleaved; each request ends with one `finish` event.

        Text is what the assistant says in the final channel; analysis is never in it.
        """
