"""Rows to learn from: the hashed features of a word, its class, how much it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from benchmarks.safe_harbor.note import Note
from residency.data.deid.learned.features import features
from residency.data.deid.learned.tagger import hashed
from residency.data.deid.learned.tokens import Forget, tokens
from residency.data.deid.safe_harbor import SafeHarbor
from scripts.word_tagger.notes import NAME, OTHER, PLACE, Written, note

TERM_WEIGHT = 4.0  # of a word of a clinical term
_CLASS = {SafeHarbor.NAME: NAME, SafeHarbor.GEOGRAPHY: PLACE}
_LISTS = ("g", "f", "cw")  # letters of Facts.named that are forgotten together
_LONGEST = 500  # characters of an open text


@dataclass(frozen=True, slots=True)
class Row:
    """`ids`: rows of the weights. `kind`: class of the word. `weight`: of its loss."""

    ids: NDArray[np.int32]
    kind: int
    weight: float


def of_set(notes: list[Note], rng: Random) -> Iterator[Row]:
    """Rows of a development set: most notes with a third of the listed names forgotten."""
    for one in notes:
        labels = tuple(
            (label.start, label.end, _CLASS.get(label.kind, OTHER)) for label in one.identifiers
        )
        terms = tuple((term.start, term.end) for term in one.clinical)
        written = Written(_cased(one.text, rng), labels, terms)
        yield from _rows(written, _forgetting(rng, 0.3) if rng.random() < 0.7 else None)


def of_contexts(count: int, rng: Random, answers: Path) -> Iterator[Row]:
    """Rows of so many notes out of contexts.txt."""
    for _ in range(count):
        one = note(rng, answers)
        written = Written(_cased(one.text, rng), one.labels, one.terms)
        yield from _rows(written, _forgetting(rng, 0.25) if rng.random() < 0.6 else None)


def of_open_texts(texts: tuple[str, ...], count: int, rng: Random) -> Iterator[Row]:
    """Rows of open texts, in which nothing identifies."""
    for text in rng.sample(texts, min(count, len(texts))):
        yield from _rows(Written(_cased(text[:_LONGEST], rng), (), ()), None)


def _cased(text: str, rng: Random) -> str:
    """The text as it is, or one time in eight each all in capitals and all small."""
    kind = rng.random()
    other = text.upper() if kind < 0.12 else text.lower() if kind < 0.24 else text
    return other if len(other) == len(text) else text


def _forgetting(rng: Random, share: float) -> Forget:
    """Hides the same lists for the same word of one text."""
    hidden: dict[str, str] = {}

    def forget(word: str) -> str:
        if word not in hidden:
            hidden[word] = "".join(one for one in _LISTS if rng.random() < share)
        return hidden[word]

    return forget


def _rows(written: Written, forget: Callable[[str], str] | None) -> Iterator[Row]:
    kinds = np.zeros(len(written.text) + 1, np.int8)
    weights = np.ones(len(written.text) + 1, np.float32)
    for start, end, kind in written.labels:
        kinds[start:end] = kind
    for start, end in written.terms:
        weights[start:end] = TERM_WEIGHT
    for token, told in features(written.text, tokens(written.text, forget)):
        ids = np.array(hashed(told), np.int32)
        yield Row(ids, int(kinds[token.start]), float(weights[token.start]))
