"""A byte-level BPE tokenizer with a chat format's special tokens, trained on the corpus."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from residency.data.templates.formats import FORMATS, format_of
from residency.data.templates.harmony import HARMONY
from residency.data.templates.pieces import ChatFormat
from residency.errors import DataError
from residency.spec.model import Template

BYTES = 256
CONFIG = "tokenizer_config.json"
TEMPLATE_KEY = "residency_template"
"""Under this key the configuration names the chat format; where it is absent, harmony."""
SYSTEM_KEY = "residency_system"
"""Under this one its system turn (null: none), where it is not as its format has it."""
ADDED_KEY = "residency_added"
"""Under this one the ids of the words that were added to a given tokenizer."""


def train_tokenizer(texts: Iterable[str], size: int, chat: ChatFormat = HARMONY) -> Tokenizer:
    """A BPE tokenizer of at most `size` entries, special tokens included; deterministic.

    `texts` are read as they come and none is kept: a word counts as often as it stands in them,
    and their order does not matter.

    Raises:
        DataError: `size` leaves no room for the bytes and the special tokens.
    """
    least = BYTES + len(chat.specials)
    if size < least:
        raise DataError(
            f"A vocabulary of {size} is too small: {BYTES} bytes and {len(chat.specials)} "
            "special tokens.",
            f"Set it to at least {least}.",
        )
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=list(chat.specials),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def save_tokenizer(
    tokenizer: Tokenizer, folder: Path, chat: ChatFormat = HARMONY, added: Sequence[int] = ()
) -> None:
    """Write the files that `tokenizers` and transformers' PreTrainedTokenizerFast load.

    `added`: the ids of words that a pretrained model has never seen.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=True), encoding="utf-8")
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": chat.stop,
        "pad_token": chat.padding,
        "additional_special_tokens": list(chat.specials),
        "chat_template": chat.chat_template,
        "clean_up_tokenization_spaces": False,
        "model_input_names": ["input_ids", "attention_mask"],
        TEMPLATE_KEY: chat.template.value,
        ADDED_KEY: list(added),
    }
    if chat.system != FORMATS[chat.template].system:
        config[SYSTEM_KEY] = chat.system
    if chat.begin is not None:
        config["bos_token"] = chat.begin
    text = json.dumps(config, indent=2, sort_keys=True)
    (folder / CONFIG).write_text(text + "\n", encoding="utf-8")


def load_chat_format(folder: Path) -> ChatFormat:
    """The chat format that a folder's tokenizer was made for.

    Raises:
        DataError: its configuration does not parse, or names a format that there is not.
    """
    path = folder / CONFIG
    if not path.is_file():
        return HARMONY
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        template = Template(config.get(TEMPLATE_KEY, HARMONY.template))
        return format_of(template, config.get(SYSTEM_KEY, FORMATS[template].system))
    except (ValueError, AttributeError) as error:
        known = ", ".join(template.value for template in FORMATS)
        raise DataError(
            f"{path}: no configuration of a tokenizer whose {TEMPLATE_KEY} is known.",
            f"Name one of {known} there.",
        ) from error


def added_words(folder: Path) -> tuple[int, ...]:
    """The ids of the words that were added to a given tokenizer; none in a trained one."""
    path = folder / CONFIG
    found = json.loads(path.read_bytes()).get(ADDED_KEY, []) if path.is_file() else []
    return tuple(int(one) for one in found)


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load `tokenizer.json` of a folder.

    Raises:
        DataError: there is none, it does not parse, or it lacks a special token of its format.
    """
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise DataError(f"{path}: there is no tokenizer.", "Name a folder with a tokenizer.json.")
    chat = load_chat_format(folder)
    try:
        tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except Exception as error:  # tokenizers raises nothing narrower
        raise DataError(f"{path}: not a tokenizer.", "Write the file again.") from error
    missing = [token for token in chat.specials if tokenizer.token_to_id(token) is None]
    if missing:
        raise DataError(
            f"{path}: lacks the special tokens {', '.join(missing)}.",
            f"Use a tokenizer made for the {chat.template.value} format.",
        )
    return tokenizer
