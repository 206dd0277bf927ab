"""The key figures of a finished step, from its record alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from residency.cli.render import format as show
from residency.plan.record import Record, Rows
from residency.plan.work import StepKind

_MOST = 4  # figures that fit a table's cell
_SHORT_DIGEST = 12
_MAJORITY = "majority_by_question"  # what the commonest answer to each question would score
_LOSSES = ("loss.first_tenth", "loss.last_tenth")


def key_figures(record: Record) -> str:
    """What a reader wants to know first of a finished step, in one line."""
    if record.kind == StepKind.EVALUATE:
        return ", ".join(_scores(record))
    if record.kind == StepKind.GATE:
        return record.notes.get("decision", "")
    if record.kind == StepKind.REGISTER:
        return _version(record)
    return ", ".join(list(_amounts(record))[:_MOST])


def _scores(record: Record) -> Iterator[str]:
    """The first metric, and that of answering without looking, which it has to beat."""
    for one in record.metrics[:1]:
        yield f"{one.name} {show.metric(one)}"
    for one in record.metrics[1:]:
        if one.name == _MAJORITY:
            yield f"{one.name} {show.value(one.value)}"


def _version(record: Record) -> str:
    notes = record.notes
    digest = notes.get("digest", "")[:_SHORT_DIGEST]
    return f"{notes.get('model', '')} version {notes.get('version', '')} ({digest})"


def _amounts(record: Record) -> Iterator[str]:
    if record.rows is not None:
        yield _rows(record.rows)
    if record.tokens:
        yield f"tokens {show.count(record.tokens)}"
    values = {one.name: one.value for one in record.metrics}
    if all(name in values for name in _LOSSES):
        yield "loss " + " -> ".join(show.value(values[name]) for name in _LOSSES)
    others = (one for one in record.metrics if one.name not in _LOSSES)
    yield from (f"{one.name} {show.metric(one)}" for one in others)
    yield from (f"{name} {text}" for name, text in record.notes.items() if text != "0")


def _rows(rows: Rows) -> str:
    """What became of the rows: `rows 244 = 23 + 164 quarantined + 57 dropped`."""
    lost = {"quarantined": rows.quarantined, "dropped": sum(rows.dropped.values())}
    parts = [f"{number} {name}" for name, number in lost.items() if number]
    return (
        f"rows {rows.read} = {' + '.join([str(rows.out), *parts])}"
        if parts
        else f"rows {rows.out}"
    )


def seconds_of(record: Record) -> float:
    """Wall-clock seconds of the attempt that finished the step."""
    last = record.attempts[-1]
    if last.end is None:
        return 0.0
    return (datetime.fromisoformat(last.end) - datetime.fromisoformat(last.start)).total_seconds()
