"""Where a training job stands after a step: what a checkpoint says beside weights and moments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

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


class Standing(SpecModel):
    """Sums are over the whole training, whatever the number of attempts."""

    step: int  # optimiser steps done
    position: Position
    tokens: int  # without padding
    target_tokens: int
    loss: float | None  # mean over the steps since the checkpoint before
    seconds: Mapping[str, float] = Field(default_factory=dict)  # by cause, lost time included


def randomness(seed: int, step: int, rank: int) -> int:
    """The seed of one step of one rank: none of the numbers shifts into another's place."""
    mixed = np.random.SeedSequence((seed, step, rank)).generate_state(1, np.uint64)
    return int(mixed[0] >> np.uint64(1))


def position_after(step: int, seed: int, rows: int, batch: int) -> Position:
    """Where the cursor stands once `step` global batches are taken from `rows` rows."""
    following = rows_of_step(seed, step, rows, batch).astype("<i8").tobytes()
    return Position(
        seed=seed,
        randomness=RANDOMNESS,
        rows=rows,
        taken=step * batch,
        next_rows=hashlib.sha256(following).hexdigest(),
    )


def require_position(stored: Position, derived: Position) -> None:
    """Raise ResidencyError where a checkpoint stands elsewhere in the data than we would go on.

    Samples would be seen twice or left out, or random numbers differ, and nothing would show it.
    """
    if stored == derived:
        return
    ours = derived.model_dump()
    differ = [
        f"{k} {v!r}, here {ours[k]!r}" for k, v in stored.model_dump().items() if v != ours[k]
    ]
    raise ResidencyError(
        f"The checkpoint stands elsewhere in the data: {'; '.join(differ)}.",
        "It was written over other shards or by another version: remove the step's checkpoints "
        "to train it again from its inputs.",
    )
