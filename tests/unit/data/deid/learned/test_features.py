"""Features: of a word, of its neighbours, of its line."""

from residency.data.deid.learned.features import features
from residency.data.deid.learned.tokens import tokens


def _of(text: str, word: str) -> list[str]:
    return next(told for token, told in features(text, tokens(text)) if token.text == word)


def test_signs_have_none() -> None:
    assert [token.text for token, _ in features("a, 1.", tokens("a, 1."))] == ["a", "1"]


def test_the_neighbour_and_the_gap_count() -> None:
    assert "l=dr_" in _of("Dr Okafor came", "Okafor")
    assert "l=." in _of("Dr.Okafor came", "Okafor")


def test_the_label_of_the_line_counts_until_its_end() -> None:
    assert any(told.startswith("lb=") and "attending" in told for told in _of(
        "Attending: xx Okafor", "Okafor"))  # fmt: skip
    assert "lb=" in _of("Attending: xx\nOkafor", "Okafor")


def test_a_word_that_follows_a_title_elsewhere_is_told() -> None:
    assert "titled" in _of("Seen by Dr. Zyxel.\nZyxel to call", "Zyxel")
    assert "titled" not in _of("Seen by Zyxel.\nZyxel to call", "Zyxel")


def test_the_case_of_the_text_is_part_of_what_a_word_is() -> None:
    assert any(told.startswith("s=U") for told in _of("SEEN BY OKAFOR", "OKAFOR"))
    assert any(told.startswith("s=L") for told in _of("seen by okafor", "okafor"))


def test_no_name_is_a_feature_by_itself() -> None:
    """Features of names would tell the weights' reader whom the training notes named."""
    told = [one for _, all_of in features("Dr Okafor", tokens("Dr Okafor")) for one in all_of]
    assert not any("okafor" in one.lower() for one in told)
