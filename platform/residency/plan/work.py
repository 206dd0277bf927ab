"""What each kind of step is told to do.

A work has two halves. Its *identity* is what is computed and goes into the fingerprint; its
*execution* is how and where, and does not. A step's inputs (artifacts of earlier steps) stand
in the plan beside it, and count to the identity by the fingerprints of those steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from residency.spec.base import SpecModel
from residency.spec.dataset import Dataset
from residency.spec.decontamination import Decontamination
from residency.spec.deepspeed import Deciding
from residency.spec.model import Model, Padding, Tiling
from residency.spec.pipeline import Placement
from residency.spec.training import (
    Approval,
    Benchmark,
    Execution,
    Gate,
    Loss,
    MixtureEntry,
    Optimizer,
    Precision,
    Resources,
    Sequence,
    Serving,
)


class StepKind(StrEnum):
    """Kinds of steps, in the order of the way of the data."""

    INGEST = "ingest"
    DECONTAMINATE = "decontaminate"
    TOKENIZER = "tokenizer"
    ASSEMBLE = "assemble"
    PACK = "pack"
    TRAIN = "train"
    EVALUATE = "evaluate"
    GATE = "gate"
    REGISTER = "register"


class IngestIdentity(SpecModel):
    dataset: Dataset
    listing: str  # digest of (name, size, mtime or etag) of the source's files
    key_id: str
    seed: int


class IngestWork(SpecModel):
    """Read, de-identify and curate one dataset; write samples, quarantine and data card."""

    kind: Literal[StepKind.INGEST] = StepKind.INGEST
    identity: IngestIdentity
    base: str = "."  # folder that relative paths of the source start from; not hashed
    resources: Resources = Resources()


class TokenizerIdentity(SpecModel):
    vocabulary_size: int | None  # of the one that is trained; None: one is given
    template: str
    given: str | None = None  # digest of the given one's files


class TokenizerWork(SpecModel):
    """Train a BPE tokenizer on the training side of the datasets, but for what is excluded.

    Or make a given one know all words of the chat format.
    """

    kind: Literal[StepKind.TOKENIZER] = StepKind.TOKENIZER
    identity: TokenizerIdentity
    path: str | None = None  # of the given one's folder; not hashed, as in AssembleWork


class AssembleIdentity(SpecModel):
    model: Model  # without paths
    text: str | None  # digest of the files that weights are read from; None: drawn from the seed
    vision: str | None
    seed: int


class AssembleWork(SpecModel):
    """Put a model together: what is pretrained from folders, the rest drawn from the seed."""

    kind: Literal[StepKind.ASSEMBLE] = StepKind.ASSEMBLE
    identity: AssembleIdentity
    text_path: str | None = None
    vision_path: str | None = None


class Held(SpecModel):
    """A benchmark that training sets are held against: the held-out side of a dataset."""

    benchmark: str
    dataset: str


class DecontaminateIdentity(SpecModel):
    training: tuple[str, ...]  # datasets, whose training side is searched
    benchmarks: tuple[Held, ...]
    rules: Decontamination


class DecontaminateWork(SpecModel):
    """Find what the training sets share with every benchmark of the pipeline."""

    kind: Literal[StepKind.DECONTAMINATE] = StepKind.DECONTAMINATE
    identity: DecontaminateIdentity
    resources: Resources = Resources()


class PackIdentity(SpecModel):
    mixture: tuple[MixtureEntry, ...]
    sequence: Sequence
    image_size: int
    patch_size: int
    template: str
    tiling: Tiling | None = None
    padding: Padding = Padding.BLACK
    temperature: float | None = None
    seed: int


class PackWork(SpecModel):
    """Render, tokenise and pack a mixture into shards of rows."""

    kind: Literal[StepKind.PACK] = StepKind.PACK
    identity: PackIdentity
    resources: Resources = Resources()


class TrainIdentity(SpecModel):
    model: Model
    train: tuple[str, ...]
    optimizer: Optimizer
    sequence: Sequence
    loss: Loss
    dropout: float
    precision: Precision
    projector: str | None
    seed: int
    deepspeed: Deciding | None = None  # what of the recipe's own settings decides numbers


class TrainWork(SpecModel):
    """One training job: from a model (or from initialisation) to a model."""

    kind: Literal[StepKind.TRAIN] = StepKind.TRAIN
    identity: TrainIdentity
    execution: Execution = Execution()
    resources: Resources = Resources()


class EvaluateIdentity(SpecModel):
    benchmark: Benchmark
    seed: int


class EvaluateWork(SpecModel):
    """Answer a benchmark's questions with a model, greedily, and score the answers."""

    kind: Literal[StepKind.EVALUATE] = StepKind.EVALUATE
    identity: EvaluateIdentity
    resources: Resources = Resources()


class GateIdentity(SpecModel):
    gate: Gate


class GateWork(SpecModel):
    """Hold a report against the rules of a gate."""

    kind: Literal[StepKind.GATE] = StepKind.GATE
    identity: GateIdentity


class RegisterIdentity(SpecModel):
    model_name: str
    alias: Literal["candidate"] = "candidate"


class RegisterWork(SpecModel):
    """Register the model that passed the last gate."""

    kind: Literal[StepKind.REGISTER] = StepKind.REGISTER
    identity: RegisterIdentity
    rules: Approval = Approval()
    serving: Serving = Serving()


Work = Annotated[
    IngestWork
    | TokenizerWork
    | AssembleWork
    | DecontaminateWork
    | PackWork
    | TrainWork
    | EvaluateWork
    | GateWork
    | RegisterWork,
    Field(discriminator="kind"),
]


class ArtifactRef(SpecModel):
    """An artifact of an earlier step, by the step's id and the artifact's name."""

    step: str
    artifact: str


class Step(SpecModel):
    """One node of the plan."""

    id: str
    work: Work
    inputs: Mapping[str, ArtifactRef] = Field(default_factory=dict)  # role -> artifact
    after: tuple[str, ...] = ()  # steps that must be done first, inputs' steps included
    fingerprint: str  # 64 hex digits

    @property
    def kind(self) -> StepKind:
        return self.work.kind

    @property
    def name(self) -> str:
        """What the step is about: a dataset or a stage; its kind where there is one only."""
        return self.id.partition(".")[2] or self.id


class Plan(SpecModel):
    """A resolved pipeline: steps in an order that respects `after`."""

    schema_version: Literal[1] = 1
    pipeline: str
    tenant: str
    seed: int
    source: str  # the file it was resolved from, as given
    overrides: Mapping[str, str] = Field(default_factory=dict)
    labels: Mapping[str, str] = Field(default_factory=dict)
    placement: Placement = Placement()  # in no fingerprint
    explicit: tuple[str, ...] = ()  # paths that the person wrote; all others are defaults
    steps: tuple[Step, ...]
    unsupported: tuple[str, ...] = ()  # "not supported yet: ..." lines

    def step(self, step_id: str) -> Step:
        """The step of that id; KeyError where there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)
