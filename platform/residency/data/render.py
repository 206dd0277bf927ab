"""The one renderer: a conversation to token ids and a loss mask, and generated ids to text.

Training, evaluation and serving all go through it, so that a model is asked the way it was taught.
Text is encoded with special tokens switched off: `<|return|>` typed by a user is ten characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from residency.data.encode import SegmentEncoder
from residency.data.sample import Turn
from residency.data.templates.harmony import HARMONY
from residency.data.templates.pieces import ChatFormat, Piece, PieceKind
from residency.data.tokenizer import load_chat_format, load_tokenizer
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
    """Turns of one chat format over one tokenizer.

    An image stands for `image_tokens` placeholders, an image cut into tiles for as many a tile.
    """

    def __init__(
        self, tokenizer: Tokenizer, image_tokens: int, chat: ChatFormat = HARMONY
    ) -> None:
        """Raises DataError where the tokenizer lacks a special token of the format."""
        self._encoder = SegmentEncoder(tokenizer)
        self._chat = chat
        self._ids = {token: _special_id(tokenizer, token, chat) for token in chat.specials}
        self._specials = frozenset(self._ids.values())
        self.image_tokens = image_tokens

    @property
    def stop_id(self) -> int:
        """Generation ends with this token."""
        return self._ids[self._chat.stop]

    @property
    def image_id(self) -> int:
        return self._ids[self._chat.image]

    @property
    def padding_id(self) -> int:
        return self._ids[self._chat.padding]

    @property
    def strips(self) -> bool:
        """Whether white space around an answer belongs to the format, not to the answer."""
        return self._chat.strips

    def is_special(self, token: int) -> bool:
        """Whether the token structures a conversation, and so is no text."""
        return token in self._specials

    def render(self, turns: Sequence[Turn], tiles: Sequence[int] | None = None) -> Rendered:
        """A whole conversation. Targets: the assistant's texts, and what ends an answer.

        `tiles`: into how many pictures each image is cut, in the order of the turns; None: one.

        Raises:
            DataError: the last turn is not the assistant's, or `tiles` are not one an image.
        """
        if not turns or turns[-1].role != "assistant":
            raise DataError(
                "A training conversation must end with the assistant's turn.",
                "Add the expected answer as the last turn.",
            )
        counts = _tile_counts(turns, tiles)
        ids, targets = self._assemble(self._chat.conversation(turns), counts)
        return Rendered(tuple(ids), tuple(targets), sum(counts))

    def prompt(self, turns: Sequence[Turn], tiles: Sequence[int] | None = None) -> tuple[int, ...]:
        """What a model is given to answer: the turns so far, and the beginning of its own."""
        return tuple(self._assemble(self._chat.prompt(turns), _tile_counts(turns, tiles))[0])

    def parse(self, generated: Sequence[int]) -> str | None:
        """The answer in what was generated after a prompt; None when it is malformed.

        Well formed: text up to the first end of an answer, with no other special token before it.
        """
        if self.stop_id not in generated:
            return None
        body = list(generated[: list(generated).index(self.stop_id)])
        if any(self.is_special(token) for token in body):
            return None
        text = self.decode(body)
        return text.strip() if self.strips else text

    def decode(self, ids: Sequence[int], *, begins: bool = True) -> str:
        """The text of ids, special tokens left out (for streaming what is well formed so far).

        `begins`: nothing of the answer was decoded before.
        """
        return self._encoder.decode(ids, begins=begins)

    def _assemble(
        self, pieces: Iterable[Piece], tiles: Sequence[int]
    ) -> tuple[list[int], list[bool]]:
        ids: list[int] = []
        targets: list[bool] = []
        segment: list[Piece] = []
        cut, before = iter(tiles), ""
        for piece in [*pieces, Piece("", PieceKind.SPECIAL)]:
            if piece.kind is PieceKind.TEXT:
                segment.append(piece)
                continue
            new, on = self._encoder.encode(segment, before, piece.text)
            ids += new
            targets += on
            segment, before = [], piece.text
            if piece.text:
                times = self.image_tokens * next(cut) if piece.kind is PieceKind.IMAGE else 1
                ids += [self._ids[piece.text]] * times
                targets += [piece.target] * times
        return ids, targets


def load_renderer(folder: Path, image_tokens: int) -> Renderer:
    """The renderer of a tokenizer's or a model's folder, which says what format it is of.

    Raises:
        DataError: there is no tokenizer, or it lacks a special token of its format.
    """
    return Renderer(load_tokenizer(folder), image_tokens, load_chat_format(folder))


def _tile_counts(turns: Sequence[Turn], tiles: Sequence[int] | None) -> Sequence[int]:
    images = sum(turn.images for turn in turns)
    if tiles is None:
        return [1] * images
    if len(tiles) != images:
        raise DataError(
            f"The turns place {images} images; {len(tiles)} were cut into tiles.",
            "Give as many images as the turns say.",
        )
    return tiles


def _special_id(tokenizer: Tokenizer, token: str, chat: ChatFormat) -> int:
    found = tokenizer.token_to_id(token)
    if found is None:
        raise DataError(
            f"The tokenizer has no {token}.",
            f"Use a tokenizer made for the {chat.template.value} format.",
        )
    return int(found)
