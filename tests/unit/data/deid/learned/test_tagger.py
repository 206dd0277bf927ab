"""The tagger: scores of words, from weights that are pinned."""

import hashlib
from importlib import resources

import pytest

from residency.data.deid.learned.tagger import BITS, hashed, scored

DIGEST = "75735d94f9179a5ef8dc74b681faf2f10d9885b63f7103acb5e5bf33a28a1d66"


def test_the_weights_are_those_that_were_scored() -> None:
    """After training anew: state the figures again, then this digest."""
    stored = resources.files("residency.data.deid.learned").joinpath("weights.npz").read_bytes()
    assert hashlib.sha256(stored).hexdigest() == DIGEST


def test_nothing_has_no_scores() -> None:
    assert scored("") == ()
    assert scored(" \n ... ") == ()


def test_hashes_are_rows_of_the_weights_and_stay() -> None:
    assert hashed(["l=dr_"]) == hashed(["l=dr_"])
    assert all(0 <= row < 1 << BITS for row in hashed([f"x={n}" for n in range(1000)]))


def test_scores_are_probabilities() -> None:
    for one in scored("Seen by Dr Okafor of Bristol on 3/4."):
        assert min(one.name, one.place, one.other) >= 0
        assert one.identifying <= 1.0001


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Discussed with Dr. Vrenholt by telephone.", "Vrenholt"),
        ("Patient: Quorbin, Zeltha\nMRN 4471123", "Quorbin"),
        ("DISCUSSED WITH DR. VRENHOLT BY TELEPHONE.", "VRENHOLT"),
        ("his wife zeltha called today.", "zeltha"),
    ],
)
def test_a_name_of_no_list_is_seen_by_its_context(text: str, name: str) -> None:
    (found,) = [one for one in scored(text) if text[one.start : one.end] == name]
    assert found.name > 0.5


@pytest.mark.parametrize(
    "text", ["No evidence of pneumothorax.", "Continue metoprolol 25 mg twice daily.",
             "FINDINGS: The liver is normal in size."]
)  # fmt: skip
def test_clinical_words_are_not(text: str) -> None:
    assert all(one.identifying < 0.3 for one in scored(text) if one.is_word)
