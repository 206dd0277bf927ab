"""ChatML: a system turn of the model's own stands where none is given, or none at all.

Qwen2-Instruct and SmolLM2-Instruct write the same format, each with its own words in that turn.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial

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
"""What Qwen2-Instruct writes; a given tokenizer's own words stand in its folder."""


def chatml(system: str | None) -> ChatFormat:
    """ChatML with that system turn of its own; None: conversations begin with their first turn."""
    return ChatFormat(
        template=Template.CHATML,
        specials=(START, END, ENDOFTEXT, IMAGE),
        image=IMAGE,
        stop=END,
        padding=ENDOFTEXT,
        chat_template=_chat_template(system),
        conversation=partial(_conversation, system),
        prompt=partial(_prompt, system),
        words=("system",) if system is None else ("system", system),
        system=system,
    )


def _chat_template(system: str | None) -> str:
    parts = [CONTENT_MACRO, "{%- for message in messages -%}"]
    if system is not None:
        turn = json.dumps(f"{START}system\n{system}{END}\n", ensure_ascii=False)
        parts.append("{%- if loop.first and message.role != 'system' -%}{{ ")
        parts.append(turn + " }}{%- endif -%}")
    parts += [
        "{{ '<|im_start|>' + message.role + '\\n' + words(message.content) + '<|im_end|>\\n' }}",
        "{%- endfor -%}",
        "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}",
    ]
    return "".join(parts)


def _conversation(system: str | None, turns: Sequence[Turn]) -> Iterator[Piece]:
    if system is not None and turns and turns[0].role != "system":
        yield from _turn(Turn("system", system))
    for turn in turns:
        yield from _turn(turn)


def _prompt(system: str | None, turns: Sequence[Turn]) -> Iterator[Piece]:
    yield from _conversation(system, turns)
    yield special(START)
    yield Piece("assistant\n")


def _turn(turn: Turn) -> Iterator[Piece]:
    yield special(START)
    yield Piece(f"{turn.role}\n")
    yield from content(turn)
    yield special(END, target=turn.role == "assistant")
    yield Piece("\n")


CHATML = chatml(SYSTEM)
