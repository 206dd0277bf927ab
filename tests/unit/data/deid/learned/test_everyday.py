"""Words of everyday notes, and that none of them names a person or a town."""

import pytest

from residency.data.deid.learned.everyday import everyday
from residency.data.deid.phrases.words import is_city, is_name, word_list


@pytest.mark.parametrize(
    "word", ["Mixtard", "co-amoxiclav", "HAEMATEMESIS", "Varicocele", "apices"]
)
def test_a_clinical_word_is_found(word: str) -> None:
    assert (3, 3 + len(word)) in set(everyday(f"On {word}."))


def test_a_complaint_is_no_addressee() -> None:
    assert list(everyday("PT C/O HAEMATEMESIS."))


@pytest.mark.parametrize(
    "text",
    [
        "Dr Doppler reviewed",
        "Mrs Haemer",
        "by Teichholz",
        "Roemer",
        "Hoelper, 77M",
        "toensing moved to bay 2",
        "Waelder",
        "Onyx 6M asthma",
        "Lyrica Johnson 14F",
    ],
)
def test_somebody_is_not(text: str) -> None:
    assert not list(everyday(text))


def test_no_word_is_a_name() -> None:
    assert not [word for word in word_list("everyday_terms") if is_name(word) or is_city(word)]
