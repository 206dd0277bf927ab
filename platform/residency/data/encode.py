"""Text between special tokens to ids, as a tokenizer encodes it when it meets it in a whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tokenizers import Tokenizer

from residency.data.templates.pieces import Piece


class SegmentEncoder:
    """Encodes what stands between two special tokens; a special token in a text stays text."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        # A copy of our own: the switch below must not change the caller's tokenizer.
        description = json.loads(tokenizer.to_str())
        _never_prefix(description)
        self._tokenizer = Tokenizer.from_str(json.dumps(description))
        self._tokenizer.encode_special_tokens = True
        added = tokenizer.get_added_tokens_decoder().values()
        self._eats_after = {token.content for token in added if token.rstrip}
        self._eats_before = {token.content for token in added if token.lstrip}
        self._anchor = self._encode("a")[-1:]

    def encode(
        self, pieces: Sequence[Piece], before: str, after: str
    ) -> tuple[list[int], list[bool]]:
        """Ids, and which of them are targets, of texts between two special tokens.

        The texts are encoded as one; only where targets begin, the ids of what stands before are
        kept as they are without them, because that is what a model is given to go on from.
        """
        ids: list[int] = []
        targets: list[bool] = []
        whole = ""
        for text, target in self._runs(pieces, before, after):
            joint = self._encode(whole + text)
            fits = joint[: len(ids)] == ids
            new = joint[len(ids) :] if fits else self._encode(text)
            ids += new
            targets += [target] * len(new)
            whole += text
        return ids, targets

    def decode(self, ids: Sequence[int], *, begins: bool = True) -> str:
        """The text of ids, special tokens left out; `begins`: nothing was written before them.

        Tokenizers that write a space into their words leave out the first one of a text.
        """
        if begins:
            return str(self._tokenizer.decode(list(ids), skip_special_tokens=True))
        joint = self._tokenizer.decode([*self._anchor, *ids], skip_special_tokens=True)
        return str(joint)[len(self._tokenizer.decode(self._anchor)) :]

    def _runs(self, pieces: Sequence[Piece], before: str, after: str) -> list[tuple[str, bool]]:
        """Texts with neighbours of one kind joined, without what the tokens at the ends eat."""
        runs: list[tuple[str, bool]] = []
        for piece in pieces:
            if runs and runs[-1][1] == piece.target:
                runs[-1] = (runs[-1][0] + piece.text, piece.target)
            elif piece.text:
                runs.append((piece.text, piece.target))
        if before in self._eats_after:
            runs = _left_stripped(runs)
        if after in self._eats_before:
            runs = [(text[::-1], on) for text, on in reversed(runs)]
            runs = [(text[::-1], on) for text, on in reversed(_left_stripped(runs))]
        return runs

    def _encode(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)


def _left_stripped(runs: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    for number, (text, target) in enumerate(runs):
        kept = text.lstrip()
        if kept:
            return [(kept, target), *runs[number + 1 :]]
    return []


def _never_prefix(description: Any) -> None:
    """A conversation begins with a special token: no text of it is a tokenizer's first.

    Encoded alone each would be, and get the space that Metaspace gives to the first.
    """
    if isinstance(description, dict):
        if description.get("prepend_scheme") == "first":
            description["prepend_scheme"] = "never"
        for key, inner in description.items():
            if key != "model":  # its vocabulary is large and holds words alone
                _never_prefix(inner)
    elif isinstance(description, list):
        for inner in description:
            _never_prefix(inner)
