"""From predictions to figures: one scorer a protocol, never compared with another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from residency.errors import NotSupportedYet, ResidencyError
from residency.evaluate.interval import by_group, wilson
from residency.evaluate.majority import Majority
from residency.evaluate.question import Prediction, Question, Scored, score
from residency.evaluate.report import Report, Subgroup
from residency.plan.record import Metric
from residency.spec.training import Benchmark, Protocol

EXACT_MATCH = "exact_match"
EXACT_MATCH_BY_PATIENT = "exact_match.by_patient"
UNPARSED = "unparsed"
MAJORITY = "majority"
MAJORITY_BY_QUESTION = "majority_by_question"
SUBGROUPS: tuple[tuple[str, Callable[[Question], str]], ...] = (
    ("kind", lambda question: question.kind),
    ("modality", lambda question: question.modality),
)

_Item = TypeVar("_Item", Question, Prediction)


def check_protocol(protocol: Protocol) -> None:
    """Raise NotSupportedYet, by name, for a protocol that this version cannot score."""
    if protocol is not Protocol.STRICT_EXACT_MATCH:
        raise NotSupportedYet(
            f"not supported yet: benchmark protocol {protocol.value}",
            f"This version scores {Protocol.STRICT_EXACT_MATCH.value}.",
        )


def pair(questions: Iterable[Question], predictions: Iterable[Prediction]) -> list[Scored]:
    """Score each question against its one prediction, in the order of sample ids.

    Raises:
        ResidencyError: a question has no prediction, a prediction no question, or one has two.
    """
    asked = _by_id(questions)
    answered = _by_id(predictions)
    missing, extra = asked.keys() - answered.keys(), answered.keys() - asked.keys()
    if missing or extra:
        raise ResidencyError(
            f"{len(asked)} questions and {len(answered)} predictions do not match: "
            f"no prediction for {sorted(missing)[:3]}, no question for {sorted(extra)[:3]}."
        )
    return [score(asked[sample], answered[sample]) for sample in sorted(asked)]


def build_report(benchmark: Benchmark, scored: Sequence[Scored], majority: Majority) -> Report:
    """All figures of one benchmark: overall, closed and open apart, and by subgroup."""
    check_protocol(benchmark.protocol)
    return Report(
        benchmark=benchmark.name,
        protocol=benchmark.protocol,
        n=len(scored),
        unparsed=sum(one.unparsed for one in scored),
        metrics=(
            *_metrics(scored, majority),
            _by_patient(scored),
            *(
                _share(f"{EXACT_MATCH}.{answer_type}", [one.correct for one in of_type])
                for answer_type in ("closed", "open")
                if (of_type := [one for one in scored if one.question.answer_type == answer_type])
            ),
        ),
        subgroups=tuple(_subgroups(scored, majority)),
        majority_answer=majority.overall,
        majority_answers=dict(majority.by_question),
    )


def _metrics(scored: Sequence[Scored], majority: Majority) -> tuple[Metric, ...]:
    questions = [one.question for one in scored]
    return (
        _share(EXACT_MATCH, [one.correct for one in scored]),
        _share(UNPARSED, [one.unparsed for one in scored]),
        _share(MAJORITY, [majority.answers(question) for question in questions]),
        _share(
            MAJORITY_BY_QUESTION, [majority.answers_question(question) for question in questions]
        ),
    )


def _by_patient(scored: Sequence[Scored]) -> Metric:
    """Exact match with an interval over patients: questions about one patient are alike."""
    patients: dict[str, list[bool]] = {}
    for one in scored:
        patients.setdefault(one.question.patient, []).append(one.correct)
    value, low, high = by_group(list(patients.values()))
    return Metric(
        name=EXACT_MATCH_BY_PATIENT,
        value=value,
        protocol=Protocol.STRICT_EXACT_MATCH.value,
        n=len(patients),
        low=low,
        high=high,
    )


def _subgroups(scored: Sequence[Scored], majority: Majority) -> Iterable[Subgroup]:
    for attribute, value_of in SUBGROUPS:
        for value in sorted({value_of(one.question) for one in scored}):
            members = [one for one in scored if value_of(one.question) == value]
            yield Subgroup(name=f"{attribute}={value}", metrics=_metrics(members, majority))


def _share(name: str, hits: Sequence[bool]) -> Metric:
    n, correct = len(hits), sum(hits)
    low, high = wilson(correct, n)
    return Metric(
        name=name,
        value=correct / n if n else 0.0,
        protocol=Protocol.STRICT_EXACT_MATCH.value,
        n=n,
        low=low,
        high=high,
    )


def _by_id(items: Iterable[_Item]) -> dict[str, _Item]:
    found: dict[str, _Item] = {}
    for item in items:
        if item.sample_id in found:
            raise ResidencyError(f"Sample {item.sample_id} appears twice in an evaluation.")
        found[item.sample_id] = item
    return found
