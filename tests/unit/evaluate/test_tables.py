from residency.evaluate.gate import decide
from residency.evaluate.majority import majority_of
from residency.evaluate.question import Prediction, Question
from residency.evaluate.scoring import build_report, pair
from residency.evaluate.tables import decision_table, predictions_table, report_table
from residency.ports import FinishReason, Table
from residency.spec.training import Benchmark, Compare, Gate, Protocol, Rule

BENCHMARK = Benchmark(name="heldout", dataset="atlas", protocol=Protocol.STRICT_EXACT_MATCH)
SCORED = pair(
    [
        Question("a", "modality", "closed", "CT", "Which modality?", "CT"),
        Question("b", "text", "open", "none", "What is VR?", "value representation"),
    ],
    [Prediction("a", "ct", FinishReason.STOP), Prediction("b", "", FinishReason.STOP)],
)
REPORT = build_report(BENCHMARK, SCORED, majority_of([]))


def row(table: Table, number: int) -> dict[str, object]:
    return dict(zip(table.columns, table.rows[number], strict=True))


def test_predictions_have_their_image_as_png() -> None:
    table = predictions_table(SCORED, {"a": b"png"})
    assert row(table, 0) == {
        "image": b"png",
        "question": "Which modality?",
        "answer": "CT",
        "prediction": "ct",
        "correct": True,
        "unparsed": False,
        "kind": "modality",
        "modality": "CT",
        "sample_id": "a",
    }
    assert row(table, 1)["image"] is None
    assert row(table, 1)["unparsed"] is True


def test_the_report_starts_with_all_questions() -> None:
    table = report_table(REPORT)
    first = row(table, 0)
    assert (first["group"], first["metric"], first["value"]) == ("all", "exact_match", 0.5)
    assert {group for group, *_ in table.rows} >= {"all", "kind=modality", "modality=none"}


def test_the_gate_says_value_reference_and_reason() -> None:
    rule = Rule(metric="exact_match", compare=Compare.ABSOLUTE, margin=0.4, subgroup=None)
    table = decision_table(decide(Gate(benchmark="heldout", rules=(rule,)), REPORT, None, None))
    told = row(table, 0)
    assert told["rule"] == "exact_match"
    assert (told["value"], told["reference"], told["margin"]) == (0.5, 0.0, 0.4)
    assert (told["passed"], told["reason"]) == (True, "exact_match: 0.500 is at least 0.400")
