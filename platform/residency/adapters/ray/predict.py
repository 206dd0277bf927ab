"""Batch inference over held-out samples: Ray Data reads and routes, the pool answers."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import ray.data

from residency.adapters.ray.pool import InferencePool
from residency.adapters.ray.sample_rows import sample_of
from residency.adapters.ray.streams import read_parquet, stream
from residency.data.sample import DataState
from residency.errors import DataError, ResidencyError
from residency.evaluate.question import Question, question_of, request_of

ANSWERED = pa.schema(
    [
        ("sample_id", pa.string()),
        ("kind", pa.string()),
        ("answer_type", pa.string()),
        ("modality", pa.string()),
        ("question", pa.string()),
        ("answer", pa.string()),
        ("alternatives", pa.list_(pa.string())),
        ("patient", pa.string()),
        ("prediction", pa.string()),
        ("finish", pa.string()),
        ("tokens", pa.int64()),
        ("image", pa.binary()),  # the first image, PNG; null where there is none
    ]
)
# Reading and routing wait for the actors and compute next to nothing.
_TASK_CPUS = 0.1
# A batch is answered, the next one waits for its actor. More would only be processes that wait.
_TASKS_AN_ACTOR = 2


@dataclass(frozen=True, slots=True)
class Asking:
    """Which model is asked, and how."""

    model_folder: Path
    max_new_tokens: int
    batch: int = 16


OnAnswered = Callable[[int, int], None]
"""Told how many samples are answered, and of how many."""


def batch_predict(
    pool: InferencePool, heldout: Path, asking: Asking, told: OnAnswered | None = None
) -> pa.Table:
    """Ask every sample below `heldout` (Parquet) once; a table of schema ANSWERED, by sample id.

    Raises:
        DataError: there is no sample, or one that was not de-identified.
        ResidencyError: rows were lost or came twice.
    """
    _check_may_be_asked(heldout)
    samples = read_parquet(heldout, _TASK_CPUS)
    # A task hands on what it has when it ends: one for each batch lets a person see them pass.
    answered = samples.repartition(
        target_num_rows_per_block=asking.batch, strict=True
    ).map_batches(
        partial(_ask, pool=pool, asking=asking),
        batch_size=asking.batch,
        batch_format="pyarrow",
        num_cpus=_TASK_CPUS,
        compute=ray.data.TaskPoolStrategy(size=_TASKS_AN_ACTOR * len(pool.actors)),
        udf_modifying_row_count=False,
    )
    count, tables = samples.count(), list[pa.Table]()
    for table in stream(answered):
        tables.append(table)
        if told is not None:
            told(sum(one.num_rows for one in tables), count)
    table = pa.concat_tables(tables) if tables else ANSWERED.empty_table()
    _check_complete(count, table.column("sample_id").to_pylist())
    return table.sort_by("sample_id")


def _ask(rows: pa.Table, *, pool: InferencePool, asking: Asking) -> pa.Table:
    """Have one actor answer one batch."""
    samples = [sample_of(row) for row in rows.to_pylist()]
    requests = [request_of(sample, asking.max_new_tokens) for sample in samples]
    # Any stable spread will do; the first id of a batch needs no coordination between tasks.
    turn = zlib.crc32(samples[0].sample_id.encode())
    answers = pool.ask(turn, asking.model_folder, requests)
    return pa.Table.from_pylist(
        [
            {
                **_question_columns(question_of(sample)),
                "prediction": answer.text,
                "finish": answer.finish.value,
                "tokens": answer.tokens,
                "image": sample.images[0] if sample.images else None,
            }
            for sample, answer in zip(samples, answers, strict=True)
        ],
        schema=ANSWERED,
    )


def _check_may_be_asked(heldout: Path) -> None:
    """Checked here: an error of ours in a Ray Data task arrives as one of Ray's."""
    if not any(heldout.rglob("*.parquet")):
        raise DataError(f"{heldout} holds no samples.", "Hold out some patients of the dataset.")
    rows = pa.dataset.dataset(heldout, format="parquet").to_table(columns=["sample_id", "state"])
    for row in rows.to_pylist():
        if not DataState(row["state"]).may_leave_ingest:
            raise DataError(
                f"Sample {row['sample_id']} is not de-identified, but {row['state']}.",
                "Ingest the dataset as `deidentified`, or attest it.",
            )


def _check_complete(read: int, answered: Sequence[str]) -> None:
    if len(answered) != read or len(set(answered)) != read:
        raise ResidencyError(
            f"{read} samples were read, {len(answered)} answered, {len(set(answered))} distinct: "
            "each sample must be asked exactly once."
        )


def _question_columns(question: Question) -> dict[str, object]:
    return {
        "sample_id": question.sample_id,
        "kind": question.kind,
        "answer_type": question.answer_type,
        "modality": question.modality,
        "question": question.text,
        "answer": question.answer,
        "alternatives": list(question.alternatives),
        "patient": question.patient,
    }
