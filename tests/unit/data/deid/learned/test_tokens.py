"""Tokens: words, numbers and signs, what they look like, and what lists tell."""

import pytest

from residency.data.deid.learned.tokens import Sort, tokens


def test_words_figures_and_signs_are_apart() -> None:
    found = tokens("Dr. O'Dell, A1c 7\nok")
    assert [one.text for one in found] == [
        "Dr", ".", "O'Dell", ",", "A", "1", "c", "7", "\n", "ok",
    ]  # fmt: skip


def test_each_stands_where_it_says() -> None:
    text = "Größe 12 cm (Øst)"
    assert all(text[one.start : one.end] == one.text for one in tokens(text))


@pytest.mark.parametrize(
    ("word", "shape"), [("A", "X1"), ("a", "x1"), ("MRI", "XX3"), ("may", "xx"), ("Ann", "Xx"),
                        ("McKay", "xX")]
)  # fmt: skip
def test_the_shape_is_the_case(word: str, shape: str) -> None:
    assert tokens(word)[0].shape == shape


def test_a_name_is_a_class_and_a_common_word_itself() -> None:
    name, word = tokens("Okafor with")
    assert name.context.startswith("_")
    assert word.context == "with"


def test_training_can_hide_what_lists_tell() -> None:
    (known,) = tokens("Okafor")
    (hidden,) = tokens("Okafor", lambda _: "gfcw")
    assert known.facts is not None
    assert hidden.facts is not None
    assert known.facts.named
    assert not hidden.facts.named


def test_other_scripts_and_superscripts_are_no_error() -> None:
    assert {one.sort for one in tokens("患者 x² Ⅷ 🙂 ٣")} <= set(Sort)
