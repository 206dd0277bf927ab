"""Where a training job stands after a step: what a checkpoint says beside weights and moments."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import numpy as np
from pydantic import Field

from residency.data.cursor import rows_of_step
from residency.errors import ResidencyError
from residency.spec.base import SpecModel

RANDOMNESS = "once a step, torch.manual_seed of numpy.random.SeedSequence((seed, step, rank))"


class Position(SpecModel):
    """A place in the endless sequence of rows, and from what it and all randomness follow."""

    seed: int
    randomness: str  # how each rank's random numbers follow from the seed
    rows: int  # of the packed data
    taken: int  # rows that the steps so far have consumed, over all epochs
    next_rows: str  # SHA-256 of the row numbers of the next global batch
    inputs: Mapping[str, str]  # SHA-256 of the shards, the starting model, the tokenizer, by role


class Standing(SpecModel):
    """Sums are over the whole training, whatever the number of attempts."""

    step: int  # optimiser steps done
    position: Position
    tokens: int  # without padding
    target_tokens: int
    loss: float | None  # mean over the steps since the checkpoint before
    seconds: Mapping[str, float] = Field(default_factory=dict)  # by cause, lost time included
    norms: tuple[float, ...] = ()  # of the last steps' gradients before clipping


def randomness(seed: int, step: int, rank: int) -> int:
    """The seed of one step of one rank: none of the numbers shifts into another's place."""
    mixed = np.random.SeedSequence((seed, step, rank)).generate_state(1, np.uint64)
    return int(mixed[0] >> np.uint64(1))


def position_after(
    step: int, seed: int, rows: int, batch: int, inputs: Mapping[str, str]
) -> Position:
    """Where the cursor stands once `step` global batches are taken from `rows` rows."""
    following = rows_of_step(seed, step, rows, batch).astype("<i8").tobytes()
    return Position(
        seed=seed,
        randomness=RANDOMNESS,
        rows=rows,
        taken=step * batch,
        next_rows=hashlib.sha256(following).hexdigest(),
        inputs=dict(inputs),
    )


def require_position(stored: Position, derived: Position) -> None:
    """Raise ResidencyError where a checkpoint stands elsewhere, or in other data, than we would
    go on.

    Samples would be seen twice or left out, random numbers or frozen weights differ, and nothing
    would show it.
    """
    if stored == derived:
        return
    told = (f"{name} {before}, here {now}" for name, before, now in _differences(stored, derived))
    raise ResidencyError(
        f"The checkpoint stands elsewhere in the data: {'; '.join(told)}.",
        "It was written over other inputs or by another version. Bring back the inputs that it "
        "was made of, or remove the step's checkpoints to train it again from those of now.",
    )


def _differences(stored: Position, derived: Position) -> Iterator[tuple[str, str, str]]:
    for name in Position.model_fields:
        before, now = getattr(stored, name), getattr(derived, name)
        if name == "inputs":
            for role in sorted({*before, *now}):
                if before.get(role) != now.get(role):
                    yield role, before.get(role, "none")[:12], now.get(role, "none")[:12]
        elif before != now:
            yield name, repr(before), repr(now)
