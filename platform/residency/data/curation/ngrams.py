"""Long runs of words that a training text shares with a benchmark.

Thirteen words in a row that are equal after normalising are hardly ever chance: the rule by which
GPT-3's training data were held against its benchmarks (Brown et al. 2020, "Language Models are
Few-Shot Learners", appendix C). Runs are compared by 64-bit hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from residency.data.curation.shingles import Hashes, windows
from residency.data.likeness import normal_text

WORDS: Final = 13
BOILERPLATE: Final = 10
"""Texts of a benchmark that a run of words may stand in; one in more is its boilerplate
("Based on the abstract above ..."), and is left out, as appendix C does."""


@dataclass(frozen=True, slots=True)
class NgramIndex:
    """Runs of words of a benchmark's texts: hashes in order, each with its text's number."""

    hashes: Hashes  # uint64 [N]
    texts: NDArray[np.int64]  # [N]
    length: int

    def find(self, text: str) -> frozenset[int]:
        """The numbers of the benchmark's texts that share a run of words with this one."""
        own = np.unique(ngrams(text, self.length))
        starts = np.searchsorted(self.hashes, own, side="left")
        ends = np.searchsorted(self.hashes, own, side="right")
        met = ends > starts
        found = (
            self.texts[start:end].tolist()
            for start, end in zip(starts[met].tolist(), ends[met].tolist(), strict=True)
        )
        return frozenset(number for numbers in found for number in numbers)


def ngrams(text: str, length: int = WORDS) -> Hashes:
    """The hash of each run of so many words: uint64 [words - length + 1]; none where fewer."""
    words = normal_text(text).split()
    return windows(words, length) if len(words) >= length else np.empty(0, np.uint64)


def index_ngrams(texts: Sequence[str], length: int = WORDS, most: int = BOILERPLATE) -> NgramIndex:
    """Index the runs of words of a benchmark's texts, but for those in more than `most`."""
    found = [np.unique(ngrams(text, length)) for text in texts]
    hashes = np.concatenate([np.empty(0, np.uint64), *found])
    owners = np.repeat(np.arange(len(found), dtype=np.int64), [one.size for one in found])
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    _, places, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    kept = counts[places] <= most if hashes.size else np.empty(0, bool)
    return NgramIndex(hashes[kept], owners[kept], length)
