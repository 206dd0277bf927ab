"""A byte-level BPE tokenizer with harmony's special tokens, trained on the corpus."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from residency.data.harmony import CHAT_TEMPLATE, Special
from residency.errors import DataError

BYTES = 256


def train_tokenizer(texts: Iterable[str], size: int) -> Tokenizer:
    """A BPE tokenizer of at most `size` entries, special tokens included; deterministic.

    `texts` are taken as a set and in sorted order, so that their order does not matter.

    Raises:
        DataError: `size` leaves no room for the bytes and the special tokens.
    """
    least = BYTES + len(Special)
    if size < least:
        raise DataError(
            f"A vocabulary of {size} is too small: 256 bytes and {len(Special)} special tokens.",
            f"Set it to at least {least}.",
        )
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[token.value for token in Special],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(sorted(set(texts)), trainer)
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Write the files that `tokenizers` and transformers' PreTrainedTokenizerFast load."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=True), encoding="utf-8")
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": Special.RETURN.value,
        "pad_token": Special.ENDOFTEXT.value,
        "additional_special_tokens": [token.value for token in Special],
        "chat_template": CHAT_TEMPLATE,
        "clean_up_tokenization_spaces": False,
        "model_input_names": ["input_ids", "attention_mask"],
    }
    text = json.dumps(config, indent=2, sort_keys=True)
    (folder / "tokenizer_config.json").write_text(text + "\n", encoding="utf-8")


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load `tokenizer.json` of a folder.

    Raises:
        DataError: there is none, it does not parse, or it lacks a special token.
    """
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise DataError(f"{path}: there is no tokenizer.", "Name a folder with a tokenizer.json.")
    try:
        tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except Exception as error:  # tokenizers raises nothing narrower
        raise DataError(f"{path}: not a tokenizer.", "Write the file again.") from error
    missing = [t.value for t in Special if tokenizer.token_to_id(t.value) is None]
    if missing:
        raise DataError(
            f"{path}: lacks the special tokens {', '.join(missing)}.",
            "Use a tokenizer made for harmony's format.",
        )
    return tokenizer
