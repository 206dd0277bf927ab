"""The tokenizer step: one trained on the training side of the datasets, or a given one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import pyarrow.parquet

from residency.adapters.ray.data_state import state_of_inputs
from residency.adapters.ray.excluded import excluded_ids
from residency.data.corpus import each_once
from residency.data.given_files import TOKENIZER_FILES, check_unchanged
from residency.data.given_tokenizer import open_given
from residency.data.pack_card import CONTAMINATED
from residency.data.templates.formats import FORMATS
from residency.data.tokenizer import save_tokenizer, train_tokenizer
from residency.plan.layout import TOKENIZER
from residency.plan.record import Rows
from residency.plan.resolve import DEFAULT_VOCABULARY
from residency.plan.work import TokenizerWork
from residency.ports import StepContext, StepResult
from residency.spec.model import Template

SAMPLES_PREFIX = "samples."
"""Roles of the step's inputs: `samples.<dataset>`."""

_BATCH: Final = 1024  # samples whose texts are held at once


def tokenizer_step(context: StepContext) -> StepResult:
    """Executor of the `tokenizer` step. Writes tokenizer/.

    It sees what packs see: training samples that no benchmark holds. They are read as a stream,
    so that memory does not grow with their number.

    Raises:
        DataError: a dataset was not de-identified, or a given tokenizer is none of the recipe's.
    """
    work = context.step.work
    if not isinstance(work, TokenizerWork):
        raise TypeError(f"step {context.step.id} trains no tokenizer")
    if work.path is not None:
        return _given(work, Path(work.path), context.folder / TOKENIZER)
    corpora, state = _corpora(context.earlier.paths()), state_of_inputs(context)
    chat = FORMATS[Template(work.identity.template)]
    texts = each_once(lambda: chain(chat.words, *map(_texts, corpora)))
    size = work.identity.vocabulary_size or DEFAULT_VOCABULARY
    tokenizer = train_tokenizer(texts, size, chat)
    save_tokenizer(tokenizer, context.folder / TOKENIZER, chat)
    return StepResult(
        outputs=(TOKENIZER,),
        rows=_account(corpora),
        data_state=state,
        notes={"vocabulary": str(tokenizer.get_vocab_size())},
    )


def _given(work: TokenizerWork, source: Path, folder: Path) -> StepResult:
    """Raises DataError where the folder holds no tokenizer, or other files than were planned."""
    check_unchanged(source, TOKENIZER_FILES, work.identity.given)
    given = open_given(source, Template(work.identity.template))
    save_tokenizer(given.tokenizer, folder, given.chat, given.added)
    notes = {"vocabulary": str(given.tokenizer.get_vocab_size()), "added": str(len(given.added))}
    if given.as_published is False:
        notes["chat template"] = f"{work.identity.template}, not the tokenizer's own"
    return StepResult(outputs=(TOKENIZER,), notes=notes)


@dataclass(frozen=True, slots=True)
class _Corpus:
    """The training side of one dataset, and which of its samples are left out."""

    folder: Path
    excluded: frozenset[str]

    def rows(self, columns: Sequence[str]) -> Iterator[Mapping[str, str]]:
        """Some columns of every sample, a batch in memory at a time."""
        for path in sorted(self.folder.rglob("*.parquet")):
            with pyarrow.parquet.ParquetFile(path, pre_buffer=False) as file:
                for batch in file.iter_batches(_BATCH, columns=list(columns), use_threads=False):
                    yield from batch.to_pylist()


def _corpora(inputs: Mapping[str, Path]) -> list[_Corpus]:
    names = sorted(r.removeprefix(SAMPLES_PREFIX) for r in inputs if r.startswith(SAMPLES_PREFIX))
    return [
        _Corpus(inputs[f"{SAMPLES_PREFIX}{name}"] / "train", excluded_ids(inputs, name))
        for name in names
    ]


def _texts(corpus: _Corpus) -> Iterator[str]:
    """Roles and texts of all turns of the samples that are kept."""
    for row in corpus.rows(("sample_id", "turns")):
        if row["sample_id"] not in corpus.excluded:
            for turn in json.loads(row["turns"]):
                yield turn["role"]
                yield turn["text"]


def _account(corpora: Sequence[_Corpus]) -> Rows:
    """Samples: read = out + left out."""
    ids = ((row["sample_id"], one) for one in corpora for row in one.rows(("sample_id",)))
    read = left_out = 0
    for sample_id, corpus in ids:
        read += 1
        left_out += sample_id in corpus.excluded
    return Rows(read=read, out=read - left_out, dropped={CONTAMINATED: left_out})
