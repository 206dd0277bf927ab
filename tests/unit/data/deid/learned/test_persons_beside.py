"""Whether a person is meant by the words of a term."""

import pytest

from residency.data.deid.learned.persons_beside import is_person


@pytest.mark.parametrize("text", [
    "Seen by [Hallpike].", "Mr [Hallpike].", "[Hallpike], 54M.", "[Hallpike] denies pain.",
    "Anna [Hallpike].", "[Hallpike], MRN 1.", "Patient: [Hallpike]", "Spoke to [Hallpike].",
])  # fmt: skip
def test_somebody(text: str) -> None:
    assert _judged(text)


@pytest.mark.parametrize("text", [
    "In keeping with [Hallpike].", "Diagnosed with [Hallpike].", "[Hallpike] negative.",
    "History of [Hallpike].",
])  # fmt: skip
def test_nobody(text: str) -> None:
    assert not _judged(text)


def test_a_label_counts_where_it_is_asked_for() -> None:
    assert not is_person("MDM: Hallpike", 5, 13, labels=False)


def _judged(text: str) -> bool:
    start, end = text.index("["), text.index("]") - 1
    return is_person(text.replace("[", "").replace("]", ""), start, end)
