"""Every chat format against the published template, through transformers' apply_chat_template."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    trainers,
)
from transformers import PreTrainedTokenizerFast

from residency.data.render import Renderer, load_renderer
from residency.data.sample import Turn
from residency.data.templates.formats import FORMATS
from residency.data.templates.pieces import ChatFormat
from residency.data.tokenizer import (
    CONFIG,
    load_chat_format,
    load_tokenizer,
    save_tokenizer,
    train_tokenizer,
)
from residency.errors import DataError
from residency.spec.model import Template
from tests.unit.data.templates.published import EOS, PUBLISHED

IMAGE_TOKENS = 3
SYSTEM = Turn("system", "You read radiographs.\nAnswer briefly.")
QUESTION = Turn("user", "Which modality made this picture?")
SEEN = Turn("user", "Which plane is this?", images=1)
ANSWER = Turn("assistant", "It is a CT.")
MORE = (Turn("user", "And this?"), Turn("assistant", "no"))
CONVERSATIONS: dict[str, tuple[Turn, ...]] = {
    "question": (QUESTION, ANSWER),
    "system": (SYSTEM, QUESTION, ANSWER),
    "several-turns": (
        SYSTEM,
        QUESTION,
        ANSWER,
        Turn("user", "And this?"),
        Turn("assistant", "no"),
    ),
    "image": (SEEN, ANSWER),
    "images": (SYSTEM, Turn("user", "Compare.", images=2), ANSWER, SEEN, Turn("assistant", "MR")),
    "image-alone": (Turn("user", "", images=1), ANSWER),
    "white-space": (Turn("user", " \n two  lines\n\nand more \n"), Turn("assistant", "  CT  ")),
    "markup": (Turn("user", "<b> {{ x }} [INST] é漢 🫀"), Turn("assistant", "ünï\ncode")),
}
CORPUS = [turn.text for turns in CONVERSATIONS.values() for turn in turns]


# huggingface.co/meta-llama/Meta-Llama-3-8B-Instruct, tokenizer.json: line ends stay together.
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_level(chat: ChatFormat) -> Tokenizer:
    """As we train it for every format."""
    return train_tokenizer([*chat.words, *CORPUS, "user\nAnd"], 400, chat)


def byte_level_lines(chat: ChatFormat) -> Tokenizer:
    """As Llama 3 and Qwen2 have it: white space that ends in line ends is one word."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=list(chat.specials),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([*chat.words, *CORPUS, "user\n\nAnd"], trainer)
    return tokenizer


