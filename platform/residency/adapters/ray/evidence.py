"""What ingest leaves for people: quarantine list, data card, report, pictures."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from residency.adapters.ray.made import Made
from residency.data.card import DataCard, make_card
from residency.data.card_page import card_page, card_rows
from residency.data.deid.report import DeidentificationReport
from residency.data.montage import montage
from residency.data.sample import require_deidentified
from residency.plan.layout import (
    CARD,
    CARD_PAGE,
    DEIDENTIFICATION,
    MONTAGE,
    NAMES,
    QUARANTINE,
    SAMPLES,
)
from residency.plan.record import Rows
from residency.plan.work import IngestIdentity
from residency.ports import StepContext, StepResult, Table
from residency.prepare.meter import check, readings
from residency.prepare.report import make_report

_COLUMNS = ("part", "what", "value")


def leave_evidence(context: StepContext, told: IngestIdentity, made: Made) -> StepResult:
    """Write and track the evidence; check that rows add up before anything is tracked.

    Raises:
        DataError: rows were lost, more were quarantined than the recipe allows, or an invented
            identity came through; the report that says so is tracked first.
    """
    _write_quarantine(context.folder, made)
    report = make_report(told.dataset, told.key_id, made.facts, made.fates.quarantined)
    card = make_card(told.dataset, made.fates, made.contents, report)
    require_deidentified(f"dataset {card.dataset}", card.state)
    _write(context.folder, card, report)
    _track(context, card, made.pictures)
    check(told.dataset.reference, readings(made.facts))
    return StepResult(
        outputs=(SAMPLES, QUARANTINE, CARD, CARD_PAGE, DEIDENTIFICATION),
        rows=Rows(
            read=card.rows_in,
            out=card.rows_out,
            quarantined=card.rows_quarantined,
            dropped=dict(card.dropped),
        ),
        data_state=card.state.value,
        key_id=told.key_id,
        notes=_notes(card),
    )


def _write(folder: Path, card: DataCard, report: DeidentificationReport) -> None:
    (folder / CARD).write_text(card.to_json(), encoding="utf-8")
    (folder / CARD_PAGE).write_text(card_page(card), encoding="utf-8")
    (folder / DEIDENTIFICATION).write_text(report.to_json(), encoding="utf-8")


def _track(context: StepContext, card: DataCard, pictures: tuple[bytes, ...]) -> None:
    for name in (CARD, CARD_PAGE, DEIDENTIFICATION):
        context.track.file(context.folder / name)
    context.track.table(Table("data-card", _COLUMNS, card_rows(card)))
    if pictures:
        (context.folder / MONTAGE).write_bytes(montage(pictures))
        context.track.file(context.folder / MONTAGE)


def _write_quarantine(folder: Path, made: Made) -> None:
    """The list names records by pseudonym. Which file that is stands in a file of its own.

    That one is nobody's artifact: it stays in the attempt's folder, for its owner's eyes.
    """
    lost = sorted(made.lost, key=lambda one: (one[1].source_key, one[1].row or 0))
    told = [
        {"source_key": one.source_key, "row": one.row, "reason": one.reason, "detail": one.detail}
        for _, one in lost
    ]
    (folder / QUARANTINE).write_text("".join(_lines(told)), encoding="utf-8")
    named = [
        {"source_key": one.source_key, "file": made.names[unit], "row": one.row}
        for unit, one in lost
    ]
    path = folder / NAMES
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(_lines(named))


def _lines(rows: Iterable[Mapping[str, object]]) -> Iterable[str]:
    return (f"{json.dumps(row)}\n" for row in rows)


def _notes(card: DataCard) -> dict[str, str]:
    return {
        "train samples": str(card.train.samples),
        "held-out samples": str(card.heldout.samples),
        "held-out subjects": str(card.heldout.subjects),
    }
