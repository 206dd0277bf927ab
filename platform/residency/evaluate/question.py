"""A held-out question, and what a model answered to it."""

from __future__ import annotations

from dataclasses import dataclass

from residency.data.sample import AnswerType, Sample
from residency.evaluate.parse import normalise, parse_answer
from residency.ports import FinishReason, Request

NO_MODALITY = "none"  # of a question without an image


@dataclass(frozen=True, slots=True)
class Question:
    """What scoring needs to know of a sample."""

    sample_id: str
    kind: str
    answer_type: AnswerType
    modality: str
    text: str
    answer: str
    patient: str = ""  # pseudonym
    alternatives: tuple[str, ...] = ()  # as right as `answer`

    def accepts(self, answer: str | None) -> bool:
        """Whether a normalised answer is right."""
        return answer is not None and answer in map(normalise, (self.answer, *self.alternatives))


@dataclass(frozen=True, slots=True)
class Prediction:
    """The whole final channel that a model said to one question, and why it ended."""

    sample_id: str
    text: str
    finish: FinishReason


@dataclass(frozen=True, slots=True)
class Scored:
    """A question, its prediction, and whether they agree."""

    question: Question
    prediction: Prediction
    correct: bool
    unparsed: bool


def question_of(sample: Sample) -> Question:
    """The question of a sample: its turns before the answer, and its modality."""
    asked = [turn.text for turn in sample.turns if turn.role != "assistant"]
    return Question(
        sample_id=sample.sample_id,
        kind=sample.kind,
        answer_type=sample.answer_type,
        modality=sample.attributes.get("modality", NO_MODALITY),
        text="\n".join(asked),
        answer=sample.answer,
        patient=sample.patient,
        alternatives=sample.alternatives,
    )


def request_of(sample: Sample, max_new_tokens: int) -> Request:
    """The request that asks it: everything up to the last answer, which is the one asked for."""
    turns = sample.turns
    if turns and turns[-1].role == "assistant":
        turns = turns[:-1]
    return Request(turns=turns, images=sample.images, max_new_tokens=max_new_tokens)


def score(question: Question, prediction: Prediction) -> Scored:
    """Strict exact match with the answer, or with one that the benchmark counts as right, too."""
    answer = parse_answer(prediction.text, prediction.finish)
    return Scored(
        question=question,
        prediction=prediction,
        correct=question.accepts(answer),
        unparsed=answer is None,
    )
