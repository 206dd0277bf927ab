"""What a training worker is told, and what it answers: JSON that crosses processes. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from residency.errors import ResidencyError
from residency.plan.work import TrainWork
from residency.spec.base import SpecModel
from residency.spec.training import Part

STOP_FILE = "STOP"
OUTCOME_FILE = "outcome.json"


class AwaitedInput(SpecModel):
    """An artifact whose step may still be running: its record says where it lies."""

    record: str  # path of the record.json to wait for
    artifact: str
    root: str  # the store's root, to which the record's URIs are relative


class TrainPayload(SpecModel):
    """One attempt of one training step. Paths are absolute, and the same on every node."""

    step: str  # the step's id
    fingerprint: str
    work: TrainWork
    seed: int
    folder: str  # the attempt's own folder
    checkpoints: str  # shared by the attempts of the step
    inputs: Mapping[str, str] = Field(default_factory=dict)  # role -> path
    awaited: Mapping[str, AwaitedInput] = Field(default_factory=dict)  # role -> artifact to come
    await_seconds: float | None = None  # None: as long as it takes; the driver says stop
    asked_at: float | None = None  # when the attempt was, in seconds since the epoch


class Ending(StrEnum):
    """How a training job ended in order."""

    DONE = "done"
    PREEMPTED = "preempted"


class PartParameters(SpecModel):
    """Parameters of one part of the model."""

    part: Part
    trained: int
    frozen: int


class TrainOutcome(SpecModel):
    """What a training job did."""

    ending: Ending
    steps: int  # optimiser steps of the whole training so far
    resumed_from: int  # the step that this attempt continued from; 0: from the start
    tokens: int  # without padding, of the whole training so far
    target_tokens: int
    parameters: int
    trained_parameters: int
    parts: tuple[PartParameters, ...] = ()
    adapters: tuple[str, ...] = ()  # trained beside the weights, merged into them on export
    world_size: int
    first_loss: float | None = None  # mean of the first tenth of this attempt's steps
    last_loss: float | None = None  # mean of the last tenth
    seconds: Mapping[str, float] = Field(default_factory=dict)  # by cause, of all attempts
    passed_over: tuple[str, ...] = ()  # checkpoints that could not be used, and why


def write_outcome(folder: Path, outcome: TrainOutcome) -> None:
    """Leave it for who started the attempt."""
    text = outcome.model_dump_json(by_alias=True, indent=1)
    (folder / OUTCOME_FILE).write_text(text, encoding="utf-8")


def read_outcome(folder: Path) -> TrainOutcome:
    """What rank 0 wrote at the end. Raises ResidencyError where it did not get that far."""
    path = folder / OUTCOME_FILE
    if not path.is_file():
        raise ResidencyError(f"{path} was not written: the workers ended early.", "See the log.")
    return TrainOutcome.model_validate_json(path.read_bytes())
