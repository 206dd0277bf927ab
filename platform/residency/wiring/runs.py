"""What is kept of each run of a pipeline."""

from __future__ import annotations

import os
import platform
import secrets
from collections.abc import Iterator
from typing import Literal

from residency.flow.execute import stamp
from residency.plan import layout
from residency.plan.record import Outcome, Submitter
from residency.ports import Clock, Store
from residency.spec.base import SpecModel


class Run(SpecModel):
    """One run of a pipeline."""

    schema_version: Literal[1] = 1
    id: str
    tenant: str
    pipeline: str
    plan: str  # key of the plan in the store
    start: str
    end: str | None = None
    outcome: str = Outcome.RUNNING.value
    submitted_by: Submitter
    node: str = ""
    pid: int = 0

    @property
    def submitter(self) -> str:
        """The name alone."""
        return self.submitted_by.name


def new_run_id(clock: Clock) -> str:
    """Sorts by time, and two of one second differ."""
    return f"{clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def write_run(store: Store, run: Run) -> None:
    """Create or replace what is known of a run."""
    key = layout.run_key(run.tenant, run.pipeline, run.id)
    store.write(key, run.model_dump_json(indent=1).encode())


def end_run(store: Store, clock: Clock, run: Run, outcome: str) -> None:
    """Note how a run ended."""
    write_run(store, run.model_copy(update={"end": stamp(clock.now()), "outcome": outcome}))


def runs(store: Store, pipeline: str | None) -> Iterator[Run]:
    """Runs of one pipeline or of all, oldest first within a pipeline.

    One that has not ended, of a process of this machine that is gone, is told as lost.
    """
    for key in store.list(""):
        parts = key.split("/")
        is_run = len(parts) == 4 and parts[1] == "runs" and key.endswith(".json")
        if is_run and pipeline in (None, parts[2]):
            run = Run.model_validate_json(store.read(key))
            yield run.model_copy(update={"outcome": Outcome.LOST.value}) if _is_lost(run) else run


def _is_lost(run: Run) -> bool:
    if run.outcome != Outcome.RUNNING.value or run.node != platform.node():
        return False
    try:
        os.kill(run.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False  # somebody else's, and alive
    return False
