"""What each stage costs: memory of a GPU, operations, hours, files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.table import Table
from rich.text import Text

from residency.cli.render import format as show
from residency.cli.render.tables import table
from residency.plan.budget import (
    MFU,
    Remedy,
    StagePlan,
    checked,
    checkpoint_bytes,
    checkpoint_disk,
    hours,
    inference_bytes,
    model_bytes,
    remedy,
    samples_tokens,
)
from residency.plan.deepspeed import deepspeed_config
from residency.plan.flops import active_parameters
from residency.plan.hardware import (
    GB,
    GPUS,
    INFERENCE_CARD,
    TRAINING_CARDS,
    USABLE,
    Gpu,
    known_gpu,
)
from residency.spec.training import Attention, Published

_DEFAULT_CARD = "h100"  # hours are stated for it where neither the person nor a paper names one
_CONTEXT = 8192  # tokens of the conversation that the inference card is judged by
_ABREAST = 3  # stages that a terminal shows beside each other
BILLION = 10**9


@dataclass(frozen=True, slots=True)
class Priced:
    """A stage, and what its paper says of it."""

    plan: StagePlan
    published: Published | None
    gpu: Gpu | None  # the one that the person named

    @property
    def attention(self) -> Attention:
        """What the recipe says."""
        return self.plan.work.execution.attention

    @property
    def timed_on(self) -> Gpu:
        """The GPU that hours are stated for."""
        named = self.published.gpu if self.published else _DEFAULT_CARD
        return self.gpu or known_gpu(named) or GPUS[_DEFAULT_CARD]


def budget_tables(stages: Sequence[Priced]) -> Iterator[Table | str]:
    """Memory by item, then operations and time by item; a column a stage."""
    timed = _TIME if any(one.published for one in stages) else _TIME[: len(_TIME) - len(_PAPER)]
    for start in range(0, len(stages), _ABREAST):
        some = stages[start : start + _ABREAST]
        names = [f">{one.plan.stage}" for one in some]
        yield table(("memory of one GPU", *names), _rows(_MEMORY, some))
        yield table(("operations, time, files", *names), _rows(timed, some))
        yield table(("DeepSpeed configuration", *names), _settings(some))
    yield _assumptions(stages)


def problems(stages: Sequence[Priced]) -> tuple[str, ...]:
    """What does not fit the GPU that was named, each with the least change that would."""
    return tuple(line for one in stages if (line := _problem(one)))


def budget_facts(stages: Sequence[Priced]) -> list[dict[str, object]]:
    """The same for programs, in bytes and operations."""
    return [_facts(one) for one in stages]


def _problem(one: Priced) -> str:
    gpu = one.gpu
    if gpu is None:
        return ""
    memory = one.plan.memory(one.attention)
    if memory.peak <= gpu.usable:
        return ""
    found = remedy(one.plan, gpu, one.attention)
    line = (
        f"{one.plan.stage} does not fit {gpu.title}: it needs {_gb(memory.peak)} of "
        f"{_gb(gpu.usable)} usable ({memory.worst}; {one.attention.value} attention)."
    )
    if found is not None:
        return f"{line}\n  It fits with {_changes(one, found.changes)}: {_gb(found.peak)}."
    flash = _with_flash(one, gpu) if one.attention is Attention.EAGER else None
    if flash is not None:
        return f"{line}\n  It fits with {_changes(one, flash.changes)}: {_gb(flash.peak)}."
    return (
        f"{line}\n  No change of its execution makes it fit: take a GPU with more memory, or "
        "shorter rows."
    )


def _with_flash(one: Priced, gpu: Gpu) -> Remedy | None:
    """The least change beside another attention kernel."""
    changes: dict[str, object] = {"attention": Attention.FLASH.value}
    peak = one.plan.memory(Attention.FLASH).peak
    if peak <= gpu.usable:
        return Remedy(changes, peak)
    more = remedy(one.plan, gpu, Attention.FLASH)
    return None if more is None else Remedy({**changes, **more.changes}, more.peak)


def _changes(one: Priced, changes: Mapping[str, object]) -> str:
    place = f"curriculum.{one.plan.stage}" if one.plan.stage != "base" else "base"
    words = (f"{place}.execution.{name}={json.dumps(value)}" for name, value in changes.items())
    return " and ".join(word.replace('"', "") for word in words)


_Cell = Callable[[Priced], str | Text]


def _rows(
    items: Sequence[tuple[str, _Cell]], stages: Sequence[Priced]
) -> Iterator[tuple[str | Text, ...]]:
    for name, cell in items:
        yield (name, *(cell(one) for one in stages))


def _settings(stages: Sequence[Priced]) -> Iterator[tuple[str, ...]]:
    """Every setting of any of these stages; a star marks those of the recipe's own words."""
    found = [{s.path: s for s in deepspeed_config(one.plan.work).settings()} for one in stages]
    for path in dict.fromkeys(path for settings in found for path in settings):
        cells = (settings.get(path) for settings in found)
        yield path, *(f"{'* ' if s.own else ''}{s.value}" if s else "" for s in cells)


