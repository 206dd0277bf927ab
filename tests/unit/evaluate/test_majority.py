from residency.evaluate.majority import majority_of
from residency.evaluate.question import Question

MODALITY, PLANE, WINDOW = "Which modality is this?", "Which plane is this?", "Is it narrow?"


def question(text: str, answer: str) -> Question:
    return Question("id", "kind", "closed", "CT", text, answer)


def test_majority_overall_and_by_question() -> None:
    majority = majority_of(
        [(MODALITY, "CT"), (MODALITY, "ct"), (MODALITY, "MR"), (PLANE, "axial")]
    )
    assert majority.overall == "ct"
    assert majority.by_question == {MODALITY: "ct", PLANE: "axial"}
    assert majority.answers(question(PLANE, "CT "))
    assert not majority.answers(question(PLANE, "axial"))
    assert majority.answers_question(question(PLANE, "Axial"))


def test_ties_do_not_depend_on_the_order_of_rows() -> None:
    rows = [(PLANE, "coronal"), (PLANE, "axial")]
    assert majority_of(rows) == majority_of(reversed(rows))
    assert majority_of(rows).overall == "axial"


def test_a_question_that_was_not_trained_has_no_majority_answer() -> None:
    assert not majority_of([(PLANE, "axial")]).answers_question(question(WINDOW, "axial"))
    assert not majority_of([]).answers(question(WINDOW, ""))
