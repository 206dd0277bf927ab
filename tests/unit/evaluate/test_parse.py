import pytest

from residency.evaluate.parse import parse_answer
from residency.ports import FinishReason


@pytest.mark.parametrize(
    ("text", "answer"), [("CT", "ct"), ("  Axial\n", "axial"), ("STRASSE", "strasse")]
)
def test_a_finished_answer_is_the_whole_text(text: str, answer: str) -> None:
    assert parse_answer(text, FinishReason.STOP) == answer


@pytest.mark.parametrize("text", ["", "  \n", "ct\N{REPLACEMENT CHARACTER}"])
def test_an_empty_or_undecodable_answer_is_none(text: str) -> None:
    assert parse_answer(text, FinishReason.STOP) is None


@pytest.mark.parametrize("finish", [FinishReason.LENGTH, FinishReason.MALFORMED])
def test_an_unfinished_answer_is_none_however_right_its_text(finish: FinishReason) -> None:
    assert parse_answer("ct", finish) is None


def test_nothing_is_repaired() -> None:
    """A sentence around the answer is another answer."""
    assert parse_answer("The answer is CT.", FinishReason.STOP) == "the answer is ct."
