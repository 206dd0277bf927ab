"""The Protocols that we own. Adapters implement them; the core speaks to nothing else.

Each has a small required interface; what only some targets can do is a Protocol of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from residency.data.deid.findings import Box, Span
from residency.data.sample import Turn
from residency.errors import ResidencyError
from residency.plan.record import Artifact, Metric, Record, Rows, Submitter, TrackedRun
from residency.plan.work import Plan, Step

if TYPE_CHECKING:  # numpy, which a cached run and --help need not wait for
    from residency.data.pixels import Picture

# --- time and people -----------------------------------------------------------------------


class Clock(Protocol):
    """Time, so that tests can set it."""

    def now(self) -> datetime:
        """The time, with its zone (UTC)."""

    def monotonic(self) -> float:
        """Seconds from some origin, never going back."""


class Identity(Protocol):
    """Who is acting."""

    def current(self) -> Submitter:
        """The person at the keyboard, or the account of the job."""


class Keys(Protocol):
    """A tenant's HMAC keys. Keys never enter a hash, a record or a log; their ids do."""

    def current_id(self, tenant: str) -> str:
        """The id of the key in use; makes one where the tenant has none."""

    def key(self, tenant: str, key_id: str) -> bytes:
        """The key of that id (32 bytes). Raises EnvironmentProblem where it is unknown."""


# --- store ---------------------------------------------------------------------------------


class Store(Protocol):
    """Objects by key below one root; a key is relative and uses `/`."""

    @property
    def url(self) -> str:
        """The root, as a person would write it."""

    def read(self, key: str) -> bytes:
        """The object; FileNotFoundError where there is none."""

    def write(self, key: str, data: bytes) -> None:
        """Create or replace, atomically. EnvironmentProblem when there is no space left."""

    def list(self, prefix: str) -> Iterator[str]:
        """Keys that start with the prefix, sorted."""

    def exists(self, key: str) -> bool:
        """Whether there is an object of that key."""

    def delete(self, key: str) -> None:
        """Remove; nothing happens where there is none."""

    def put_if_absent(self, key: str, data: bytes) -> None:
        """Create; StoreConflict where the key exists."""

    def put_if_match(self, key: str, data: bytes, etag: str) -> None:
        """Replace what has that etag; StoreConflict where it has another or is gone."""

    def etag(self, key: str) -> str:
        """The object's current etag, opaque; FileNotFoundError where there is none."""

    def upload_tree(self, folder: Path, key: str, name: str) -> Artifact:
        """Put a folder or file below the key and describe it (manifest digest, bytes).

        What lies in a `folder` of the store at that key already is only described.
        """

    def describe(self, key: str, name: str) -> Artifact:
        """Describe what lies at the key already: an object or all objects below it."""

    def local_copy(self, artifact: Artifact, *, verify: bool = True) -> Path:
        """A local path of the artifact's content; raises DataError when a digest differs."""

    def folder(self, key: str) -> Path:
        """A local folder for what belongs to the key (made when missing).

        Where the store is a folder, it is the store's own; elsewhere it holds what this machine
        wrote, and `upload_tree` puts that into the store.
        """


@runtime_checkable
class RemoteStore(Protocol):
    """A store that is reached over a network, and may refuse us."""

    @property
    def url(self) -> str:
        """The root, as a person would write it."""

    def check(self) -> None:
        """Raise EnvironmentProblem where it cannot be used; leaves nothing there."""


class Locks(Protocol):
    """Locks that SIGKILL frees: flock on a disk, a lease on S3."""

    def hold(
        self, key: str, owner: str, *, wait: bool = False
    ) -> AbstractContextManager[StopSignal]:
        """Hold the lock; RunLocked, naming the owner, where another does and `wait` is off.

        The block is given a signal that is set once the lock is lost (a lease that could not be
        renewed): the work under it is to end.
        """


# --- finding identity ------------------------------------------------------------------------


class Scrubber(Protocol):
    """Finds what identifies a person in text: the 18 identifiers of Safe Harbor (HIPAA)."""

    @property
    def name(self) -> str:
        """Its name and version, for the de-identification report."""

    def find(
        self, texts: Sequence[str], denied: Sequence[Sequence[str]]
    ) -> Sequence[tuple[Span, ...]]:
        """Spans of each text, sorted, without overlap.

        `denied[i]`: values of the study that text i belongs to, found wherever they stand.
        """


class TextDetector(Protocol):
    """Finds text in a picture."""

    @property
    def name(self) -> str:
        """Its name and version, for the de-identification report."""

    def find(self, picture: Picture) -> Sequence[Box]:
        """Boxes of text in one picture (uint8 [H, W, 3]), as it is: at one scale and polarity."""


# --- launching -----------------------------------------------------------------------------


class Phase(StrEnum):
    """Where an attempt is."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REJECTED = "rejected"
    PREEMPTED = "preempted"


@dataclass(frozen=True, slots=True)
class Status:
    """What a launcher knows of an attempt."""

    phase: Phase
    reason: str = ""
    heartbeat: datetime | None = None
    error: ResidencyError | None = None  # as it was raised, where the launcher can tell

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.phase not in (Phase.PENDING, Phase.RUNNING)


class Launcher(Protocol):
    """Starts steps somewhere. Level-triggered and never blocking."""

    def ensure(self, plan: Plan, step: Step, attempt: str) -> None:
        """Have the attempt exist; calling again changes nothing."""

    def observe(self, attempt: str) -> Status:
        """Where the attempt is. KeyError where it was never ensured."""

    def stop(self, attempt: str, grace: float) -> None:
        """Ask it to end in order within `grace` seconds; then end it."""

    def logs(self, attempt: str) -> str:
        """What it has printed so far."""


@runtime_checkable
class RendersObjects(Protocol):
    """A launcher whose attempts are declarative objects."""

    def objects(self, plan: Plan) -> Sequence[Mapping[str, object]]:
        """The objects of a whole plan, as they would be submitted."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a step would be let in, and why not."""

    step: str
    admitted: bool
    reason: str = ""


