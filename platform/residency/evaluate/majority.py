"""The blind baseline: always the commonest answer of the training side, whatever the image."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from residency.evaluate.parse import normalise
from residency.evaluate.question import Question


@dataclass(frozen=True, slots=True)
class Majority:
    """The commonest training answer overall, and that of each question by its text."""

    overall: str
    by_question: Mapping[str, str]

    def answers(self, question: Question) -> bool:
        """Whether the overall majority answer is right."""
        return bool(self.overall) and question.accepts(self.overall)

    def answers_question(self, question: Question) -> bool:
        """Whether the commonest training answer to this very question is right."""
        return question.accepts(self.by_question.get(question.text))


def majority_of(training: Iterable[tuple[str, str]]) -> Majority:
    """The majority answers of (question, answer) pairs of the training side."""
    overall: Counter[str] = Counter()
    questions: dict[str, Counter[str]] = {}
    for question, answer in training:
        overall[normalise(answer)] += 1
        questions.setdefault(question, Counter())[normalise(answer)] += 1
    return Majority(
        _commonest(overall), {text: _commonest(questions[text]) for text in sorted(questions)}
    )


def _commonest(counts: Counter[str]) -> str:
    """Of equally common answers the first in the alphabet: the order of rows is nothing."""
    return min(counts, key=lambda answer: (-counts[answer], answer), default="")
