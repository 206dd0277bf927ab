"""The evaluate step: ask a model every held-out question, score it, leave the evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet

from residency.adapters.ray.pool import InferencePool
from residency.adapters.ray.predict import Asking, OnAnswered, batch_predict
from residency.evaluate.majority import Majority, majority_of
from residency.evaluate.question import Prediction, Question, Scored
from residency.evaluate.report import Report
from residency.evaluate.scoring import build_report, check_protocol, pair
from residency.evaluate.tables import predictions_table, report_table
from residency.model.folder import check_folder
from residency.plan.layout import MODEL, PREDICTIONS, REPORT, SAMPLES
from residency.plan.record import Rows
from residency.plan.work import EvaluateWork
from residency.ports import FinishReason, Progress, StepContext, StepResult
from residency.spec.training import Benchmark

MODEL_INPUT, SAMPLES_INPUT = MODEL, SAMPLES
"""Roles of the step's inputs: a model folder, and a samples folder with train/ and heldout/."""


@dataclass(frozen=True, slots=True)
class Folders:
    """What an evaluation reads, and where it leaves its evidence."""

    model: Path
    samples: Path  # with train/ and heldout/
    destination: Path


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation found."""

    report: Report
    scored: tuple[Scored, ...]
    images: Mapping[str, bytes]  # first image (PNG) by sample id
    tokens: int  # generated


def evaluate_step(context: StepContext, pool: InferencePool) -> StepResult:
    """Executor of `evaluate` steps. Writes predictions.parquet and report.json."""
    work = context.step.work
    if not isinstance(work, EvaluateWork):
        raise TypeError(f"step {context.step.id} is no evaluation")
    inputs = context.earlier.paths()
    ingested = context.earlier.records()[context.step.inputs[SAMPLES_INPUT].step]
    folders = Folders(inputs[MODEL_INPUT], inputs[SAMPLES_INPUT], context.folder)
    found = run_evaluation(pool, work.identity.benchmark, folders, partial(_show, context))
    context.track.table(report_table(found.report))
    context.track.table(predictions_table(found.scored, found.images))
    return StepResult(
        outputs=(PREDICTIONS, REPORT),
        metrics=found.report.metrics,
        rows=Rows(read=found.report.n, out=found.report.n),
        tokens=found.tokens,
        data_state=ingested.data_state,
        key_id=ingested.key_id,
    )


def _show(context: StepContext, answered: int, questions: int) -> None:
    context.progress.update(
        Progress(context.step.id, answered, questions, message="questions answered")
    )


def run_evaluation(
    pool: InferencePool, benchmark: Benchmark, folders: Folders, told: OnAnswered | None = None
) -> Evaluation:
    """Ask, score and write; `told` hears how far it is.

    Raises:
        NotSupportedYet: the benchmark's protocol is one of a later version.
        ModelFolderError: the model folder is missing, incomplete or unsafe.
        DataError: there are no held-out samples, or some that were not de-identified.
    """
    check_protocol(benchmark.protocol)
    check_folder(folders.model)
    asking = Asking(folders.model, benchmark.max_new_tokens)
    answered = batch_predict(pool, folders.samples / "heldout", asking, told)
    rows = answered.to_pylist()
    scored = pair(
        (
            Question(
                sample_id=row["sample_id"],
                kind=row["kind"],
                answer_type=row["answer_type"],
                modality=row["modality"],
                text=row["question"],
                answer=row["answer"],
                alternatives=tuple(row["alternatives"]),
                patient=row["patient"],
            )
            for row in rows
        ),
        (
            Prediction(row["sample_id"], row["prediction"], FinishReason(row["finish"]))
            for row in rows
        ),
    )
    report = build_report(benchmark, scored, read_majority(folders.samples / "train"))
    _write_predictions(answered, scored, folders.destination / PREDICTIONS)
    (folders.destination / REPORT).write_text(
        report.model_dump_json(by_alias=True, indent=2) + "\n"
    )
    images = {row["sample_id"]: row["image"] for row in rows if row["image"] is not None}
    return Evaluation(report, tuple(scored), images, sum(row["tokens"] for row in rows))


def read_majority(train: Path) -> Majority:
    """The majority answers of the samples below `train` (Parquet)."""
    table = pa.dataset.dataset(train, format="parquet").to_table(columns=["turns", "answer"])
    return majority_of((_asked(row["turns"]), row["answer"]) for row in table.to_pylist())


def _asked(turns: str) -> str:
    """The words of a question, as `question_of` has them."""
    return "\n".join(t["text"] for t in json.loads(turns) if t["role"] != "assistant")


def _write_predictions(answered: pa.Table, scored: list[Scored], path: Path) -> None:
    """One row a question, in the order of sample ids, which both arguments have."""
    verdicts = {
        "correct": pa.array([one.correct for one in scored], pa.bool_()),
        "unparsed": pa.array([one.unparsed for one in scored], pa.bool_()),
    }
    for name, column in verdicts.items():
        answered = answered.append_column(name, column)
    pa.parquet.write_table(answered, path)
