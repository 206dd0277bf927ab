"""The rows of memory: of one GPU, and of the machine that it is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from rich.text import Text

from residency.cli.render.priced import Priced
from residency.cli.render.priced import gigabytes as _gb
from residency.plan.budget import checked, inference_bytes
from residency.plan.hardware import GB, GPUS, INFERENCE_CARD, TRAINING_CARDS
from residency.spec.model import TextArchitecture
from residency.spec.training import Attention

CONTEXT: Final = 8192
"""Tokens of the conversation that the inference card is judged by."""

RowCell: TypeAlias = Callable[[Priced], str | Text]
NamedRow: TypeAlias = tuple[str, RowCell]


def memory_rows(stages: Sequence[Priced]) -> tuple[NamedRow, ...]:
    """One peak where no kernel needs more than another."""
    peak = _EITHER if all(map(_is_alike, stages)) else _EACH
    return (*_PARTS, *peak, *_VERDICTS, *_HOST)


def _is_alike(one: Priced) -> bool:
    """Whether both kernels need the same: text models other than gpt-oss have masks, no scores."""
    if one.plan.shape.text.architecture is TextArchitecture.GPT_OSS:
        return False
    eager, flash = (one.plan.memory(kernel).peak for kernel in (Attention.EAGER, Attention.FLASH))
    return abs(eager - flash) < GB / 10


def _run(one: Priced) -> str:
    execution = one.plan.work.execution
    offload = " +cpu" if execution.offload else ""
    return f"{execution.workers} x ZeRO-{execution.zero}{offload}"


def _row(one: Priced) -> str:
    execution, identity = one.plan.work.execution, one.plan.work.identity
    steps = checked(one.plan)
    return f"{execution.micro_batch} x {identity.sequence.length:,} x {steps}"


def _kept(checkpointing: bool) -> RowCell:
    def cell(one: Priced) -> str:
        used = one.plan.work.execution.activation_checkpointing is checkpointing
        figure = _gb(one.plan.memory(one.attention, checkpointing=checkpointing).activations)
        return f"{'* ' if used else ''}{figure}"

    return cell


def _transient(one: Priced) -> str:
    found = one.plan.memory(one.attention).transients
    name = max((n for n in found if n != "logits"), key=lambda n: found[n])
    return f"{name} {_gb(found[name])}"


def _peak(attention: Attention) -> RowCell:
    def cell(one: Priced) -> str:
        mark = "* " if one.attention is attention else ""
        return f"{mark}{_gb(one.plan.memory(attention).peak)}"

    return cell


def _fits(card: str) -> RowCell:
    def cell(one: Priced) -> Text:
        usable = GPUS[card].usable
        if one.plan.memory(one.attention).peak > usable:
            return Text("no", style="bold red")
        if one.plan.memory(Attention.EAGER).peak > usable:
            return Text(f"{one.attention.value} only", style="yellow")
        return Text("fits", style="green")

    return cell


def _inference(one: Priced) -> Text:
    needed = inference_bytes(one.plan.shape, CONTEXT)
    fits = needed <= GPUS[INFERENCE_CARD].usable
    word, style = ("fits", "green") if fits else ("no", "bold red")
    return Text.assemble((word, style), f", {_gb(needed)}")


def _machine(one: Priced) -> str:
    host = one.host
    some = host.ranks < one.plan.work.execution.workers
    return f"{_gb(host.machine)}{f', {host.ranks} of them' if some else ''}"


_PARTS: tuple[NamedRow, ...] = (
    ("ranks and sharding", _run),
    ("micro-batch x row x steps", _row),
    ("weights", lambda one: _gb(one.plan.memory(one.attention).weights)),
    ("gradients", lambda one: _gb(one.plan.memory(one.attention).gradients)),
    ("optimiser", lambda one: _gb(one.plan.memory(one.attention).optimizer)),
    ("activations, checkpointed", _kept(True)),
    ("activations, all kept", _kept(False)),
    ("a chunk of logits, gradients", lambda one: _gb(one.plan.memory(one.attention).logits)),
    ("largest other transient", _transient),
)
_EACH: tuple[NamedRow, ...] = (
    ("peak, eager attention", _peak(Attention.EAGER)),
    ("peak, flash attention", _peak(Attention.FLASH)),
)
_EITHER: tuple[NamedRow, ...] = (
    ("peak, any attention", lambda one: _gb(one.plan.memory(one.attention).peak)),
)
_VERDICTS: tuple[NamedRow, ...] = (
    ("at the moment of", lambda one: one.plan.memory(one.attention).worst),
    *((f"fits {GPUS[card].title}", _fits(card)) for card in TRAINING_CARDS),
    (f"inference, {GPUS[INFERENCE_CARD].title}", _inference),
)
_HOST: tuple[NamedRow, ...] = (
    ("host memory, a rank", lambda one: _gb(one.host.rank)),
    ("  rank 0's export", lambda one: _gb(one.host.exported)),
    ("  and to read it again", lambda one: _gb(one.host.read_again)),
    ("  all ranks of a machine", _machine),
)
