"""The format of Llama-2-chat: `[INST]`, and a system text inside the first question.

`[INST]`, `[/INST]` and `<<SYS>>` are no tokens but text: nothing tells those that a user types
from the format's own. The formats whose marks are tokens do not have this weakness.
"""

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
from residency.errors import DataError
from residency.spec.model import Template

BEGIN, END, UNKNOWN = "<s>", "</s>", "<unk>"

CHAT_TEMPLATE = CONTENT_MACRO + (
    "{%- set told = namespace(system='') -%}"
    "{%- for message in messages -%}"
    "{%- if message.role == 'system' -%}"
    "{%- set told.system = '<<SYS>>\\n' + words(message.content) + '\\n<</SYS>>\\n\\n' -%}"
    "{%- elif message.role == 'user' -%}"
    "{{ '<s>[INST] ' + (told.system + words(message.content)).strip() + ' [/INST]' }}"
    "{%- set told.system = '' -%}"
    "{%- else -%}{{ ' ' + words(message.content).strip() + ' </s>' }}{%- endif -%}"
    "{%- endfor -%}"
)


def _conversation(turns: Sequence[Turn]) -> Iterator[Piece]:
    """Turns of user and assistant by turns, after a system turn or none.

    Raises:
        DataError: the roles do not alternate, which this format cannot write.
    """
    has_system = bool(turns) and turns[0].role == "system"
    system = [Piece(f"<<SYS>>\n{turns[0].text}\n<</SYS>>\n\n")] if has_system else []
    for number, turn in enumerate(turns[has_system:]):
        if turn.role != ("assistant" if number % 2 else "user"):
            raise DataError(
                f"Turn {number + 1} after the system's is of the role {turn.role}: Llama-2's "
                "format has questions and answers by turns.",
                "Join the turns of one role, or choose another template.",
            )
        yield from _answer(turn) if number % 2 else _question(system, turn)
        system = []


def _question(system: Sequence[Piece], turn: Turn) -> Iterator[Piece]:
    yield special(BEGIN)
    yield Piece("[INST] ")
    yield from stripped([*system, *content(turn)])
    yield Piece(" [/INST]")


def _answer(turn: Turn) -> Iterator[Piece]:
    yield Piece(" ", target=True)
    yield from stripped(content(turn))
    yield Piece(" ", target=True)
    yield special(END, target=True)


LLAMA2 = ChatFormat(
    template=Template.LLAMA2,
    specials=(UNKNOWN, BEGIN, END, IMAGE),
    image=IMAGE,
    stop=END,
    padding=UNKNOWN,  # Llama-2 has no token for it
    chat_template=CHAT_TEMPLATE,
    conversation=_conversation,
    prompt=_conversation,  # an answer follows `[/INST]` with nothing in between
    begin=BEGIN,
    words=("[INST]", "[/INST]", "<<SYS>>", "<</SYS>>"),
    strips=True,
)
