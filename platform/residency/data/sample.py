"""Samples: what ingest produces and everything after it consumes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from residency.errors import DataError
from residency.spec.dataset import State

Role = Literal["system", "user", "assistant"]
AnswerType = Literal["closed", "open"]
Split = Literal["train", "heldout"]


DataState = State
"""How far patient identity is out of a sample: the word that a recipe uses of a dataset."""


def require_deidentified(owner: str, state: str) -> None:
    """Raise DataError unless `state` is one that training, evaluation and tracking accept."""
    if state not in tuple(DataState) or not DataState(state).may_leave_ingest:
        raise DataError(
            f"{owner} hands on data in the state `{state or 'unknown'}`",
            "Training, evaluation and tracking accept nothing below `deidentified`.",
        )


def lowest_state(states: Mapping[str, str]) -> str:
    """The lowest of what owners hand on; empty where none holds data.

    Raises:
        DataError: one is below `deidentified`.
    """
    known = {owner: state for owner, state in states.items() if state}
    for owner, state in known.items():
        require_deidentified(owner, state)
    order = list(DataState)
    return min(map(DataState, known.values()), key=order.index).value if known else ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation; its `images` images stand before its text."""

    role: Role
    text: str
    images: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """One conversation with its images (PNG bytes, in the order of the turns).

    `image_digests` and `image_hashes`, one of each an image, are what decontamination compares.
    Both are of the cleaned picture as the source has it: where questions are asked of files, the
    file's first frame before a view of it was drawn, which `images` holds. Else they are of the
    image itself.
    """

    sample_id: str
    dataset: str  # "name@version"
    source_key: str
    patient: str  # HMAC, never the id itself
    split: Split
    state: DataState
    kind: str  # what is asked: modality, plane, ..., text
    answer_type: AnswerType
    answer: str
    turns: tuple[Turn, ...]
    images: tuple[bytes, ...] = ()
    image_digests: tuple[str, ...] = ()  # SHA-256 of shape and pixels
    image_hashes: tuple[int | None, ...] = ()  # perceptual, 64 bits; None of a flat image
    study: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    alternatives: tuple[str, ...] = ()  # answers that are as right as `answer`, which is taught


def sample_id(dataset: str, source_key: str) -> str:
    """The id that follows a sample from ingest to its prediction (16 hex digits)."""
    return hashlib.sha256(f"{dataset}\0{source_key}".encode()).hexdigest()[:16]
