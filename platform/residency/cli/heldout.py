"""A held-out question with its image, from the predictions of the last evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from residency.errors import UserError
from residency.plan import layout
from residency.plan.record import Record
from residency.plan.work import StepKind
from residency.ports import Store


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A question whose patient no training step saw."""

    text: str
    image: bytes  # PNG
    answer: str
    modality: str


def held_out_question(store: Store, records: Mapping[str, Record]) -> HeldOut:
    """The first one with an image of the last evaluated stage. Raises UserError without any."""
    import pyarrow.parquet

    evaluated = [one for one in records.values() if one.kind == StepKind.EVALUATE.value]
    for record in reversed(evaluated):
        path = store.local_copy(record.output(layout.PREDICTIONS), verify=False)
        columns = ["question", "image", "answer", "modality"]
        for row in pyarrow.parquet.read_table(path, columns=columns).to_pylist():
            if row["image"]:
                return HeldOut(row["question"], row["image"], row["answer"], row["modality"])
    raise UserError("No held-out question has an image.", "Give the benchmark an image dataset.")
