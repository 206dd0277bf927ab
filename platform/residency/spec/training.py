"""How one job trains: what is computed (identity) and how it is run (execution)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from residency.spec.base import Count, Fraction, Name, Positive, SpecModel, Whole
from residency.spec.deepspeed import DeepSpeed


class Part(StrEnum):
    """Named parts of a model that a stage trains; `*` in a stage means all."""

    VISION = "vision"
    PROJECTOR = "projector"
    LANGUAGE = "language"
    EMBEDDINGS = "embeddings"
    HEAD = "head"
    ADAPTERS = "adapters"


# `*`, a part, or parameters below a part: `projector.comprehension`, `language.layers.*`.
_BELOW = r"(\.[-A-Za-z0-9_.*]+)?"


def _names_a_part(glob: object) -> object:
    """Said in words before the pattern, which is for the schema, says it in signs."""
    if isinstance(glob, str) and glob.partition(".")[0] not in ("*", *Part):
        raise ValueError(f"is no part of a model; parts are {', '.join(Part)}, and '*' is all")
    return glob


PartGlob = Annotated[
    str,
    StringConstraints(pattern=rf"^(\*|({'|'.join(Part)}){_BELOW})$"),
    BeforeValidator(_names_a_part),
]


class Schedule(StrEnum):
    """How the learning rate falls after warm-up."""

    COSINE = "cosine"
    LINEAR = "linear"
    CONSTANT = "constant"


class ParameterGroup(SpecModel):
    """A learning rate of its own for the parts that match."""

    match: PartGlob
    lr: Annotated[float, Field(ge=0)]
    weight_decay: Annotated[float, Field(ge=0)] | None = None


class Optimizer(SpecModel):
    """AdamW (arXiv 1711.05101) and its schedule. One of epochs, steps, tokens is given."""

    lr: Annotated[float, Field(ge=0)]
    betas: Annotated[tuple[float, ...], Field(min_length=2, max_length=2)] = (0.9, 0.999)
    eps: Positive = 1e-8
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    groups: tuple[ParameterGroup, ...] = ()
    schedule: Schedule = Schedule.COSINE
    warmup: Fraction = 0.03
    clip: Positive = 1.0
    global_batch: Count
    epochs: Positive | None = None
    steps: Count | None = None
    tokens: Count | None = None

    @model_validator(mode="after")
    def _one_length(self) -> Optimizer:
        given = [name for name in ("epochs", "steps", "tokens") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"give exactly one of epochs, steps, tokens; this has {given or 'none'}"
            )
        return self


class Sequence(SpecModel):
    """Rows of tokens that the model sees; packing puts several samples into one row."""

    length: Count
    packing: bool = True


class MixtureEntry(SpecModel):
    """A dataset of the mixture, and its share of the samples before rounding.

    `maxEpochs` caps how often its samples are gone through, whatever the share would ask for.
    """

    dataset: Name
    weight: Positive = 1.0
    kinds: tuple[str, ...] = ()
    max_epochs: Positive | None = None


class Loss(SpecModel):
    """Coefficients of the loss besides the cross-entropy on target tokens."""

    router_balance: Annotated[float, Field(ge=0)] = 0.0


class Precision(StrEnum):
    """Numbers of the forward and backward pass; master weights are fp32."""

    BF16 = "bf16"
    FP32 = "fp32"


class Attention(StrEnum):
    """How attention is computed. Flash is for GPUs; gpt-oss needs a kernel that knows sinks."""

    EAGER = "eager"  # score matrices in memory
    FLASH = "flash"  # in tiles (arXiv 2205.14135)


class Execution(SpecModel):
    """How it is run: recorded, never hashed, so that a resume elsewhere is the same step.

    Of `deepspeed`, what decides numbers goes into the identity instead (spec/deepspeed.py).
    """

    workers: Count = 1
    zero: Annotated[int, Field(ge=0, le=3)] = 2
    micro_batch: Count = 1
    activation_checkpointing: bool = False
    attention: Attention = Attention.EAGER
    offload: bool = False
    checkpoint_every: Whole = 0  # optimiser steps, and at the end; 0: only when stopped
    deepspeed: DeepSpeed | None = None


class Resources(SpecModel):
    """What each worker is given; where a queue grants it is the placement's."""

    cpus: Positive = 1.0
    gpus: Annotated[float, Field(ge=0)] = 0.0
    memory: Annotated[str, Field(pattern=r"^[0-9]+(Mi|Gi|Ti)$")] = "4Gi"
    deadline_hours: Positive = 24.0