def _gb(number: float) -> str:
    """Decimal gigabytes, as GPUs are labelled."""
    return f"{number / GB:.1f} GB" if number >= GB / 10 else f"{number / 10**6:.1f} MB"


def _run(one: Priced) -> str:
    execution = one.plan.work.execution
    offload = " +cpu" if execution.offload else ""
    return f"{execution.workers} x ZeRO-{execution.zero}{offload}"


def _row(one: Priced) -> str:
    execution, identity = one.plan.work.execution, one.plan.work.identity
    steps = checked(one.plan)
    return f"{execution.micro_batch} x {identity.sequence.length:,} x {steps}"


def _kept(checkpointing: bool) -> _Cell:
    def cell(one: Priced) -> str:
        used = one.plan.work.execution.activation_checkpointing is checkpointing
        figure = _gb(one.plan.memory(one.attention, checkpointing=checkpointing).activations)
        return f"{'* ' if used else ''}{figure}"

    return cell


def _transient(one: Priced) -> str:
    found = one.plan.memory(one.attention).transients
    name = max((n for n in found if n != "logits"), key=lambda n: found[n])
    return f"{name} {_gb(found[name])}"


def _peak(attention: Attention) -> _Cell:
    def cell(one: Priced) -> str:
        mark = "* " if one.attention is attention else ""
        return f"{mark}{_gb(one.plan.memory(attention).peak)}"

    return cell


def _fits(card: str) -> _Cell:
    def cell(one: Priced) -> Text:
        fits = one.plan.memory(one.attention).peak <= GPUS[card].usable
        return Text("fits", style="green") if fits else Text("no", style="bold red")

    return cell


def _inference(one: Priced) -> Text:
    needed = inference_bytes(one.plan.shape, _CONTEXT)
    fits = needed <= GPUS[INFERENCE_CARD].usable
    word, style = ("fits", "green") if fits else ("no", "bold red")
    return Text.assemble((word, style), f", {_gb(needed)}")


def _host(one: Priced) -> str:
    return _gb(one.plan.memory(one.attention).host)


_MEMORY: tuple[tuple[str, _Cell], ...] = (
    ("ranks and sharding", _run),
    ("micro-batch x row x steps", _row),
    ("weights", lambda one: _gb(one.plan.memory(one.attention).weights)),
    ("gradients", lambda one: _gb(one.plan.memory(one.attention).gradients)),
    ("optimiser", lambda one: _gb(one.plan.memory(one.attention).optimizer)),
    ("activations, checkpointed", _kept(True)),
    ("activations, all kept", _kept(False)),
    ("a chunk of logits, gradients", lambda one: _gb(one.plan.memory(one.attention).logits)),
    ("largest other transient", _transient),
    ("peak, eager attention", _peak(Attention.EAGER)),
    ("peak, flash attention", _peak(Attention.FLASH)),
    ("at the moment of", lambda one: one.plan.memory(one.attention).worst),
    *((f"fits {GPUS[card].title}", _fits(card)) for card in TRAINING_CARDS),
    (f"inference, {GPUS[INFERENCE_CARD].title}", _inference),
    ("host memory, a rank", _host),
)


def _billion(image: bool) -> _Cell:
    def cell(one: Priced) -> str:
        operations = one.plan.flops()
        each = operations.token.model
        if image:
            each += operations.image.model / one.plan.shape.vision.patches
        workers = one.plan.work.execution.workers
        return f"{hours(BILLION * each, workers, one.timed_on):.2f} h"

    return cell


def _paper(one: Priced) -> str:
    told = one.published
    if told is None:
        return ""
    whole, minutes = divmod(round(told.hours * 60), 60)
    return f"{whole} h {minutes:02d}"


