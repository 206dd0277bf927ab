"""Where a job continues: one answer for all ranks, or an error of all ranks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from residency.errors import CheckpointsDamaged, ResidencyError
from residency.train.agreement import told_by_first
from residency.train.checkpoint import (
    Checkpoint,
    Found,
    Unusable,
    attempt_folder,
    newest_checkpoint,
    opened,
    restore_checkpoint,
)
from residency.train.engine import TrainEngine
from residency.train.failpoints import Place, reached
from residency.train.standing import Position, Standing, require_position

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Resumed:
    """Where training goes on, and which newer checkpoints could not be used."""

    standing: Standing | None  # None: from the beginning, since nothing was ever committed
    passed_over: tuple[str, ...]  # told on rank 0


def resume(
    engine: TrainEngine, root: Path, fingerprint: str, position: Callable[[int], Position]
) -> Resumed:
    """Collective: restore the newest usable checkpoint, where anything was ever committed.

    `position` derives where the data stand after a number of steps. Raises CheckpointsDamaged
    where nothing can be used, ResidencyError where the checkpoint stands elsewhere in the data
    or a rank does not see it.
    """
    found, error = _search(root, fingerprint) if engine.rank == 0 else (Found(None), None)
    own = found.checkpoint
    step, failed = engine.sum([float(own.step) if own else 0.0, float(error is not None)])
    if failed:
        raise error or CheckpointsDamaged("Rank 0 found no usable checkpoint.", "See its log.")
    for reason in found.passed_over:
        logger.warning("A checkpoint is passed over: %s", reason)
    if not step:
        return Resumed(None, found.passed_over)
    checkpoint = _same_on_all(engine, root, int(step), own)
    require_position(checkpoint.manifest.standing.position, position(int(step)))
    restore_checkpoint(engine, checkpoint)
    reached(Place.RESTORED)
    return Resumed(checkpoint.manifest.standing, found.passed_over)


def _search(root: Path, fingerprint: str) -> tuple[Found, ResidencyError | None]:
    """Rank 0 verifies; an error waits until the other ranks know of it."""
    try:
        return newest_checkpoint(root, fingerprint), None
    except ResidencyError as error:
        return Found(None), error


def _same_on_all(engine: TrainEngine, root: Path, step: int, own: Checkpoint | None) -> Checkpoint:
    """The others take rank 0's word for which one it is, and have to see the same."""
    attempt = told_by_first(engine, own.manifest.attempt if own else "", 32)
    commit = told_by_first(engine, own.commit if own else "", 64)
    checkpoint = own
    if checkpoint is None:
        try:
            checkpoint = opened(attempt_folder(root, step, attempt), commit)
        except Unusable as reason:
            logger.warning("Step %s in %s: %s", step, root, reason)
    seen = engine.sum([float(checkpoint is not None)])[0]
    if int(seen) < engine.world_size or checkpoint is None:
        raise ResidencyError(
            f"Not every rank sees the checkpoint of step {step} in {root}.",
            "Put the checkpoints on a file system that all nodes share.",
        )
    return checkpoint
