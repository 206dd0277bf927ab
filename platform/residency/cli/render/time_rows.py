"""The rows of operations, hours and files, and of what a paper says of them."""

from __future__ import annotations

from collections.abc import Sequence

from residency.cli.render import format as show
from residency.cli.render.memory_rows import NamedRow, RowCell
from residency.cli.render.priced import Priced, gigabytes
from residency.plan.budget import (
    checkpoint_bytes,
    checkpoint_disk,
    hours,
    model_bytes,
    samples_tokens,
)
from residency.plan.flops import active_parameters

BILLION = 10**9


def time_rows(stages: Sequence[Priced]) -> tuple[NamedRow, ...]:
    """With the paper's where any stage has one."""
    return (*_TIME, *_PAPER) if any(one.published for one in stages) else _TIME


def _billion(image: bool) -> RowCell:
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


_PAPER: tuple[NamedRow, ...] = (
    ("published: samples", _samples),
    ("published: wall time", _paper),
    ("same, one tile each: hours", _least),
    ("same time: tokens a sample", _implied),
)
_TIME: tuple[NamedRow, ...] = (
    ("active parameters a token", lambda one: show.count(active_parameters(one.plan.shape))),
    ("FLOPs a token, forward", lambda one: show.count(one.plan.flops().token.forward)),
    ("  backward", lambda one: show.count(one.plan.flops().token.backward)),
    ("  computed again", lambda one: show.count(one.plan.flops().token.recomputed)),
    ("  quadratic part of these", lambda one: show.count(one.plan.flops().attention)),
    ("FLOPs a tile (vision)", lambda one: show.count(one.plan.flops().image.hardware)),
    ("hours for", lambda one: f"{one.plan.work.execution.workers} x {one.timed_on.name}"),
    ("a billion text tokens", _billion(image=False)),
    ("a billion image tokens", _billion(image=True)),
    ("a checkpoint", lambda one: gigabytes(checkpoint_bytes(one.plan.shape))),
    ("disk for checkpoints", lambda one: gigabytes(checkpoint_disk(one.plan.shape))),
    ("the exported model", lambda one: gigabytes(model_bytes(one.plan.shape))),
)
