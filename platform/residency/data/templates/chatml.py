"""ChatML as Qwen2-Instruct writes it: a system turn of its own stands where none is given."""

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
)
from residency.spec.model import Template

START, END, ENDOFTEXT = "<|im_start|>", "<|im_end|>", "<|endoftext|>"
SYSTEM = "You are a helpful assistant."

CHAT_TEMPLATE = CONTENT_MACRO + (
    "{%- for message in messages -%}"
    "{%- if loop.first and message.role != 'system' -%}"
    "{{ '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}{%- endif -%}"
    "{{ '<|im_start|>' + message.role + '\\n' + words(message.content) + '<|im_end|>\\n' }}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}"
)


def _conversation(turns: Sequence[Turn]) -> Iterator[Piece]:
    if turns and turns[0].role != "system":
        yield from _turn(Turn("system", SYSTEM))
    for turn in turns:
        yield from _turn(turn)


def _prompt(turns: Sequence[Turn]) -> Iterator[Piece]:
    yield from _conversation(turns)
    yield special(START)
    yield Piece("assistant\n")


def _turn(turn: Turn) -> Iterator[Piece]:
    yield special(START)
    yield Piece(f"{turn.role}\n")
    yield from content(turn)
    yield special(END, target=turn.role == "assistant")
    yield Piece("\n")


CHATML = ChatFormat(
    template=Template.CHATML,
    specials=(START, END, ENDOFTEXT, IMAGE),
    image=IMAGE,
    stop=END,
    padding=ENDOFTEXT,
    chat_template=CHAT_TEMPLATE,
    conversation=_conversation,
    prompt=_prompt,
    words=("system", SYSTEM),
)
