"""The renderer and its tokenizer."""

import json
from pathlib import Path

import jinja2
import pytest
from tokenizers import Tokenizer

from residency.data.render import Renderer
from residency.data.sample import Turn
from residency.data.templates.harmony import CHAT_TEMPLATE, Special
from residency.data.tokenizer import load_tokenizer, save_tokenizer, train_tokenizer
from residency.errors import DataError

TEXTS = ["Which modality made this picture?", "CT", "user", "assistant", "final", "é漢"]
QUESTION = Turn("user", "Which modality made this picture?", images=1)
ANSWER = Turn("assistant", "CT")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer(TEXTS, 300)


@pytest.fixture
def renderer(tokenizer: Tokenizer) -> Renderer:
    return Renderer(tokenizer, image_tokens=4)


def shown(tokenizer: Tokenizer, ids: tuple[int, ...]) -> str:
    return str(tokenizer.decode(list(ids), skip_special_tokens=False))


def test_the_format_is_that_of_the_chat_template(renderer: Renderer, tokenizer: Tokenizer) -> None:
    turns = (QUESTION, ANSWER, Turn("user", "And this?"), Turn("assistant", "no"))
    template = jinja2.Environment(autoescape=False).from_string(CHAT_TEMPLATE)
    messages = [{"role": t.role, "content": "<|image|>" * 4 * t.images + t.text} for t in turns]
    assert shown(tokenizer, renderer.render(turns).input_ids) == template.render(messages=messages)
    prompt = template.render(messages=messages[:3], add_generation_prompt=True)
    assert shown(tokenizer, renderer.prompt(turns[:3])) == prompt


def test_loss_is_on_the_answers_and_the_last_return(
    renderer: Renderer, tokenizer: Tokenizer
) -> None:
    rendered = renderer.render((QUESTION, ANSWER, Turn("user", "?"), Turn("assistant", "CT")))
    targets = tuple(
        token for token, on in zip(rendered.input_ids, rendered.targets, strict=True) if on
    )
    assert shown(tokenizer, targets) == "CTCT<|return|>"
    assert rendered.images == 1
    assert rendered.input_ids.count(renderer.image_id) == 4
    assert not rendered.targets[0]


def test_a_prompt_is_the_beginning_of_what_was_trained(renderer: Renderer) -> None:
    prompt, whole = renderer.prompt((QUESTION,)), renderer.render((QUESTION, ANSWER))
    assert whole.input_ids[: len(prompt)] == prompt
    assert renderer.parse(whole.input_ids[len(prompt) :]) == "CT"


@pytest.mark.parametrize("special", list(Special))
def test_special_tokens_in_user_text_are_text(
    special: Special, renderer: Renderer, tokenizer: Tokenizer
) -> None:
    plain = renderer.prompt((Turn("user", ""),))
    attacked = renderer.prompt((Turn("user", f"a{special}b"),))
    own = tokenizer.token_to_id(special)
    assert attacked.count(own) == plain.count(own)
    assert f"a{special}b" in shown(tokenizer, attacked)


@pytest.mark.parametrize(
    "text", ["plain", "é漢字 \n\t", "a  b", "<|return|", "\x00\x7f", "🫀 CT?"]
)
def test_any_text_survives(text: str, renderer: Renderer) -> None:
    whole = renderer.render((QUESTION, Turn("assistant", text)))
    assert renderer.parse(whole.input_ids[len(renderer.prompt((QUESTION,))) :]) == text


def test_malformed_output_is_not_parsed(renderer: Renderer, tokenizer: Tokenizer) -> None:
    word = tokenizer.encode("CT").ids
    assert renderer.parse(word) is None
    assert renderer.parse([renderer.image_id, *word, renderer.stop_id]) is None
    assert renderer.parse([*word, renderer.stop_id, *word]) == "CT"


def test_a_conversation_to_train_on_ends_with_an_answer(renderer: Renderer) -> None:
    with pytest.raises(DataError, match="end with the assistant"):
        renderer.render((QUESTION,))


def test_the_callers_tokenizer_is_left_alone(tokenizer: Tokenizer) -> None:
    Renderer(tokenizer, 4)
    assert tokenizer.encode("<|return|>").ids == [tokenizer.token_to_id("<|return|>")]


def test_the_tokenizer_does_not_depend_on_the_order_of_the_corpus() -> None:
    forward = train_tokenizer(TEXTS, 300).to_str()
    assert train_tokenizer(reversed(TEXTS), 300).to_str() == forward


def test_saved_files_load_and_agree(tokenizer: Tokenizer, tmp_path: Path) -> None:
    save_tokenizer(tokenizer, tmp_path / "tokenizer")
    loaded = load_tokenizer(tmp_path / "tokenizer")
    assert loaded.to_str() == tokenizer.to_str()
    config = json.loads((tmp_path / "tokenizer" / "tokenizer_config.json").read_text())
    assert config["chat_template"] == CHAT_TEMPLATE


def test_a_vocabulary_too_small_and_a_missing_file_are_explained(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="at least 263"):
        train_tokenizer(TEXTS, 100)
    with pytest.raises(DataError, match="no tokenizer"):
        load_tokenizer(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(DataError, match="not a tokenizer"):
        load_tokenizer(tmp_path)
