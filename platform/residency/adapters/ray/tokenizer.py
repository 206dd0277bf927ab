"""The tokenizer step: a BPE tokenizer trained on the training side of the datasets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow.dataset

from residency.data.templates.formats import FORMATS
from residency.data.tokenizer import save_tokenizer, train_tokenizer
from residency.plan.layout import TOKENIZER
from residency.plan.record import Rows
from residency.plan.work import TokenizerWork
from residency.ports import StepContext, StepResult
from residency.spec.model import Template

SAMPLES_PREFIX = "samples."
"""Roles of the step's inputs: `samples.<dataset>`."""


def tokenizer_step(context: StepContext) -> StepResult:
    """Executor of the `tokenizer` step. Writes tokenizer/; sees training samples only."""
    work = context.step.work
    if not isinstance(work, TokenizerWork):
        raise TypeError(f"step {context.step.id} trains no tokenizer")
    inputs = context.earlier.paths()
    texts = [text for path in _sample_folders(inputs) for text in _texts(path / "train")]
    chat = FORMATS[Template(work.identity.template)]
    size = work.identity.vocabulary_size
    tokenizer = train_tokenizer([*chat.words, *texts], size, chat)
    save_tokenizer(tokenizer, context.folder / TOKENIZER, chat)
    return StepResult(
        outputs=(TOKENIZER,),
        rows=Rows(read=len(texts), out=len(texts)),
        notes={"vocabulary": str(tokenizer.get_vocab_size())},
    )


def _sample_folders(inputs: Mapping[str, Path]) -> list[Path]:
    return [inputs[role] for role in sorted(inputs) if role.startswith(SAMPLES_PREFIX)]


def _texts(folder: Path) -> Iterator[str]:
    """Roles and texts of all turns."""
    table = pyarrow.dataset.dataset(folder, format="parquet").to_table(columns=["turns"])
    for turns in table.column("turns").to_pylist():
        for turn in json.loads(turns):
            yield turn["role"]
            yield turn["text"]
