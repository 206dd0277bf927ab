"""What each stage costs: memory of a GPU, operations, hours, files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.text import Text

from residency.cli.render.memory_rows import CONTEXT, NamedRow, memory_rows
from residency.cli.render.priced import Priced
from residency.cli.render.tables import WordTable, table
from residency.cli.render.time_rows import time_rows
from residency.plan.budget import MFU
from residency.plan.deepspeed import deepspeed_config
from residency.plan.hardware import USABLE

_ABREAST = 3  # stages beside each other, at most: more are hard to read


def budget_tables(stages: Sequence[Priced], room: int) -> Iterator[WordTable | str]:
    """Memory by item, then operations and time by item; a column a stage, as many as have room."""
    memory, time = memory_rows(stages), time_rows(stages)
    yield from _abreast(stages, room, lambda some: _table("memory of one GPU", some, memory))
    yield from _abreast(stages, room, lambda some: _table("operations, time, files", some, time))
    yield from _abreast(stages, room, _settings_table)
    yield from _lowered(stages)
    yield _assumptions(stages)


def _abreast(
    stages: Sequence[Priced], room: int, made: Callable[[Sequence[Priced]], WordTable]
) -> list[WordTable]:
    """The tables of all stages, with as many of them in each as have room."""
    for count in range(_ABREAST, 0, -1):
        tables = [made(stages[at : at + count]) for at in range(0, len(stages), count)]
        if all(one.whole <= room for one in tables):
            break
    return tables


def _table(title: str, stages: Sequence[Priced], rows: Sequence[NamedRow]) -> WordTable:
    return table((title, *_names(stages)), _rows(rows, stages))


def _settings_table(stages: Sequence[Priced]) -> WordTable:
    return table(("DeepSpeed configuration", *_names(stages)), _settings(stages))


def _names(stages: Sequence[Priced]) -> list[str]:
    return [f">{one.plan.stage}" for one in stages]


def _rows(items: Sequence[NamedRow], stages: Sequence[Priced]) -> Iterator[tuple[str | Text, ...]]:
    for name, cell in items:
        yield (name, *(cell(one) for one in stages))


def _settings(stages: Sequence[Priced]) -> Iterator[tuple[str, ...]]:
    """Every setting of any of these stages, below its section; a star marks those of the recipe's
    own words."""
    found = [{s.path: s for s in deepspeed_config(one.plan.work).settings()} for one in stages]
    above = ""
    for path in dict.fromkeys(path for settings in found for path in settings):
        section, dot, name = path.partition(".")
        if dot and section != above:
            yield section, *("" for _ in stages)
        above = section if dot else ""
        cells = (settings.get(path) for settings in found)
        shown = f"  {name}" if dot else path
        yield shown, *(f"{'* ' if s.own else ''}{s.value}" if s else "" for s in cells)


def _lowered(stages: Sequence[Priced]) -> Iterator[str]:
    """Micro-batches that --gpus made smaller than the recipe's."""
    for one in stages:
        work, stated = one.plan.work, one.plan.stated_micro
        if stated is not None:
            yield (
                f"{one.plan.place}: the recipe says microBatch {stated}, planned with "
                f"{work.execution.micro_batch}, so that {work.execution.workers} workers can "
                f"share globalBatch {work.identity.optimizer.global_batch}."
            )


def _assumptions(stages: Sequence[Priced]) -> str:
    kernels = ", ".join(sorted({one.attention.value for one in stages}))
    return (
        f"* as the recipe says (execution: attention {kernels}); text models other than gpt-oss "
        "never hold score matrices. A row at its worst: every position a target, and tiles in all "
        f"of it. A GPU is filled to {USABLE:.0%}. Hours at {MFU:.0%} MFU (a round figure, not "
        f"measured). Inference: bf16, {CONTEXT:,} tokens. docs/plan.md says how each comes about."
    )
