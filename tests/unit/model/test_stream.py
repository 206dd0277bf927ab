from collections.abc import Sequence

import pytest

from residency.data.render import Renderer
from residency.data.sample import Turn
from residency.data.templates.formats import FORMATS
from residency.data.templates.harmony import Special
from residency.data.tokenizer import train_tokenizer
from residency.model.stream import TextStream
from residency.ports import FinishReason
from residency.spec.model import Template

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


@pytest.mark.parametrize("template", list(Template))
def test_what_is_streamed_is_what_is_parsed(template: Template) -> None:
    chat = FORMATS[template]
    tokenizer = train_tokenizer([*chat.words, "axial or coronal"], 400, chat)
    renderer = Renderer(tokenizer, 4, chat)
    asked, said = Turn("user", "which plane"), "axial or\n coronal"
    whole = renderer.render((asked, Turn("assistant", said))).input_ids
    answer = whole[len(renderer.prompt((asked,))) :]
    stream = TextStream(renderer, limit=99)
    text = ""
    for token in answer:
        text += stream.push(token)
        if stream.finish is not None:
            break
    assert text == renderer.parse(answer) == said
    assert stream.finish is FinishReason.STOP
