from collections.abc import Sequence

import pytest

from residency.data.harmony import Special
from residency.data.render import Renderer
from residency.data.tokenizer import train_tokenizer
from residency.model.stream import TextStream
from residency.ports import FinishReason

TOKENIZER = train_tokenizer(["axial", "coronal"], 300)
RENDERER = Renderer(TOKENIZER, image_tokens=4)


def ids(text: str) -> list[int]:
    return list(TOKENIZER.encode(text, add_special_tokens=False).ids)


def special(token: Special) -> int:
    found = TOKENIZER.token_to_id(token.value)
    assert found is not None
    return found


def push(tokens: Sequence[int], *, limit: int = 100, stop: Sequence[str] = ()) -> list[str]:
    """What each token released; the stream's reason is the last entry."""
    stream = TextStream(RENDERER, limit, stop)
    said = []
    for token in tokens:
        said.append(stream.push(token))
        if stream.finish is not None:
            break
    return [*said, stream.finish.value if stream.finish else ""]


def test_an_answer_ends_with_return() -> None:
    *said, reason = push([*ids("axial"), RENDERER.stop_id])
    assert ("".join(said), reason) == ("axial", FinishReason.STOP.value)


def test_an_answer_ends_at_its_limit() -> None:
    *said, reason = push(ids("zyxw"), limit=2)
    assert ("".join(said), reason) == ("zy", FinishReason.LENGTH.value)


@pytest.mark.parametrize("token", [Special.END, Special.START, Special.CHANNEL, Special.IMAGE])
def test_leaving_the_final_channel_is_malformed_and_silent(token: Special) -> None:
    *said, reason = push([*ids("axial"), special(token), *ids("secret")])
    assert ("".join(said), reason) == ("axial", FinishReason.MALFORMED.value)


def test_a_character_comes_when_all_its_bytes_are_there() -> None:
    tokens = ids("é€😀")
    assert len(tokens) == 2 + 3 + 4
    *said, _ = push(tokens)
    assert [text for text in said if text] == ["é", "€", "😀"]


def test_bytes_that_never_become_a_character_show_as_one_mark() -> None:
    *said, reason = push([*ids("ab"), *ids("😀")[:2], RENDERER.stop_id])
    assert ("".join(said), reason) == ("ab\N{REPLACEMENT CHARACTER}", "stop")


def test_a_stop_string_ends_the_answer_and_is_not_said() -> None:
    *said, reason = push(ids("one. Two"), stop=[". "])
    assert ("".join(said), reason) == ("one", "stop")


def test_what_might_begin_a_stop_string_is_held_back() -> None:
    *said, _ = push(ids("a.b. c"), stop=[". "])
    assert "".join(said) == "a.b"
    assert "." not in said  # the full stop came together with what made it harmless


def test_what_was_held_back_is_said_at_the_end() -> None:
    *said, _ = push([*ids("a."), RENDERER.stop_id], stop=[". "])
    assert "".join(said) == "a."
