"""What a chat format is made of: pieces of a conversation, and the tokens that have a meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from residency.data.sample import Turn
from residency.spec.model import Template


class PieceKind(Enum):
    """What stands at a place of a conversation."""

    TEXT = auto()
    SPECIAL = auto()  # one token that structures the conversation
    IMAGE = auto()  # one image: as many placeholders as it has tokens


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a conversation, and whether a model learns to write it."""

    text: str  # of a special token or an image: the token
    kind: PieceKind = PieceKind.TEXT
    target: bool = False


@dataclass(frozen=True, slots=True)
class ChatFormat:
    """One way to write a conversation as tokens."""

    template: Template
    specials: tuple[str, ...]  # all of them, in the order in which a trained tokenizer has them
    image: str  # the placeholder of an image
    stop: str  # ends an answer
    padding: str
    chat_template: str  # the same format in Jinja, for other engines
    conversation: Callable[[Sequence[Turn]], Iterator[Piece]]  # to train on
    prompt: Callable[[Sequence[Turn]], Iterator[Piece]]  # to be answered
    begin: str | None = None  # what a chat template calls bos_token
    words: tuple[str, ...] = ()  # what the format itself writes that no turn holds
    strips: bool = False  # whether white space around a turn's text is left out
    system: str | None = None  # the system turn that stands where a conversation has none


IMAGE = "<image>"
"""The placeholder of the formats that have none of their own (as in LLaVA, arXiv 2304.08485)."""

# A turn's words for other engines: a string, or parts of which some are images. A macro of its
# own, because a chat template has no functions.
CONTENT_MACRO = (
    "{%- macro words(content) -%}"
    "{%- if content is string -%}{{ content }}"
    "{%- else -%}{%- for part in content -%}"
    "{%- if part.type == 'image' -%}{{ '<image>\\n' }}{%- else -%}{{ part.text }}{%- endif -%}"
    "{%- endfor -%}{%- endif -%}"
    "{%- endmacro -%}"
)


def special(token: str, *, target: bool = False) -> Piece:
    """A token that structures the conversation."""
    return Piece(token, PieceKind.SPECIAL, target)


def content(turn: Turn) -> list[Piece]:
    """A turn's images, a line each, and its text after them; the text of an answer is learnt."""
    lines = [Piece(IMAGE, PieceKind.IMAGE), Piece("\n")] * turn.images
    return [*lines, Piece(turn.text, target=turn.role == "assistant")]


def stripped(pieces: Sequence[Piece]) -> list[Piece]:
    """Without white space at both ends, as Jinja's `trim` does to the text of them all."""
    kept = list(pieces)
    while kept and kept[0].kind is PieceKind.TEXT:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
        if kept[0].text:
            break
        kept.pop(0)
    while kept and kept[-1].kind is PieceKind.TEXT:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
        if kept[-1].text:
            break
        kept.pop()
    return kept
