"""The small runs: LLaVA over CLIP and gpt-oss, of sizes in which each kind of bytes shows."""

from __future__ import annotations

from dataclasses import dataclass

from residency.plan.activations import LOGITS_AT_ONCE
from residency.plan.work import TrainIdentity, TrainWork
from residency.spec.base import SpecModel
from residency.spec.model import (
    Adapter,
    AdapterKind,
    Model,
    TextArchitecture,
    TextConfig,
    TextModel,
    VisionConfig,
    VisionModel,
)
from residency.spec.training import Execution, Loss, Optimizer, Precision, Sequence

PRECISIONS = (Precision.BF16, Precision.FP32)
EVERYTHING: tuple[str, ...] = ("*",)
ALIGNED: tuple[str, ...] = ("vision", "projector")  # the language model is frozen
ADAPTED: tuple[str, ...] = ("adapters",)
LENGTH, BATCH, TARGETS, IMAGES = 320, 2, 128, 1


class Case(SpecModel):
    """One run. `wide`: more weights than activations; otherwise the other way round.

    `wordy`: long rows of pictures, many targets of many words, and two heads, so that what is
    small elsewhere (logits, masks, the tower) is most of the bytes. `chunked`: logits in five
    chunks, and not all at once.
    """

    zero: int
    precision: Precision
    checkpointing: bool = False
    train: tuple[str, ...] = EVERYTHING
    wide: bool = False
    wordy: bool = False
    chunked: bool = False
    lora: bool = False  # adapters beside attention; `packed`: beside the experts too
    packed: bool = False

    @property
    def name(self) -> str:
        """As tables show it."""
        kind = "wordy" if self.wordy else "wide" if self.wide else "long"
        return (
            f"{kind} ZeRO-{self.zero} {self.precision.value}"
            f"{' checkpointed' if self.checkpointing else ''}"
            f"{' frozen language' if self.train == ALIGNED else ''}"
            f"{' chunked' if self.chunked else ''}"
            f"{' LoRA' if self.lora else ''}{' with experts' if self.packed else ''}"
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """What was predicted and measured for one case, in bytes of one rank."""

    case: str
    ranks: int
    worst: str  # the moment at which the peak is predicted
    predicted: int
    measured: int
    bucket: int  # of both peaks: DeepSpeed's buffer, which dwarfs so small a model
    predicted_state: int  # weights, gradients and optimiser
    measured_state: int

    @property
    def ratio(self) -> float:
        """Of the peaks."""
        return self.predicted / self.measured

    @property
    def bare_ratio(self) -> float:
        """Of the peaks without the bucket: the harder test."""
        return (self.predicted - self.bucket) / (self.measured - self.bucket)

    @property
    def state_ratio(self) -> float:
        """Of weights, gradients and optimiser."""
        return self.predicted_state / self.measured_state


def cases(*, quick: bool = False) -> list[Case]:
    """All of them; `quick`: each ZeRO stage once, and one of each kind."""
    if quick:
        whole = [Case(zero=zero, precision=Precision.BF16) for zero in range(4)]
        return [
            *whole,
            Case(zero=2, precision=Precision.FP32, checkpointing=True),
            Case(zero=3, precision=Precision.BF16, train=ALIGNED),
        ]
    wordy = [
        Case(zero=zero, precision=precision, checkpointing=checked, wordy=True, chunked=chunked)
        for precision in PRECISIONS
        for checked in (False, True)
        for zero in (0, 3)
        for chunked in (False, True)
    ]
    return wordy + [
        Case(zero=zero, precision=precision, checkpointing=checked, train=train, wide=wide)
        for precision in PRECISIONS
        for wide in (False, True)
        for train in (EVERYTHING, ALIGNED)
        for checked in (False, True)
        for zero in range(4)
    ]


def model_of(case: Case) -> Model:
    """Every mechanism of the real one, at two proportions of weights and activations."""
    hidden = 256 if case.wide else 128
    text = TextConfig(
        hidden_size=hidden,
        layers=4,
        heads=2 if case.wordy else 8,
        kv_heads=1 if case.wordy else 2,
        head_dim=32,
        intermediate_size=hidden + 64,
        vocabulary_size=_vocabulary(case),
        context=4096,
        experts=8 if case.wide else 4,
        experts_per_token=2,
        sliding_window=64,
        rope_theta=10000.0,
    )
    vision = VisionConfig(
        image_size=84, patch_size=14, hidden_size=128, layers=4, heads=4, intermediate_size=512
    )
    return Model(
        text=TextModel(architecture=TextArchitecture.GPT_OSS, config=text),
        vision=VisionModel(config=vision),
        adapters=_adapters(case),
    )


def _adapters(case: Case) -> dict[str, Adapter]:
    if not case.lora:
        return {}
    experts = ("experts.gate_up_proj", "experts.down_proj") if case.packed else ()
    targets = ("q_proj", "k_proj", "v_proj", "o_proj", *experts)
    return {"lora": Adapter(kind=AdapterKind.LORA, rank=8, alpha=16.0, targets=targets)}


def _vocabulary(case: Case) -> int:
    if case.wordy:
        return 8192
    return 3072 if case.wide else 1024


def images_of(case: Case) -> int:
    """Tiles of a row."""
    return 8 if case.wordy else IMAGES


def targets_of(case: Case) -> int:
    """Targets of a row."""
    length = length_of(case)
    return length // 2 if case.wordy else min(TARGETS, length // 4)


def logits_at_once_of(case: Case) -> int:
    """Elements of a chunk of logits."""
    if not case.chunked:
        return LOGITS_AT_ONCE
    return -(-BATCH * targets_of(case) // 5) * _vocabulary(case)


def length_of(case: Case) -> int:
    """Tokens of a row."""
    if case.wordy:
        return 2 * LENGTH
    return LENGTH // 5 if case.wide else LENGTH


def work_of(case: Case, ranks: int) -> TrainWork:
    """One micro-batch a rank and step."""
    return TrainWork(
        identity=TrainIdentity(
            model=model_of(case),
            train=case.train,
            optimizer=Optimizer(lr=1e-3, global_batch=ranks * BATCH, steps=3),
            sequence=Sequence(length=length_of(case)),
            loss=Loss(),
            dropout=0.0,
            precision=case.precision,
            projector=None,
            seed=1,
        ),
        execution=Execution(
            workers=ranks,
            zero=case.zero,
            micro_batch=BATCH,
            activation_checkpointing=case.checkpointing,
        ),
    )
