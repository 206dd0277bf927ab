"""The format of Phi-3-mini-instruct: a token a role, `<|end|>` after each turn."""

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

END, ENDOFTEXT = "<|end|>", "<|endoftext|>"
ROLES = {"system": "<|system|>", "user": "<|user|>", "assistant": "<|assistant|>"}

CHAT_TEMPLATE = CONTENT_MACRO + (
    "{%- for message in messages -%}"
    "{{ '<|' + message.role + '|>\\n' + words(message.content) + '<|end|>\\n' }}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|assistant|>\\n' }}"
    "{%- else -%}<|endoftext|>{%- endif -%}"
)


def _conversation(turns: Sequence[Turn]) -> Iterator[Piece]:
    yield from _turns(turns)
    yield special(ENDOFTEXT)


def _prompt(turns: Sequence[Turn]) -> Iterator[Piece]:
    yield from _turns(turns)
    yield special(ROLES["assistant"])
    yield Piece("\n")


def _turns(turns: Sequence[Turn]) -> Iterator[Piece]:
    for turn in turns:
        yield special(ROLES[turn.role])
        yield Piece("\n")
        yield from content(turn)
        yield special(END, target=turn.role == "assistant")
        yield Piece("\n")


PHI3 = ChatFormat(
    template=Template.PHI3,
    specials=(*ROLES.values(), END, ENDOFTEXT, IMAGE),
    image=IMAGE,
    stop=END,
    padding=ENDOFTEXT,
    chat_template=CHAT_TEMPLATE,
    conversation=_conversation,
    prompt=_prompt,
)