@runtime_checkable
class KnowsAdmission(Protocol):
    """A launcher that can say whether a plan would fit its queue."""

    def admission(self, plan: Plan) -> Sequence[Admission]:
        """One entry a step."""


# --- executing one step --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is, for people: done of total, with figures to show."""

    step: str
    done: int
    total: int
    figures: Mapping[str, float] = field(default_factory=dict)
    message: str = ""


class ProgressSink(Protocol):
    """Takes progress; must be cheap and safe to call from any thread."""

    def update(self, progress: Progress) -> None:
        """Show it, or drop it."""


class Earlier(Protocol):
    """What the steps before have left. Both calls block until those steps are done.

    They return at once as a rule; a launcher that starts a step early, so that its launch
    overlaps what precedes it, makes them wait. They raise Preempted when that never comes.
    """

    def paths(self) -> Mapping[str, Path]:
        """Role -> local path of the verified artifact."""

    def records(self) -> Mapping[str, Record]:
        """Records of the steps of `after`, by step id."""


@dataclass(frozen=True, slots=True)
class StepContext:
    """All that an executor is given besides its step."""

    plan: Plan
    step: Step
    attempt: str
    folder: Path  # the attempt's own folder, local
    checkpoints: Path  # shared by the attempts of the step
    earlier: Earlier
    track: TrackedStep
    progress: ProgressSink
    stopping: StopSignal


@dataclass(frozen=True, slots=True)
class StepResult:
    """What an executor returns; the record is made of it."""

    outputs: tuple[str, ...]  # names below the attempt's folder
    metrics: tuple[Metric, ...] = ()
    rows: Rows | None = None
    tokens: int | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    world_size: int = 1
    data_state: str = ""
    key_id: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


class Executor(Protocol):
    """Does the work of one kind of step."""

    def __call__(self, context: StepContext) -> StepResult:
        """Work inside `context.folder`; raise GateRejected, Preempted or another error."""


class StopSignal(Protocol):
    """Whether the step was asked to end."""

    def is_set(self) -> bool:
        """True once it should end in order."""


# --- tracking ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """One value of one curve. (run, name, step) identifies it, so a replay changes nothing."""

    name: str
    step: int
    value: float
    time: float  # seconds since the epoch


@dataclass(frozen=True, slots=True)
class DataInput:
    """A dataset that a step used."""

    name: str
    version: str
    sha256: str
    role: str  # "training", "evaluation"
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people. Cells are text, numbers or PNG bytes."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | bytes | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line of a plot: x and y of equal length."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]


class TrackedStep(Protocol):
    """A run of the tracker that belongs to one step (or to the whole pipeline)."""

    @property
    def ids(self) -> TrackedRun | None:
        """Its ids; None where nothing is tracked."""

    def params(self, values: Mapping[str, str]) -> None: ...

    def tags(self, values: Mapping[str, str]) -> None: ...

    def points(self, points: Sequence[Point]) -> None:
        """Add points; one that is there already is not added twice."""

    def inputs(self, inputs: Sequence[DataInput]) -> None: ...

    def table(self, table: Table) -> None:
        """Log a table, its PNG cells as pictures."""

    def curves(self, name: str, curves: Sequence[Curve], *, x: str, y: str) -> None:
        """Log a plot."""

    def file(self, path: Path, folder: str = "") -> None: ...

    def finish(self, outcome: str) -> None: ...


class Tracker(Protocol):
    """Where people look at runs.

    A wrong address fails at the start; a failure after that never fails a step.
    """

    def check(self) -> None:
        """Raise EnvironmentProblem where it cannot be used."""

    def pipeline(self, pipeline: str, run: str, tags: Mapping[str, str]) -> TrackedStep:
        """The parent run of one run of a pipeline; the same key gives the same run."""

    def step(
        self, parent: TrackedStep, step: str, key: str, tags: Mapping[str, str]
    ) -> TrackedStep:
        """A child run; the same key gives the same run."""


# --- registry ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A registered model."""

    name: str
    version: str
    digest: str
    uri: str  # relative to the store
    run_id: str = ""
    aliases: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


class Registry(Protocol):
    """Model versions and the aliases that name them."""

    def create_version(
        self, name: str, digest: str, uri: str, *, run_id: str = "", tags: Mapping[str, str]
    ) -> ModelVersion:
        """Idempotent by digest: the same digest gives the same version."""

    def versions(self, name: str) -> Sequence[ModelVersion]:
        """All versions, oldest first."""

    def alias(self, name: str, alias: str) -> ModelVersion | None:
        """The version that an alias names."""

    def move_alias(self, name: str, alias: str, version: str, expected: str | None) -> None:
        """Move an alias that names `expected` now (None: nobody); StoreConflict otherwise."""


# --- predicting ----------------------------------------------------------------------------


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
