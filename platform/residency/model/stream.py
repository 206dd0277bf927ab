"""From generated token ids to text as it comes: whole characters only, the final channel only."""

from __future__ import annotations

from collections.abc import Iterable

from residency.data.render import Renderer
from residency.ports import FinishReason

UNDECODABLE = "\N{REPLACEMENT CHARACTER}"


class TextStream:
    """The text of one answer, token by token.

    A character is given out once all its bytes are there, and text that may be the beginning of
    a stop string once it is clear that it is not. `finish` is set when the answer has ended.
    """

    def __init__(self, renderer: Renderer, limit: int, stop: Iterable[str] = ()) -> None:
        self._renderer = renderer
        self._limit = limit
        self._stop = tuple(word for word in stop if word)
        self._pending: list[int] = []  # ids since the last whole character
        self._held = ""  # whole characters that may begin a stop string, or end the answer
        self._decoded = False  # whether anything was
        self._said = False
        self.tokens = 0
        self.finish: FinishReason | None = None

    def push(self, token: int) -> str:
        """Take the next token; return the text that is certain now (often empty)."""
        self.tokens += 1
        if token == self._renderer.stop_id:
            return self._end(FinishReason.STOP)
        if self._renderer.is_special(token):
            return self._end(FinishReason.MALFORMED)
        self._pending.append(token)
        text = self._renderer.decode(self._pending, begins=not self._decoded)
        if not text.endswith(UNDECODABLE):
            self._hold(text)
        said = self._release()
        if self.finish is None and self.tokens >= self._limit:
            return said + self._end(FinishReason.LENGTH)
        return said

    def _hold(self, text: str) -> None:
        self._held += text
        if self._renderer.strips and not self._said:
            self._held = self._held.lstrip()
        self._said = self._said or bool(self._held)
        self._decoded = True
        self._pending.clear()

    def _release(self) -> str:
        """Give out what cannot be part of a stop string; end where one is complete."""
        found = [at for word in self._stop if (at := self._held.find(word)) >= 0]
        if found:
            said, self._held = self._ended(self._held[: min(found)]), ""
            self._pending.clear()
            self.finish = FinishReason.STOP
            return said
        keep = max((_overlap(self._held, word) for word in self._stop), default=0)
        cut = min(len(self._held) - keep, len(self._ended(self._held)))
        said, self._held = self._held[:cut], self._held[cut:]
        return said

    def _end(self, finish: FinishReason) -> str:
        """What is left; bytes that never became a character show as one replacement character."""
        said = self._ended(self._held + (UNDECODABLE if self._pending else ""))
        self._held = ""
        self._pending.clear()
        self.finish = finish
        return said

    def _ended(self, text: str) -> str:
        """Without the white space that in some formats ends an answer and is none of it."""
        return text.rstrip() if self._renderer.strips else text


def _overlap(text: str, word: str) -> int:
    """How many characters at the end of `text` begin `word`."""
    longest = min(len(text), len(word) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(word[:n])), 0)
