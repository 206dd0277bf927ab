"""What a model must know of its tokenizer: how many words, and which ids have a meaning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from residency.data.tokenizer import added_words, load_chat_format
from residency.errors import DataError, ModelFolderError

TOKENIZER_FILE = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class Words:
    """The size of a vocabulary, its special ids, and the ids that a given one was extended by."""

    size: int
    image: int
    padding: int
    end: int
    added: tuple[int, ...] = ()


def load_words(folder: Path) -> Words:
    """Read a tokenizer folder. Raises ModelFolderError where it lacks a special token."""
    path = folder / TOKENIZER_FILE
    if not path.is_file():
        raise ModelFolderError(
            f"{folder} holds no {TOKENIZER_FILE}.", "Name a folder that a tokenizer was saved to."
        )
    tokenizer = Tokenizer.from_file(str(path))
    try:
        chat = load_chat_format(folder)
    except DataError as error:
        raise ModelFolderError(error.message, error.remedy) from error
    return Words(
        size=tokenizer.get_vocab_size(with_added_tokens=True),
        image=_special(tokenizer, chat.image, path),
        padding=_special(tokenizer, chat.padding, path),
        end=_special(tokenizer, chat.stop, path),
        added=added_words(folder),
    )


def _special(tokenizer: Tokenizer, token: str, path: Path) -> int:
    found = tokenizer.token_to_id(token)
    if found is None:
        raise ModelFolderError(
            f"{path} has no token {token}, which its chat format needs.",
            "Add it to the tokenizer's special tokens.",
        )
    return int(found)
