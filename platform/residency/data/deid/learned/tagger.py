"""How sure the learned model is of each word and number that it identifies somebody."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from residency.data.deid.learned.features import features
from residency.data.deid.learned.tokens import Sort, tokens

BITS = 19  # of a feature's hash
CLASSES = ("name", "place", "other")  # what a word may be, besides nothing
_FILE = "weights.npz"


@dataclass(frozen=True, slots=True)
class Scored:
    """text[start:end], a word or a number, and how likely it is (part of) a name of a person, of a
    place or facility, and of any other identifier: probabilities.
    """

    start: int
    end: int
    is_word: bool
    name: float
    place: float
    other: float

    @property
    def identifying(self) -> float:
        """How likely it is part of any identifier."""
        return self.name + self.place + self.other

    def moved(self, by: int) -> Scored:
        """The same word of a text that begins `by` characters before."""
        return replace(self, start=self.start + by, end=self.end + by)


def scored(text: str) -> tuple[Scored, ...]:
    """All words and numbers of `text` with their scores, in order."""
    seen = list(features(text, tokens(text)))
    if not seen:
        return ()
    ids = np.array([one for _, told in seen for one in hashed(told)], dtype=np.int64)
    starts = np.cumsum([0, *(len(told) for _, told in seen[:-1])])
    logits = np.add.reduceat(_weights()[ids].astype(np.float32), starts, axis=0)
    likely = _softmax(logits * np.float32(_scale()))
    return tuple(
        Scored(token.start, token.end, token.sort is Sort.WORD, *map(float, row))
        for (token, _), row in zip(seen, likely, strict=True)
    )


@cache
def weights_digest() -> str:
    """SHA-256 of the weights, in hex: with others, other words are found."""
    content = resources.files("residency.data.deid.learned").joinpath(_FILE).read_bytes()
    return hashlib.sha256(content).hexdigest()


def hashed(told: Sequence[str]) -> list[int]:
    """Rows of the weights for these features: CRC-32 cut to BITS bits (Weinberger et al. 2009)."""
    mask = (1 << BITS) - 1
    return [zlib.crc32(one.encode()) & mask for one in told]


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """[words, 3] against nothing, whose logit is 0."""
    peak = np.maximum(logits.max(axis=1, keepdims=True), 0)
    powers = np.exp(logits - peak)
    likely: NDArray[np.float32] = powers / (powers.sum(axis=1, keepdims=True) + np.exp(-peak))
    return likely


@cache
def _file() -> tuple[NDArray[np.int8], float]:
    folder = resources.files("residency.data.deid.learned")
    with folder.joinpath(_FILE).open("rb") as stream, np.load(stream) as stored:
        return stored["weights"], float(stored["scale"])


def _weights() -> NDArray[np.int8]:
    """[2 ** BITS, 3]"""
    return _file()[0]


def _scale() -> float:
    return _file()[1]
