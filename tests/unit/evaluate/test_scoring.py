from dataclasses import replace

import pytest

from residency.errors import NotSupportedYet, ResidencyError
from residency.evaluate.majority import majority_of
from residency.evaluate.question import Prediction, Question
from residency.evaluate.report import Report
from residency.evaluate.scoring import build_report, check_protocol, pair
from residency.plan.record import Metric
from residency.ports import FinishReason
from residency.spec.training import Benchmark, Protocol

BENCHMARK = Benchmark(
    name="heldout", dataset="atlas", protocol=Protocol.STRICT_EXACT_MATCH, max_new_tokens=8
)
QUESTIONS = [
    Question("a", "modality", "closed", "CT", "Which modality?", "CT"),
    Question("b", "modality", "closed", "MR", "Which modality?", "MR"),
    Question("c", "plane", "closed", "CT", "Which plane?", "axial"),
    Question("d", "text", "open", "none", "What is (0008,0060)?", "Modality"),
]
PREDICTIONS = [
    Prediction("d", "modality", FinishReason.STOP),
    Prediction("c", "axial", FinishReason.LENGTH),
    Prediction("b", "CT", FinishReason.STOP),
    Prediction("a", "ct", FinishReason.STOP),
]
MAJORITY = majority_of(
    [("Which modality?", "CT"), ("Which modality?", "CT"), ("Which plane?", "axial")]
)


@pytest.fixture
def report() -> Report:
    return build_report(BENCHMARK, pair(QUESTIONS, PREDICTIONS), MAJORITY)


def metric(report: Report, name: str, subgroup: str | None = None) -> Metric:
    found = report.metric(name, subgroup)
    assert found is not None
    return found


def test_closed_and_open_questions_are_told_apart(report: Report) -> None:
    assert metric(report, "exact_match").value == 0.5
    assert metric(report, "exact_match.closed").value == pytest.approx(1 / 3)
    assert metric(report, "exact_match.closed").n == 3
    assert metric(report, "exact_match.open").value == 1.0


def test_an_alternative_is_as_right_as_the_answer() -> None:
    """VQA-Med states some; the blind baseline is judged by the same rule."""
    either = Question(
        "e", "plane", "open", "CT", "Which plane?", "transverse", alternatives=("Axial",)
    )
    said = [Prediction("e", "axial", FinishReason.STOP)]
    (one,) = pair([either], said)
    assert one.correct
    assert MAJORITY.answers_question(either)
    (other,) = pair([replace(either, alternatives=())], said)
    assert not other.correct


def test_unparsed_answers_are_wrong_and_counted(report: Report) -> None:
    assert report.unparsed == 1
    assert metric(report, "unparsed").value == 0.25
    assert metric(report, "exact_match", "kind=plane").value == 0.0


def test_the_blind_baseline_is_scored_on_the_same_questions(report: Report) -> None:
    assert metric(report, "majority").value == 0.25
    assert metric(report, "majority_by_question").value == 0.5
    assert metric(report, "majority").n == report.n == 4


def test_subgroups_by_kind_and_modality(report: Report) -> None:
    assert [group.name for group in report.subgroups] == [
        "kind=modality",
        "kind=plane",
        "kind=text",
        "modality=CT",
        "modality=MR",
        "modality=none",
    ]
    assert metric(report, "exact_match", "modality=CT").n == 2
    assert report.metric("exact_match", "modality=US") is None


def test_every_metric_has_protocol_n_and_interval(report: Report) -> None:
    for one in [*report.metrics, *(m for group in report.subgroups for m in group.metrics)]:
        assert one.protocol == "strict-exact-match"
        assert one.n
        assert one.low is not None
        assert one.high is not None
        assert one.low <= one.value <= one.high


def test_a_report_survives_json(report: Report) -> None:
    assert Report.model_validate_json(report.model_dump_json(by_alias=True)) == report


def test_each_question_needs_exactly_one_prediction() -> None:
    with pytest.raises(ResidencyError, match=r"no prediction for \['d'\]"):
        pair(QUESTIONS, PREDICTIONS[1:])
    with pytest.raises(ResidencyError, match=r"no question for \['d'\]"):
        pair(QUESTIONS[:3], PREDICTIONS)
    with pytest.raises(ResidencyError, match="Sample d appears twice"):
        pair(QUESTIONS, [*PREDICTIONS, PREDICTIONS[0]])


def test_another_protocol_is_refused_by_name() -> None:
    with pytest.raises(NotSupportedYet, match="not supported yet: benchmark protocol bleu-1"):
        check_protocol(Protocol.BLEU1)
