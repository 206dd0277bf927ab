"""What a job reads: where it lies, and which content it is.

A checkpoint says of which content it was made: the frozen weights are not in it, and the rows that
follow are not either. Continued over other ones, training would go on without an error.
"""

from __future__ import annotations

import hashlib
import math
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from residency.data.sample import require_deidentified
from residency.errors import Preempted, StepFailed
from residency.plan.record import Record
from residency.train.agreement import told_by_first
from residency.train.durable import digest
from residency.train.engine import TrainEngine
from residency.train.payload import AwaitedInput, TrainPayload

SHARDS_ROLE, MODEL_ROLE, TOKENIZER_ROLE = "shards", "model", "tokenizer"
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Inputs:
    """Paths by role, and the digests that records hold of them."""

    paths: Mapping[str, Path]
    recorded: Mapping[str, str]

    def content(self, engine: TrainEngine) -> dict[str, str]:
        """Collective: SHA-256 by role, as rank 0 has it. It reads what no record knows."""
        found = {}
        for role in sorted(self.paths):
            own = self._digest(role) if engine.rank == 0 else ""
            found[role] = told_by_first(engine, own, 64)
        return found

    def _digest(self, role: str) -> str:
        return self.recorded.get(role) or content_digest(self.paths[role])


def await_inputs(payload: TrainPayload, stop: Callable[[], bool]) -> Inputs:
    """The inputs, once the steps that write them are done.

    A worker is started before its inputs exist, so that its imports overlap what precedes it.
    Raises StepFailed after `await_seconds`, Preempted when asked to stop, DataError where samples
    or a model come from data that was not de-identified.
    """
    paths = {role: Path(path) for role, path in payload.inputs.items()}
    recorded = {}
    limit = math.inf if payload.await_seconds is None else payload.await_seconds
    deadline = time.monotonic() + limit
    for role, awaited in payload.awaited.items():
        record = _await_record(awaited, deadline, stop)
        if record is None:
            raise StepFailed(
                f"{payload.step} waited {limit:.0f} s for {awaited.record}.",
                "See why the step that writes it has not finished.",
            )
        if role in (SHARDS_ROLE, MODEL_ROLE):
            require_deidentified(f"step {record.step}", record.data_state)
        output = record.output(awaited.artifact)
        paths[role] = Path(awaited.root) / output.uri
        recorded[role] = output.sha256
    return Inputs(paths, recorded)


def content_digest(path: Path) -> str:
    """SHA-256 of a file; of a folder as records have it: of one line a file, sorted by path.

    Each line is `<sha256>  <bytes>  <relative path>`.
    """
    if path.is_file():
        return digest(path)
    files = {p.relative_to(path).as_posix(): p for p in path.rglob("*") if p.is_file()}
    lines = (f"{digest(p)}  {p.stat().st_size}  {name}\n" for name, p in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def bytes_below(path: Path) -> int:
    """Of a file, or of all files of a folder; 0 where there is nothing, or nothing any more."""
    if path.is_file():
        return path.stat().st_size
    total = 0
    for folder, _, names in os.walk(path):  # which passes over what goes meanwhile
        for name in names:
            with suppress(FileNotFoundError):
                total += os.stat(os.path.join(folder, name)).st_size
    return total


def _await_record(
    awaited: AwaitedInput, deadline: float, stop: Callable[[], bool]
) -> Record | None:
    """None where it was not there in time."""
    path = Path(awaited.record)
    while not path.is_file():
        if stop():
            raise Preempted(f"Stopped while waiting for {path}.", "Run again to continue.")
        if time.monotonic() > deadline:
            return None
        time.sleep(POLL_SECONDS)
    return Record.model_validate_json(path.read_bytes())
