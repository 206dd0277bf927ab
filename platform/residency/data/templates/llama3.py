"""The format of Llama-3-Instruct: a header a turn, `<|eot_id|>` after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from residency.data.sample import Turn
from residency.data.templates.pieces import (
    CONTENT_MACRO,
    IMAGE,
    ChatFormat,
    Piece,
    content,
    special,
    stripped,
)
from residency.spec.model import Template

BEGIN, ENDOFTEXT = "<|begin_of_text|>", "<|end_of_text|>"
HEADER, HEADER_END, END = "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"

CHAT_TEMPLATE = CONTENT_MACRO + (
    "{%- for message in messages -%}"
    "{%- if loop.first -%}<|begin_of_text|>{%- endif -%}"
    "{{ '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' }}"
    "{{ words(message.content).strip() + '<|eot_id|>' }}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}"
    "{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif -%}"
)


def _conversation(turns: Sequence[Turn]) -> Iterator[Piece]:
    yield special(BEGIN)
    for turn in turns:
        yield from _head(turn.role)
        yield from stripped(content(turn))
        yield special(END, target=turn.role == "assistant")


def _prompt(turns: Sequence[Turn]) -> Iterator[Piece]:
    yield from _conversation(turns)
    yield from _head("assistant")


def _head(role: str) -> Iterator[Piece]:
    yield special(HEADER)
    yield Piece(role)
    yield special(HEADER_END)
    yield Piece("\n\n")


LLAMA3 = ChatFormat(
    template=Template.LLAMA3,
    specials=(BEGIN, ENDOFTEXT, HEADER, HEADER_END, END, IMAGE),
    image=IMAGE,
    stop=END,
    padding=ENDOFTEXT,
    chat_template=CHAT_TEMPLATE,
    conversation=_conversation,
    prompt=_prompt,
    begin=BEGIN,
    strips=True,
)