class TrainRecipe(SpecModel):
    """What the base step and every stage state."""

    train: Annotated[tuple[PartGlob, ...], Field(min_length=1)]
    optimizer: Optimizer
    sequence: Sequence
    mixture: Annotated[tuple[MixtureEntry, ...], Field(min_length=1)]
    # Where it is given, a share is weight x size^(1 / temperature): 1 mixes by size, a large one
    # evenly (arXiv 1907.05019). Without it, a share is the weight alone.
    mixture_temperature: Positive | None = None
    loss: Loss = Loss()
    dropout: Fraction = 0.0
    precision: Precision = Precision.BF16
    projector: Name | None = None
    execution: Execution = Execution()
    resources: Resources = Resources()

    @model_validator(mode="after")
    def _one_gradient_type(self) -> TrainRecipe:
        """Under ZeRO-0, and in fp32, DeepSpeed adds gradients up in the type they come in."""
        own, type_ = self.execution.deepspeed, self.precision.value
        given = own.data_types.grad_accum_dtype if own and own.data_types else None
        apart = self.precision is Precision.BF16 and self.execution.zero > 0
        if given is not None and given.value != type_ and not apart:
            raise ValueError(
                f"execution.deepspeed.data_types.grad_accum_dtype is {given}, but in {type_} "
                f"under ZeRO-{self.execution.zero} gradients are added up in {type_}: leave it "
                "out, or take precision bf16 with execution.zero of 1 or more"
            )
        return self


class From(SpecModel):
    """The model that a stage starts from: another stage's, optionally merged with more."""

    model: Name
    merge: tuple[Name, ...] = ()


class Compare(StrEnum):
    """What a measured value is held against."""

    ABSOLUTE = "absolute"
    BASELINE = "baseline"
    STAGING = "staging"


class Rule(SpecModel):
    """A rule holds when value >= reference + margin; `absolute` has the reference 0."""

    metric: str
    compare: Compare
    margin: float = 0.0
    subgroup: str | None = None
    protocol: str | None = None


class Gate(SpecModel):
    """All rules must hold on the named benchmark."""

    benchmark: Name
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]


class Published(SpecModel):
    """What a paper says of its own run of a stage. `plan` shows it; nothing computes with it."""

    samples: Count
    hours: Positive
    gpus: Count
    gpu: Name


class Stage(TrainRecipe):
    """One training phase of the curriculum."""

    name: Name
    after: tuple[Name, ...] = ()
    track: Name | None = None
    from_: Annotated[From | None, Field(alias="from")] = None
    evaluate: tuple[Name, ...] = ()
    gate: Gate | None = None
    published: Published | None = None


class Protocol(StrEnum):
    """How answers are scored; scores of different protocols are never compared."""

    STRICT_EXACT_MATCH = "strict-exact-match"
    BLEU1 = "bleu-1"
    MACRO_F1 = "macro-f1"
    RADGRAPH_F1 = "radgraph-f1"
    IMAGE_SIMILARITY = "image-similarity"  # SSIM, PSNR and MSE of generated images


class TransferFeatures(StrEnum):
    """What of the vision tower a transfer's linear head sees."""

    CLASS_AND_MEAN_PATCH = "class-and-mean-patch"  # joined: twice the tower's width


class Transfer(SpecModel):
    """A linear head trained on the vision tower, to judge the tower by classification."""

    epochs: Count
    features: TransferFeatures = TransferFeatures.CLASS_AND_MEAN_PATCH


class Benchmark(SpecModel):
    """Held-out questions and how their answers are scored."""

    name: Name
    dataset: Name
    protocol: Protocol
    max_new_tokens: Count = 16
    transfer: Transfer | None = None


class ProvenanceKind(StrEnum):
    """Where a value of a recipe comes from."""

    PUBLISHED = "published"
    ASSUMED = "assumed"


class Provenance(SpecModel):
    """Of one value: stated by the paper, or chosen by us, and by what reasoning."""

    kind: ProvenanceKind
    source: str


class Approval(SpecModel):
    """Who must agree before a model is served."""

    approvals: Count = 1
    allow_submitter: bool = False
    rollout: Annotated[str, Field(pattern="^(direct|canary)$")] = "direct"


class Serving(SpecModel):
    """The staging endpoint."""

    engine: Annotated[str, Field(pattern="^(transformers|vllm)$")] = "transformers"
    max_new_tokens: Count = 64
    max_image_bytes: Count = 20_000_000
    max_image_pixels: Count = 50_000_000
    max_images: Count = 4
    max_queued: Count = 32
    timeout_seconds: Positive = 60.0
    tasks: tuple[Name, ...] = ()
