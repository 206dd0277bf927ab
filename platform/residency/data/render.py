"""The one renderer: a conversation to token ids and a loss mask, and generated ids to text.

Training, evaluation and serving all go through it, so that a model is asked the way it was taught.
Text is encoded with special tokens switched off: `<|return|>` typed by a user is ten characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from residency.data.harmony import FINAL, Special
from residency.data.sample import Turn
from residency.errors import DataError


@dataclass(frozen=True, slots=True)
class Rendered:
    """Token ids, and for each whether it is a target of the loss."""

    input_ids: tuple[int, ...]
    targets: tuple[bool, ...]
    images: int

    def __len__(self) -> int:
        return len(self.input_ids)


class Renderer:
    """Harmony turns over one tokenizer; an image stands for `image_tokens` placeholders."""

    def __init__(self, tokenizer: Tokenizer, image_tokens: int) -> None:
        # A copy of our own: the switch below must not change the caller's tokenizer.
        self._tokenizer = Tokenizer.from_str(tokenizer.to_str())
        self._tokenizer.encode_special_tokens = True
        self._ids = {token: _special_id(tokenizer, token) for token in Special}
        self.image_tokens = image_tokens

    @property
    def stop_id(self) -> int:
        """Generation ends with this token."""
        return self._ids[Special.RETURN]

    @property
    def image_id(self) -> int:
        return self._ids[Special.IMAGE]

    @property
    def padding_id(self) -> int:
        return self._ids[Special.ENDOFTEXT]

    def is_special(self, token: int) -> bool:
        """Whether the token structures a conversation, and so is no text."""
        return token in self._ids.values()

    def render(self, turns: Sequence[Turn]) -> Rendered:
        """A whole conversation. Targets: every assistant text, and the last `<|return|>`.

        Raises:
            DataError: the last turn is not the assistant's.
        """
        if not turns or turns[-1].role != "assistant":
            raise DataError(
                "A training conversation must end with the assistant's turn.",
                "Add the expected answer as the last turn.",
            )
        ids: list[int] = []
        targets: list[bool] = []
        for number, turn in enumerate(turns, start=1):
            last = number == len(turns)
            head, body = self._head(turn), self._text(turn.text)
            answer = turn.role == "assistant"
            ids += [*head, *body, self._ids[Special.RETURN if last else Special.END]]
            targets += [False] * len(head) + [answer] * len(body) + [last]
        return Rendered(tuple(ids), tuple(targets), sum(turn.images for turn in turns))

    def prompt(self, turns: Sequence[Turn]) -> tuple[int, ...]:
        """What a model is given to answer: the turns so far, and the opened final channel."""
        ids: list[int] = []
        for turn in turns:
            ids += [*self._head(turn), *self._text(turn.text), self._ids[Special.END]]
        return (*ids, *self._head(Turn("assistant", "")))

    def parse(self, generated: Sequence[int]) -> str | None:
        """The answer in what was generated after a prompt; None when it is malformed.

        Well formed: text up to the first `<|return|>`, with no other special token before it.
        """
        if self.stop_id not in generated:
            return None
        body = list(generated[: list(generated).index(self.stop_id)])
        if any(self.is_special(token) for token in body):
            return None
        return self.decode(body)

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids, special tokens left out (for streaming what is well formed so far)."""
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=True))

    def _head(self, turn: Turn) -> list[int]:
        ids = [self._ids[Special.START], *self._text(turn.role)]
        if turn.role == "assistant":
            ids += [self._ids[Special.CHANNEL], *self._text(FINAL)]
        images = [self.image_id] * (turn.images * self.image_tokens)
        return [*ids, self._ids[Special.MESSAGE], *images]

    def _text(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)


def _special_id(tokenizer: Tokenizer, token: Special) -> int:
    found = tokenizer.token_to_id(token.value)
    if found is None:
        raise DataError(
            f"The tokenizer has no {token.value}.", "Use a tokenizer made for harmony's format."
        )
    return int(found)