def words_with_space(chat: ChatFormat, *, legacy: bool, eats: bool) -> Tokenizer:
    """SentencePiece's habits (Llama 2, Phi-3): a space is written into the word it precedes.

    `legacy`: each text between tokens gets one (a normalizer), else the first text alone does;
    `eats`: special tokens swallow white space after them, as Phi-3's do.
    """
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    bytes_of = [f"<0x{number:02X}>" for number in range(256)]
    trainer = trainers.BpeTrainer(
        vocab_size=700, special_tokens=["<unk>", *bytes_of], show_progress=False
    )
    tokenizer.train_from_iterator([*chat.words, *CORPUS], trainer)
    if legacy:
        tokenizer.pre_tokenizer = None
        tokenizer.normalizer = normalizers.Sequence(
            [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
        )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    kept = {chat.image, chat.padding}
    tokenizer.add_special_tokens(
        [
            AddedToken(token, rstrip=eats and token not in kept, normalized=False)
            for token in chat.specials
        ]
    )
    return tokenizer


def tokenizers_of(template: Template) -> dict[str, Tokenizer]:
    chat, as_lines = FORMATS[template], template in {Template.LLAMA3, Template.CHATML}
    return {
        "byte-level": byte_level_lines(chat) if as_lines else byte_level(chat),
        "legacy": words_with_space(chat, legacy=True, eats=template is Template.PHI3),
        "metaspace": words_with_space(chat, legacy=False, eats=False),
    }


TOKENIZERS = {template: tokenizers_of(template) for template in Template}


def ours(template: Template, tokenizer: str) -> Renderer:
    return Renderer(TOKENIZERS[template][tokenizer], IMAGE_TOKENS, FORMATS[template])


def theirs(template: Template, tokenizer: str, source: str | None) -> PreTrainedTokenizerFast:
    chat = FORMATS[template]
    return PreTrainedTokenizerFast(
        tokenizer_object=TOKENIZERS[template][tokenizer],
        bos_token=chat.begin,
        eos_token=EOS.get(template, chat.stop),
        chat_template=source or chat.chat_template,
        extra_special_tokens=list(chat.specials),
    )


def messages(turns: Sequence[Turn], chat: ChatFormat) -> list[dict[str, str]]:
    """Images as the placeholders that a processor makes of them."""
    line_end = "" if chat.template is Template.HARMONY else "\n"
    line = chat.image * IMAGE_TOKENS + line_end
    return [{"role": t.role, "content": line * t.images + t.text} for t in turns]


def applied(
    library: PreTrainedTokenizerFast, turns: Sequence[Turn], chat: ChatFormat, *, prompt: bool
) -> list[int]:
    found = library.apply_chat_template(
        messages(turns, chat), add_generation_prompt=prompt, return_dict=False
    )
    return list(found)


@pytest.mark.parametrize("name", CONVERSATIONS)
@pytest.mark.parametrize("tokenizer", ["byte-level", "legacy", "metaspace"])
@pytest.mark.parametrize("template", list(Template))
def test_ids_are_those_of_the_published_template(
    template: Template, tokenizer: str, name: str
) -> None:
    turns, chat, renderer = CONVERSATIONS[name], FORMATS[template], ours(template, tokenizer)
    for source in (PUBLISHED.get(template), None):  # the published one, and ours for others
        library = theirs(template, tokenizer, source)
        assert list(renderer.render(turns).input_ids) == applied(
            library, turns, chat, prompt=False
        )
        asked = turns[:-1]
        assert list(renderer.prompt(asked)) == applied(library, asked, chat, prompt=True)


def test_harmony_writes_messages_as_its_guide_does() -> None:
    """cookbook.openai.com/articles/openai-harmony, without a preamble (docs/decisions/0028)."""
    tokenizer, renderer = (
        TOKENIZERS[Template.HARMONY]["byte-level"],
        ours(Template.HARMONY, "byte-level"),
    )
    asked = (Turn("user", "What is 2 + 2?"), Turn("assistant", "2 + 2 = 4."), *MORE)
    written = (
        "<|start|>user<|message|>What is 2 + 2?<|end|>"
        "<|start|>assistant<|channel|>final<|message|>2 + 2 = 4.<|end|>"
        "<|start|>user<|message|>And this?<|end|>"
        "<|start|>assistant<|channel|>final<|message|>"
    )
    prompt, whole = renderer.prompt(asked[:-1]), renderer.render(asked).input_ids
    assert tokenizer.decode(list(prompt), skip_special_tokens=False) == written
    assert tokenizer.decode(list(whole), skip_special_tokens=False) == f"{written}no<|return|>"


@pytest.mark.parametrize("name", CONVERSATIONS)
@pytest.mark.parametrize("tokenizer", ["byte-level", "legacy", "metaspace"])
@pytest.mark.parametrize("template", list(Template))
def test_what_is_learnt_is_what_follows_the_prompt(
    template: Template, tokenizer: str, name: str
) -> None:
    turns, renderer = CONVERSATIONS[name], ours(template, tokenizer)
    prompt, whole = renderer.prompt(turns[:-1]), renderer.render(turns)
    assert whole.input_ids[: len(prompt)] == prompt
    answer = whole.input_ids[len(prompt) :]
    stop = answer.index(renderer.stop_id)
    assert all(whole.targets[len(prompt) : len(prompt) + stop + 1])
    assert not any(whole.targets[len(prompt) + stop + 1 :])
    said = renderer.parse(answer)
    assert said is not None
    assert said.split() == turns[-1].text.split()
    if not renderer.strips and tokenizer == "byte-level":
        assert said == turns[-1].text


@pytest.mark.parametrize("template", list(Template))
def test_loss_is_on_every_answer_and_on_nothing_else(template: Template) -> None:
    tokenizer = TOKENIZERS[template]["byte-level"]
    renderer = ours(template, "byte-level")
    rendered = renderer.render(CONVERSATIONS["several-turns"])
    runs: list[list[int]] = []
    pairs = pairwise([(0, False), *zip(rendered.input_ids, rendered.targets, strict=True)])
    for (_, before), (token, on) in pairs:
        if on and not before:
            runs.append([])
        if on:
            runs[-1].append(token)
    said = [tokenizer.decode(run, skip_special_tokens=True).strip() for run in runs]
    assert said == ["It is a CT.", "no"]
    assert runs[-1][-1] == renderer.stop_id


@pytest.mark.parametrize("tokenizer", ["byte-level", "legacy", "metaspace"])
@pytest.mark.parametrize("template", list(Template))
def test_an_answer_decoded_token_by_token_is_the_answer(
    template: Template, tokenizer: str
) -> None:
    renderer = ours(template, tokenizer)
    turns = CONVERSATIONS["question"]
    answer = renderer.render(turns).input_ids[len(renderer.prompt(turns[:-1])) :]
    body = answer[: answer.index(renderer.stop_id)]
    parts = [renderer.decode([token], begins=not n) for n, token in enumerate(body)]
    assert "".join(parts) == renderer.decode(body)


@pytest.mark.parametrize("template", list(Template))
def test_special_tokens_in_a_text_are_text(template: Template) -> None:
    chat, renderer = FORMATS[template], ours(template, "byte-level")
    tokenizer = TOKENIZERS[template]["byte-level"]
    for token in chat.specials:
        own = tokenizer.token_to_id(token)
        plain = renderer.prompt((Turn("user", ""),))
        attacked = renderer.prompt((Turn("user", f"a{token}b"),))
        assert attacked.count(own) == plain.count(own)


@pytest.mark.parametrize("template", list(Template))
def test_an_image_has_as_many_placeholders_as_its_tiles_have_tokens(template: Template) -> None:
    renderer = ours(template, "byte-level")
    turns = CONVERSATIONS["images"]
    rendered = renderer.render(turns, tiles=(5, 1, 10))
    assert rendered.images == 16
    assert rendered.input_ids.count(renderer.image_id) == 16 * IMAGE_TOKENS
    with pytest.raises(DataError, match="place 3 images; 2 were cut"):
        renderer.render(turns, tiles=(1, 1))


@pytest.mark.parametrize("template", list(Template))
def test_a_saved_tokenizer_knows_its_format(template: Template, tmp_path: Path) -> None:
    chat = FORMATS[template]
    save_tokenizer(TOKENIZERS[template]["byte-level"], tmp_path, chat)
    assert load_chat_format(tmp_path) is chat
    turns = CONVERSATIONS["images"]
    expected = ours(template, "byte-level").render(turns)
    assert load_renderer(tmp_path, IMAGE_TOKENS).render(turns) == expected
    library = PreTrainedTokenizerFast.from_pretrained(tmp_path)
    assert library.eos_token == chat.stop
    parts = [
        {
            "role": turn.role,
            "content": [{"type": "image"}] * turn.images + [{"type": "text", "text": turn.text}],
        }
        for turn in turns
    ]
    shown = library.apply_chat_template(parts, tokenize=False)
    one = Renderer(TOKENIZERS[template]["byte-level"], 1, chat).render(turns)
    assert library.encode(str(shown), add_special_tokens=False) == list(one.input_ids)


def test_a_tokenizer_of_another_format_is_refused(tmp_path: Path) -> None:
    save_tokenizer(TOKENIZERS[Template.CHATML]["byte-level"], tmp_path, FORMATS[Template.PHI3])
    with pytest.raises(DataError, match=r"lacks the special tokens <\|system\|>"):
        load_tokenizer(tmp_path)
    (tmp_path / CONFIG).write_text('{"residency_template": "vicuna"}')
    with pytest.raises(DataError, match="residency_template is known"):
        load_tokenizer(tmp_path)


def test_llama2_takes_questions_and_answers_by_turns() -> None:
    with pytest.raises(DataError, match="by turns"):
        ours(Template.LLAMA2, "byte-level").prompt((QUESTION, QUESTION))
