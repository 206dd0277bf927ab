"""A tokenizer that somebody else trained, made to know all words of a chat format.

What is missing (as a rule the placeholder of an image) takes the place of a reserved word where
the tokenizer has some, and is added after the last word where it has none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from tokenizers import AddedToken, Tokenizer

from residency.data.templates.formats import FORMATS, format_of
from residency.data.templates.pieces import ChatFormat
from residency.data.tokenizer import CONFIG
from residency.errors import DataError
from residency.spec.model import Template

WORDS: Final = "tokenizer.json"
TEMPLATE: Final = "chat_template.jinja"

# gpt-oss: <|reserved_200013|>; Llama 3: <|reserved_special_token_0|>.
_RESERVED: Final = re.compile(r"<\|reserved(_special_token)?_[0-9]+\|>")
_PROBE: Final = ({"role": "user", "content": "x"},)
_SYSTEM: Final = re.compile(r"<\|im_start\|>system\n(.*?)<\|im_end\|>\n<\|im_start\|>user", re.S)


@dataclass(frozen=True, slots=True)
class GivenTokenizer:
    """A tokenizer that knows the words of its chat format."""

    tokenizer: Tokenizer
    chat: ChatFormat
    added: tuple[int, ...]  # ids of words that its model has never seen
    as_published: bool | None  # whether its own template writes a conversation so; None: has none


def open_given(folder: Path, template: Template) -> GivenTokenizer:
    """Read a tokenizer's folder for one chat format. Runs nothing but its template, sandboxed.

    Raises DataError where there is no tokenizer.json, or one that does not parse.
    """
    path = folder / WORDS
    if not path.is_file():
        raise DataError(
            f"{path}: there is no tokenizer.",
            "Name a folder with a tokenizer.json; other formats have to be converted first.",
        )
    try:
        description = json.loads(path.read_bytes())
        own = _own_template(folder)
        known = Tokenizer.from_str(json.dumps(description)).get_vocab(with_added_tokens=True)
    except Exception as error:  # tokenizers raises nothing narrower
        raise DataError(f"{folder}: not a tokenizer.", "Copy its files again.") from error
    chat = format_of(template, _system_turn(own, template))
    missing = [token for token in chat.specials if token not in known]
    _take_reserved(description, missing)
    tokenizer = Tokenizer.from_str(json.dumps(description))
    # Those that it has as ordinary words become special ones, under their own ids.
    tokenizer.add_special_tokens(
        [AddedToken(t, normalized=False) for t in _plain(chat, tokenizer)]
    )
    words = tokenizer.get_vocab(with_added_tokens=True)
    added = tuple(words[token] for token in missing)
    return GivenTokenizer(tokenizer, chat, added, _as_published(own, chat))


def _take_reserved(description: dict[str, Any], missing: Sequence[str]) -> None:
    """Give the reserved words that come first the names of those missing."""
    entries = [e for e in description.get("added_tokens", ()) if _RESERVED.fullmatch(e["content"])]
    words = description["model"].get("vocab", {})
    for entry, name in zip(entries, missing, strict=False):
        if isinstance(words, dict) and entry["content"] in words:
            words[name] = words.pop(entry["content"])
        entry["content"] = name


def _plain(chat: ChatFormat, tokenizer: Tokenizer) -> list[str]:
    special = {t.content for t in tokenizer.get_added_tokens_decoder().values() if t.special}
    return [token for token in chat.specials if token not in special]


def _own_template(folder: Path) -> str | None:
    """The chat template that the folder brings, as text."""
    file = folder / TEMPLATE
    if file.is_file():
        return file.read_text(encoding="utf-8")
    path = folder / CONFIG
    found = json.loads(path.read_bytes()).get("chat_template") if path.is_file() else None
    return found if isinstance(found, str) else None


def _system_turn(own: str | None, template: Template) -> str | None:
    """The words of the system turn that a ChatML template writes by itself."""
    if own is None:
        return FORMATS[template].system
    found = _SYSTEM.match(_applied(own, _PROBE) or "")
    return found.group(1) if found else None


def _as_published(own: str | None, chat: ChatFormat) -> bool | None:
    if own is None:
        return None
    talk = (*_PROBE, {"role": "assistant", "content": "y"}, *_PROBE)
    return _applied(own, talk) == _applied(chat.chat_template, talk)


def _applied(template: str, messages: Sequence[dict[str, str]]) -> str | None:
    """What a chat template makes of a conversation to be answered; None where it fails.

    As transformers runs it: sandboxed, with blocks that leave no white space behind.
    """
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    try:
        return environment.from_string(template).render(
            messages=list(messages), add_generation_prompt=True, bos_token="", eos_token=""
        )
    except (TemplateError, TypeError):
        return None
