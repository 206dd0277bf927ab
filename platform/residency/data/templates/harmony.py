"""The harmony format of gpt-oss: roles, channels, and `<|return|>` at the end of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from residency.data.sample import Turn
from residency.data.templates.pieces import ChatFormat, Piece, PieceKind, special
from residency.spec.model import Template


class Special(StrEnum):
    """Tokens that structure a conversation; in a user's text they are text."""

    START = "<|start|>"
    CHANNEL = "<|channel|>"
    MESSAGE = "<|message|>"
    END = "<|end|>"
    RETURN = "<|return|>"
    ENDOFTEXT = "<|endoftext|>"
    IMAGE = "<|image|>"


FINAL = "final"
"""The channel that a user sees."""

# The same format for other engines, which insert the image placeholders of a turn themselves.
# It cannot tell a special token in user text from a real one; render.py can, and is what we use.
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "<|start|>{{ message.role }}"
    "{%- if message.role == 'assistant' -%}<|channel|>final{%- endif -%}"
    "<|message|>"
    "{%- if message.content is string -%}{{ message.content }}"
    "{%- else -%}{%- for part in message.content -%}"
    "{%- if part.type == 'image' -%}<|image|>{%- else -%}{{ part.text }}{%- endif -%}"
    "{%- endfor -%}{%- endif -%}"
    "{%- if message.role == 'assistant' and loop.last -%}<|return|>"
    "{%- else -%}<|end|>{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}<|start|>assistant<|channel|>final<|message|>{%- endif -%}"
)


def _conversation(turns: Sequence[Turn]) -> Iterator[Piece]:
    """Targets: every assistant text, and the last `<|return|>` (history ends in `<|end|>`)."""
    for number, turn in enumerate(turns, start=1):
        last = number == len(turns)
        yield from _turn(turn)
        yield special(Special.RETURN if last else Special.END, target=last)


def _prompt(turns: Sequence[Turn]) -> Iterator[Piece]:
    """The turns so far, and the opened final channel."""
    for turn in turns:
        yield from _turn(turn)
        yield special(Special.END)
    yield from _head("assistant")


def _turn(turn: Turn) -> Iterator[Piece]:
    yield from _head(turn.role)
    yield from [Piece(Special.IMAGE, PieceKind.IMAGE)] * turn.images
    yield Piece(turn.text, target=turn.role == "assistant")


def _head(role: str) -> Iterator[Piece]:
    yield special(Special.START)
    yield Piece(role)
    if role == "assistant":
        yield special(Special.CHANNEL)
        yield Piece(FINAL)
    yield special(Special.MESSAGE)


HARMONY = ChatFormat(
    template=Template.HARMONY,
    specials=tuple(token.value for token in Special),
    image=Special.IMAGE.value,
    stop=Special.RETURN.value,
    padding=Special.ENDOFTEXT.value,
    chat_template=CHAT_TEMPLATE,
    conversation=_conversation,
    prompt=_prompt,
    words=(FINAL,),
)
