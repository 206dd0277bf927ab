"""Records: what a finished step leaves behind, written last. They are the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field, JsonValue

from residency.spec.base import SpecModel


class Outcome(StrEnum):
    """How an attempt ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REJECTED = "rejected"
    PREEMPTED = "preempted"
    LOST = "lost"  # its process vanished: nobody recorded an end


class Attempt(SpecModel):
    """One try at a step."""

    id: str
    start: str  # RFC 3339, UTC
    end: str | None = None
    outcome: Outcome = Outcome.RUNNING
    node: str = ""
    pid: int = 0
    message: str = ""


class Artifact(SpecModel):
    """A file or folder of a step. A folder's digest is that of its sorted manifest."""

    name: str
    uri: str  # relative to the store's root
    sha256: str
    bytes: int
    files: int = 1


class Rows(SpecModel):
    """Rows in = out + quarantined + dropped; checked by who writes them."""

    read: int = 0
    out: int = 0
    quarantined: int = 0
    dropped: Mapping[str, int] = Field(default_factory=dict)  # by filter name

    @property
    def balanced(self) -> bool:
        """Whether every row is accounted for."""
        return self.read == self.out + self.quarantined + sum(self.dropped.values())


class Metric(SpecModel):
    """A measured value, never without what it was measured on and how."""

    name: str
    value: float
    protocol: str = ""
    n: int | None = None
    low: float | None = None  # 95% interval
    high: float | None = None


class Submitter(SpecModel):
    """Who asked for the run, and how we know."""

    name: str
    source: str  # "os-user", "kubernetes", ...


class TrackedRun(SpecModel):
    """The mirror of a step in the tracker."""

    run_id: str
    parent_id: str | None = None


class Record(SpecModel):
    """A finished step."""

    schema_version: Literal[1] = 1
    tenant: str
    pipeline: str
    step: str
    kind: str
    fingerprint: str
    identity: JsonValue  # the canonical inputs of the fingerprint
    inputs: tuple[Artifact, ...] = ()
    outputs: tuple[Artifact, ...] = ()
    overrides: Mapping[str, str] = Field(default_factory=dict)
    explicit: tuple[str, ...] = ()
    submitter: Submitter
    placement: Mapping[str, str] = Field(default_factory=dict)  # as granted
    execution: JsonValue = None
    world_size: int = 1
    versions: Mapping[str, str] = Field(default_factory=dict)
    attempts: tuple[Attempt, ...]
    rows: Rows | None = None
    tokens: int | None = None
    seconds: Mapping[str, float] = Field(default_factory=dict)  # by cause
    gpus: float = 0.0
    data_state: str = ""
    key_id: str = ""
    metrics: tuple[Metric, ...] = ()
    notes: Mapping[str, str] = Field(default_factory=dict)  # short facts for tables
    tracked: TrackedRun | None = None

    def output(self, name: str) -> Artifact:
        """The artifact of that name; KeyError where there is none."""
        for artifact in self.outputs:
            if artifact.name == name:
                return artifact
        raise KeyError(f"step {self.step} has no artifact {name}")
