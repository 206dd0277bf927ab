"""A tokenizer from outside: it learns the words that its chat format needs, and keeps its own."""

import json
from pathlib import Path

import pytest
from tokenizers import AddedToken
from transformers import PreTrainedTokenizerFast

from residency.data.given_files import TOKENIZER_FILES, check_unchanged, files_digest
from residency.data.given_tokenizer import open_given
from residency.data.render import load_renderer
from residency.data.sample import Turn
from residency.data.templates.chatml import CHATML, chatml
from residency.data.templates.harmony import HARMONY
from residency.data.tokenizer import (
    added_words,
    load_chat_format,
    load_tokenizer,
    save_tokenizer,
    train_tokenizer,
)
from residency.errors import DataError
from residency.spec.model import Template
from tests.given import ROWS, SMOLLM2_SYSTEM, write_given_tokenizer

IMAGE_TOKENS = 3
TURNS = (
    Turn("user", "which plane is this?\n", images=1),
    Turn("assistant", "axial"),
    Turn("user", "<image> and <|im_end|> as words"),
    Turn("assistant", "no"),
)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    return write_given_tokenizer(tmp_path / "given")


def saved(given: Path, folder: Path, template: Template = Template.CHATML) -> Path:
    found = open_given(given, template)
    save_tokenizer(found.tokenizer, folder, found.chat, found.added)
    return folder


def test_ids_are_those_of_its_own_chat_template(given: Path, tmp_path: Path) -> None:
    """Its template against our renderer; a user who types a special token gets words."""
    folder = saved(given, tmp_path / "own")
    own = json.loads((given / "tokenizer_config.json").read_text())["chat_template"]
    library = PreTrainedTokenizerFast.from_pretrained(folder)
    plain = TURNS[:2]
    messages = [
        {"role": t.role, "content": ("<image>" * IMAGE_TOKENS + "\n") * t.images + t.text}
        for t in plain
    ]
    renderer = load_renderer(folder, IMAGE_TOKENS)
    for template in (own, None):  # the published one, and what we save for other engines
        applied = library.apply_chat_template(messages, chat_template=template, return_dict=False)
        assert list(renderer.render(plain).input_ids) == list(applied)
        asked = library.apply_chat_template(
            messages[:1], chat_template=template, add_generation_prompt=True, return_dict=False
        )
        assert list(renderer.prompt(plain[:1])) == list(asked)
    assert renderer.render(TURNS).input_ids.count(renderer.image_id) == IMAGE_TOKENS


def test_the_missing_word_is_added_after_the_last(given: Path, tmp_path: Path) -> None:
    folder = saved(given, tmp_path / "own")
    tokenizer = load_tokenizer(folder)
    assert (tokenizer.token_to_id("<image>"), tokenizer.get_vocab_size()) == (ROWS, ROWS + 1)
    assert added_words(folder) == (ROWS,)
    chat = load_chat_format(folder)
    assert (chat.system, chat.template) == (SMOLLM2_SYSTEM, Template.CHATML)
    assert open_given(given, Template.CHATML).as_published


def test_a_reserved_word_is_taken_before_a_row_is_added(tmp_path: Path) -> None:
    tokenizer = train_tokenizer(["axial"], 300, HARMONY)
    before = tokenizer.token_to_id("<|image|>")
    text = tokenizer.to_str().replace("<|image|>", "<|reserved_200013|>")
    (tmp_path / "given").mkdir()
    (tmp_path / "given/tokenizer.json").write_text(text)
    found = open_given(tmp_path / "given", Template.HARMONY)
    assert found.added == (before,)
    assert found.tokenizer.token_to_id("<|image|>") == before
    assert found.tokenizer.token_to_id("<|reserved_200013|>") is None
    assert found.as_published is None  # it brings no template


@pytest.mark.parametrize("system", [None, 'Say "axial".\\n {{ no }}'])
def test_chatml_has_any_system_turn_or_none(system: str | None, given: Path) -> None:
    path = given / "tokenizer_config.json"
    path.write_text(json.dumps({"chat_template": chatml(system).chat_template}))
    found = open_given(given, Template.CHATML)
    assert found.chat.system == system
    assert found.as_published


def test_a_template_of_its_own_that_is_another_is_said(given: Path) -> None:
    path = given / "chat_template.jinja"
    path.write_text("{% for m in messages %}{{ m.content }}{% endfor %}")
    found = open_given(given, Template.CHATML)
    assert found.as_published is False
    assert found.chat.system is None


def test_a_template_cannot_reach_out_of_its_sandbox(given: Path) -> None:
    path = given / "chat_template.jinja"
    path.write_text("<|im_start|>system\n{{ ''.__class__ }}<|im_end|>\n<|im_start|>user")
    assert open_given(given, Template.CHATML).chat.system == ""


def test_an_ordinary_word_that_the_format_needs_becomes_a_special_one(given: Path) -> None:
    description = json.loads((given / "tokenizer.json").read_text())
    description["added_tokens"] = [
        entry for entry in description["added_tokens"] if entry["content"] != "<|im_end|>"
    ]
    (given / "tokenizer.json").write_text(json.dumps(description))
    found = open_given(given, Template.CHATML).tokenizer
    special = {t.content for t in found.get_added_tokens_decoder().values() if t.special}
    assert set(CHATML.specials) <= special


def test_a_folder_without_a_tokenizer_is_explained(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"tokenizer\.json: there is no tokenizer"):
        open_given(tmp_path, Template.CHATML)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(DataError, match="not a tokenizer"):
        open_given(tmp_path, Template.CHATML)


def test_a_folder_is_what_its_files_hold(given: Path, tmp_path: Path) -> None:
    before = files_digest(given, TOKENIZER_FILES)
    check_unchanged(given, TOKENIZER_FILES, before)
    (given / "README.md").write_text("not read")
    assert files_digest(given, TOKENIZER_FILES) == before
    tokenizer = load_tokenizer(saved(given, tmp_path / "own"))
    tokenizer.add_tokens([AddedToken("more")])
    tokenizer.save(str(given / "tokenizer.json"))
    with pytest.raises(DataError, match="has changed since this run was planned"):
        check_unchanged(given, TOKENIZER_FILES, before)
    check_unchanged(given, TOKENIZER_FILES, "unlisted")
