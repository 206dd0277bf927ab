"""The blind baseline: always the commonest answer of the training side, whatever the image."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from residency.evaluate.parse import normalise
from residency.evaluate.question import Question


@dataclass(frozen=True, slots=True)
class Majority:
    """The commonest training answer overall, and that of each question kind."""

    overall: str
    by_kind: Mapping[str, str]

    def answers(self, question: Question) -> bool:
        """Whether the overall majority answer is right."""
        return bool(self.overall) and normalise(question.answer) == self.overall

    def answers_kind(self, question: Question) -> bool:
        """Whether the majority answer of the question's kind is right."""
        return normalise(question.answer) == self.by_kind.get(question.kind)


def majority_of(training: Iterable[tuple[str, str]]) -> Majority:
    """The majority answers of (kind, answer) pairs of the training side."""
    overall: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {}
    for kind, answer in training:
        overall[normalise(answer)] += 1
        kinds.setdefault(kind, Counter())[normalise(answer)] += 1
    return Majority(_commonest(overall), {kind: _commonest(kinds[kind]) for kind in sorted(kinds)})


def _commonest(counts: Counter[str]) -> str:
    """Of equally common answers the first in the alphabet: the order of rows is nothing."""
    return min(counts, key=lambda answer: (-counts[answer], answer), default="")
