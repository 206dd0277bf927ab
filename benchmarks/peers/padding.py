"""Tokens that are padding: in batches of the longest sample, in rows of one sample, and packed.

Beside them what no packing of the samples could do without (placing.least_rows).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from benchmarks.near_texts.reports import reports
from benchmarks.peers.workload import QUESTION
from residency.data.placing import least_rows, place, rows_of
from residency.data.raw import RawSample
from residency.data.render import Renderer
from residency.data.sample import Turn
from residency.data.sources.folder import LocalFolder
from residency.data.sources.registry import reader
from residency.data.tokenizer import train_tokenizer
from residency.spec.dataset import ColumnsSource, FolderSource, ImagesSource, Source

ROWS: Final = ((196, 1024), (576, 2048), (576, 4096), (576, 8192), (576, 32768))
"""Tokens of a picture, and of a row: OpenMEDQ, HealthGPT, one between, and MedGPT-oss's stages."""

BATCH = 16
GENERATED = "generated reports with a picture"
VOCABULARY = 8192
SOURCES: Final = {
    "vqa_rad": lambda path: Source(vqa_rad=ImagesSource(paths=(path,))),
    "pub_med_qa": lambda path: Source(pub_med_qa=FolderSource(paths=(path,))),
    "captions": lambda path: Source(captions=ColumnsSource(paths=(path,))),
    "med_mcqa": lambda path: Source(med_mcqa=FolderSource(paths=(path,))),
}
"""Public sets that may be named, by the kind of their reader."""

Conversations = Sequence[Sequence[Turn]]
Lengths = NDArray[np.int64]


def padding_notes(sets: Mapping[str, Path], count: int) -> dict[str, dict[str, float]]:
    """Shares of padding in percent, by set and kind of row; of all sets together as well.

    Without sets the samples are `count` generated ones.
    """
    found = {name: list(turns_of(name, path)) for name, path in sets.items()}
    found = found or {GENERATED: list(_generated(count))}
    tokenizer = tokenizer_of([turns for own in found.values() for turns in own])
    if len(found) > 1:
        found["all of them"] = [turns for own in found.values() for turns in own]
    return {
        f"padding: {name}, {picture} tokens a picture, rows of {row}": shares(
            _lengths(Renderer(tokenizer, picture), own), row
        )
        for name, own in found.items()
        for picture, row in ROWS
    }


def turns_of(kind: str, path: Path) -> Iterator[Sequence[Turn]]:
    """Conversations of the training side, as they stand in the set."""
    source, folder = reader(SOURCES[kind](str(path))), LocalFolder(str(path), path)
    for unit in source.units(folder):
        for record in source.read(folder, unit):
            if isinstance(record, RawSample) and record.split != "test":
                yield record.turns


def _generated(count: int) -> Iterator[Sequence[Turn]]:
    for report in reports(0, count):
        yield Turn("user", QUESTION, 1), Turn("assistant", report)


def tokenizer_of(conversations: Conversations) -> Tokenizer:
    texts = [word for turns in conversations for turn in turns for word in (turn.role, turn.text)]
    return train_tokenizer(texts, VOCABULARY)


def _lengths(renderer: Renderer, conversations: Conversations) -> Lengths:
    return np.asarray([len(renderer.render(turns)) for turns in conversations], np.int64)


def shares(lengths: Lengths, capacity: int) -> dict[str, float]:
    """Padding in percent, in the random order that a mixture has.

    Samples longer than `capacity` are left out.
    """
    mixed = np.random.default_rng(0).permutation(lengths[lengths <= capacity])
    tokens = int(mixed.sum())
    batches = [mixed[start : start + BATCH] for start in range(0, len(mixed), BATCH)]
    longest = sum(int(batch.max()) * len(batch) for batch in batches)
    rows, least = rows_of(place(mixed, capacity)), least_rows(mixed, capacity)
    return {
        "samples": float(len(mixed)),
        f"batches of {BATCH}, to the longest": _percent(tokens, longest),
        "a row a sample": _percent(tokens, len(mixed) * capacity),
        "packed": _percent(tokens, rows * capacity),
        "no packing below": _percent(tokens, least * capacity),
        "packed rows": float(rows),
        "rows at least": float(least),
    }


def _percent(tokens: int, room: int) -> float:
    return round(100 * (1 - tokens / room), 2)