def _samples(one: Priced) -> str:
    told = one.published
    return "" if told is None else f"{show.count(told.samples)}, {told.gpus} x {told.gpu}"


def _least(one: Priced) -> str:
    """Hours of those samples if each were one tile."""
    told = one.published
    if told is None:
        return ""
    operations, patches = one.plan.flops(), one.plan.shape.vision.patches
    each = patches * operations.token.model + operations.image.model
    workers = one.plan.work.execution.workers
    return f"{hours(told.samples * each, workers, one.timed_on):.1f}"


def _implied(one: Priced) -> str:
    told = one.published
    tokens = None if told is None else samples_tokens(one.plan, told)
    return "" if tokens is None else f"{tokens:,.0f}"


_PAPER: tuple[tuple[str, _Cell], ...] = (
    ("published: samples", _samples),
    ("published: wall time", _paper),
    ("same, one tile each: hours", _least),
    ("same time: tokens a sample", _implied),
)
_TIME: tuple[tuple[str, _Cell], ...] = (
    ("active parameters a token", lambda one: show.count(active_parameters(one.plan.shape))),
    ("FLOPs a token, forward", lambda one: show.count(one.plan.flops().token.forward)),
    ("  backward", lambda one: show.count(one.plan.flops().token.backward)),
    ("  computed again", lambda one: show.count(one.plan.flops().token.recomputed)),
    ("  quadratic part of these", lambda one: show.count(one.plan.flops().attention)),
    (
        "FLOPs a tile (vision)",
        lambda one: show.count(one.plan.flops().image.hardware),
    ),
    ("hours for", lambda one: f"{one.plan.work.execution.workers} x {one.timed_on.name}"),
    ("a billion text tokens", _billion(image=False)),
    ("a billion image tokens", _billion(image=True)),
    ("a checkpoint", lambda one: _gb(checkpoint_bytes(one.plan.shape))),
    ("disk for checkpoints", lambda one: _gb(checkpoint_disk(one.plan.shape))),
    ("the exported model", lambda one: _gb(model_bytes(one.plan.shape))),
    *_PAPER,
)


def _assumptions(stages: Sequence[Priced]) -> str:
    kernels = ", ".join(sorted({one.attention.value for one in stages}))
    return (
        f"* as the recipe says (execution: attention {kernels}); text models other than gpt-oss "
        "never hold score matrices. A row at its worst: every position a target, and tiles in all "
        f"of it. A GPU is filled to {USABLE:.0%}. Hours at {MFU:.0%} MFU (a round figure, not "
        f"measured). Inference: bf16, {_CONTEXT:,} tokens. docs/plan.md says how each comes about."
    )


def _facts(one: Priced) -> dict[str, object]:
    plan, operations = one.plan, one.plan.flops()
    config = deepspeed_config(plan.work)
    fits = {card: plan.memory(one.attention).peak <= GPUS[card].usable for card in TRAINING_CARDS}
    return {
        "stage": plan.stage,
        "attention": one.attention.value,
        "memory": {
            kernel.value: {
                ("checkpointed" if checkpointing else "kept"): _memory_facts(
                    plan, kernel, checkpointing
                )
                for checkpointing in (True, False)
            }
            for kernel in Attention
        },
        "checkpointing": plan.work.execution.activation_checkpointing,
        "fits": fits,
        "inferenceBytes": inference_bytes(plan.shape, _CONTEXT),
        "activeParameters": active_parameters(plan.shape),
        "flops": {"token": asdict(operations.token), "tile": asdict(operations.image)},
        "attentionFlops": operations.attention,
        "checkpointBytes": checkpoint_bytes(plan.shape),
        "checkpointDiskBytes": checkpoint_disk(plan.shape),
        "modelBytes": model_bytes(plan.shape),
        "mfu": MFU,
        "published": one.published.model_dump(mode="json") if one.published else None,
        "deepspeed": json.loads(config.to_json()),
        "deepspeedOwn": [setting.path for setting in config.settings() if setting.own],
    }


def _memory_facts(plan: StagePlan, kernel: Attention, checkpointing: bool) -> dict[str, object]:
    memory = plan.memory(kernel, checkpointing=checkpointing)
    return {
        "weights": memory.weights,
        "gradients": memory.gradients,
        "optimizer": memory.optimizer,
        "activations": memory.activations,
        "transients": dict(memory.transients),
        "moments": dict(memory.moments),
        "peak": memory.peak,
        "host": memory.host,
    }
