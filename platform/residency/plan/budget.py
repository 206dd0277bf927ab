"""Whether a stage fits a GPU, what would make it fit, and how long it takes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from residency.plan.activations import Rows
from residency.plan.batches import accumulation_steps, micro_batch_for
from residency.plan.flops import StageFlops, stage_flops
from residency.plan.hardware import Gpu, known_gpu
from residency.plan.host import HostPlan, export_bytes, ranks_a_machine, read_again_bytes
from residency.plan.memory import Job, MemoryPlan, memory_plan
from residency.plan.shape import ModelShape
from residency.plan.sharding import Engine, Sizes, engine_bytes
from residency.plan.work import TrainWork
from residency.spec.names import BASE
from residency.spec.training import Attention, Execution, Precision, Published

MFU: Final = 0.30
"""Model FLOPs utilisation that hours are stated at: a round figure that no run measured."""

_MOST_GPUS = 1024
CHECKPOINTS_AT_ONCE: Final = 4


@dataclass(frozen=True, slots=True)
class StagePlan:
    """One stage, held against nothing yet."""

    stage: str
    shape: ModelShape
    work: TrainWork
    stated_micro: int | None = None  # the recipe's micro-batch, where it is planned with another

    @property
    def place(self) -> str:
        """Where the recipe states it."""
        return BASE if self.stage == BASE else f"curriculum.{self.stage}"

    @property
    def precision(self) -> int:
        """Bytes of a working number."""
        return 2 if self.work.identity.precision is Precision.BF16 else 4

    @property
    def rows(self) -> Rows:
        """A micro-batch at its worst: every position a target, and as many tiles as rows hold."""
        batch, length = self.work.execution.micro_batch, self.work.identity.sequence.length
        tiles = max(1, length // self.shape.vision.patches)
        return Rows(batch, length, batch * length, batch * tiles)

    @property
    def engine(self) -> Engine:
        """How it is spread over its ranks."""
        execution = self.work.execution
        return Engine(
            execution.zero,
            execution.workers,
            self.precision,
            execution.offload,
            sizes=_sizes(execution),
        )

    def job(self, attention: Attention, *, checkpointing: bool | None = None) -> Job:
        """As memory arithmetic takes it."""
        execution = self.work.execution
        checked = execution.activation_checkpointing if checkpointing is None else checkpointing
        return Job(self.engine, self.rows, attention, checked)

    def memory(self, attention: Attention, *, checkpointing: bool | None = None) -> MemoryPlan:
        """Bytes of one GPU."""
        return memory_plan(self.shape, self.job(attention, checkpointing=checkpointing))

    def host(self, room: int) -> HostPlan:
        """Bytes in the memory of a machine that has GPUs for `room` ranks."""
        engine = engine_bytes(self.shape, self.engine)
        return HostPlan(
            ranks=ranks_a_machine(self.work.execution.workers, room),
            offloaded=engine.offloaded,
            copied=engine.copied,
            exported=export_bytes(self.shape, self.precision),
            read_again=read_again_bytes(self.shape),
        )

    def flops(self) -> StageFlops:
        """Operations a token and a tile."""
        length = self.work.identity.sequence.length
        checked = self.work.execution.activation_checkpointing
        return stage_flops(self.shape, length, checkpointing=checked)

    def changed(self, **execution: object) -> StagePlan:
        """The same stage, run in another way."""
        ways = self.work.execution.model_copy(update=execution)
        return replace(self, work=self.work.model_copy(update={"execution": ways}))


def _sizes(execution: Execution) -> Sizes:
    """With those that the recipe sets in DeepSpeed's words; a reuse distance counts as live."""
    own = execution.deepspeed.zero_optimization if execution.deepspeed else None
    if own is None:
        return Sizes()
    given = {
        "bucket": own.reduce_bucket_size,
        "persisted": own.stage3_param_persistence_threshold,
        "prefetched": own.stage3_prefetch_bucket_size,
        "live": own.stage3_max_live_parameters,
        "sub_group": own.sub_group_size,
    }
    return Sizes(**{name: value for name, value in given.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Remedy:
    """The least change of execution under which a stage fits."""

    changes: Mapping[str, object]  # by the recipe's names
    peak: int  # bytes of one GPU with it
    stage: StagePlan  # as it is then


def checked(stage: StagePlan) -> int:
    """Micro-batches a worker adds up. Raises SpecError where the global batch does not divide."""
    return accumulation_steps(stage.work, stage.place)


def for_gpus(stage: StagePlan, gpus: int) -> StagePlan:
    """The stage on so many GPUs, its micro-batch lowered as far as its global batch needs it."""
    stated = stage.work.execution.micro_batch
    micro = micro_batch_for(stage.work.identity.optimizer.global_batch, gpus, stated)
    planned = stage.changed(workers=gpus, micro_batch=micro)
    return planned if micro == stated else replace(planned, stated_micro=stated)


def remedy(stage: StagePlan, gpu: Gpu, attention: Attention) -> Remedy | None:
    """The first that fits, of one change, then of two, and so on; None: no combination does.

    Tried in this order: activation checkpointing, a smaller micro-batch, a higher ZeRO stage,
    an offloaded optimiser, more GPUs. The answer names its figure.
    """
    ways = list(_ways(stage.work.execution, stage.work.identity.optimizer.global_batch))
    kinds = list(dict.fromkeys(kind for kind, _ in ways))
    for count in range(1, len(kinds) + 1):
        for chosen in combinations(kinds, count):
            found = _fitting(
                stage, gpu, attention, [[w for k, w in ways if k == c] for c in chosen]
            )
            if found is not None:
                return found
    return None


def _fitting(
    stage: StagePlan,
    gpu: Gpu,
    attention: Attention,
    choices: Sequence[Sequence[Mapping[str, object]]],
) -> Remedy | None:
    for changes in _products(choices):
        tried = stage.changed(**{_FIELDS[name]: value for name, value in changes.items()})
        execution = tried.work.execution
        together = execution.workers * execution.micro_batch
        if tried.work.identity.optimizer.global_batch % together:
            continue
        peak = tried.memory(attention).peak
        if peak <= gpu.usable:
            return Remedy(changes, peak, tried)
    return None


_FIELDS: Final = {
    "activationCheckpointing": "activation_checkpointing",
    "microBatch": "micro_batch",
    "zero": "zero",
    "offload": "offload",
    "workers": "workers",
}


def _ways(execution: Execution, batch: int) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Changes of one kind each, the smaller ones first."""
    if not execution.activation_checkpointing:
        yield "checkpointing", {"activationCheckpointing": True}
    micro = execution.micro_batch // 2
    while micro >= 1:
        yield "micro-batch", {"microBatch": micro}
        micro //= 2
    for zero in range(execution.zero + 1, 4):
        yield "zero", {"zero": zero}
    if not execution.offload:
        least = {} if execution.zero else {"zero": 1}  # stage 0 has nothing to offload
        yield "offload", {"offload": True, **least}
    workers = execution.workers * 2
    while workers <= min(batch, _MOST_GPUS):
        yield "gpus", {"workers": workers}
        workers *= 2


def _products(
    choices: Sequence[Sequence[Mapping[str, object]]],
) -> Iterator[Mapping[str, object]]:
    if not choices:
        yield {}
        return
    for first in choices[0]:
        for rest in _products(choices[1:]):
            yield {**first, **rest, **_higher(first, rest)}


def _higher(first: Mapping[str, object], rest: Mapping[str, object]) -> Mapping[str, object]:
    """Two changes may both name a ZeRO stage: offloading needs at least the first."""
    stages = [one["zero"] for one in (first, rest) if "zero" in one]
    return {"zero": max(int(str(one)) for one in stages)} if stages else {}


def inference_bytes(shape: ModelShape, length: int, number: int = 2) -> int:
    """Weights and the keys and values of one conversation, a windowed layer's window apart.

    H-LoRA's plug-ins and projectors all stay loaded; LoRA is merged. bf16 weights: released MXFP4
    experts are not served.
    """
    text = shape.text
    full = (text.layers - text.windowed_layers) * length
    windowed = text.windowed_layers * min(text.window or length, length)
    return number * (shape.served + 2 * text.kv_width * (full + windowed))


def checkpoint_bytes(shape: ModelShape) -> int:
    """Resumable state: weight and both moments of each trained parameter, in fp32."""
    return 12 * shape.trained


def checkpoint_disk(shape: ModelShape) -> int:
    """Disk for the checkpoints of a stage: two verified, the best, one on its way."""
    return CHECKPOINTS_AT_ONCE * checkpoint_bytes(shape)


def model_bytes(shape: ModelShape) -> int:
    """The exported model, in bf16."""
    return 2 * shape.total


def samples_tokens(stage: StagePlan, published: Published) -> float | None:
    """Tokens a sample that the published wall time leaves, at the stated MFU on those GPUs.

    Of a sample of one tile and words: the tile's own operations are taken off first. None where
    no table knows the GPU.
    """
    gpu, operations = known_gpu(published.gpu), stage.flops()
    if gpu is None:
        return None
    spent = published.hours * 3600 * published.gpus * gpu.flops * MFU / published.samples
    return (spent - operations.image.model) / operations.token.model


def hours(operations: float, gpus: int, gpu: Gpu, mfu: float = MFU) -> float:
    """Wall time of so many model FLOPs."""
    return operations / (gpus * gpu.flops * mfu) / 3600
