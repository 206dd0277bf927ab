from residency.evaluate.majority import majority_of
from residency.evaluate.question import Question


def question(kind: str, answer: str) -> Question:
    return Question("id", kind, "closed", "CT", "?", answer)


def test_majority_overall_and_by_kind() -> None:
    majority = majority_of(
        [("modality", "CT"), ("modality", "ct"), ("modality", "MR"), ("plane", "axial")]
    )
    assert majority.overall == "ct"
    assert majority.by_kind == {"modality": "ct", "plane": "axial"}
    assert majority.answers(question("plane", "CT "))
    assert not majority.answers(question("plane", "axial"))
    assert majority.answers_kind(question("plane", "Axial"))


def test_ties_do_not_depend_on_the_order_of_rows() -> None:
    rows = [("plane", "coronal"), ("plane", "axial")]
    assert majority_of(rows) == majority_of(reversed(rows))
    assert majority_of(rows).overall == "axial"


def test_a_kind_that_was_not_trained_has_no_majority_answer() -> None:
    assert not majority_of([("plane", "axial")]).answers_kind(question("window", "axial"))
    assert not majority_of([]).answers(question("window", ""))
