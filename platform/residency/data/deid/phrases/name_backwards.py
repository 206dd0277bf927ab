"""Where a name begins that credentials follow."""

from __future__ import annotations

import re
from dataclasses import dataclass

from residency.data.deid.phrases.name_words import FUNCTION, PARTICLES, TITLES, WORD
from residency.data.deid.phrases.words import (
    is_common,
    is_family,
    is_given,
    is_name,
    plain,
    word_list,
)


@dataclass(frozen=True, slots=True)
class Backwards:
    """Reads names of one text from their ends. `flat`: capitals tell nothing in this text."""

    text: str
    flat: bool

    def back(self, end: int) -> int | None:
        """Where a name begins that credentials at `end` follow; None where there is none."""
        start: int | None = None
        taken: list[str] = []
        words = list(WORD.finditer(self.text, max(0, end - 60), end))
        place = end
        for found in reversed(words):
            between = self.text[found.end() : place]
            if (
                not re.fullmatch(r"[\s.,]{0,4}", between)
                or between.count("\n") > 1
                or len(taken) >= 4
                or ("," in between and len(taken) > 1)
                or ("." in between and "\n" in self.text[found.end() : place + 3])
            ):
                break
            if not self._before_credentials(found, taken):
                break
            taken.append(found.group())
            start, place = found.start(), found.start()
        convincing = any(not is_common(word) or is_name(word) for word in taken if len(word) > 1)
        return start if convincing else None

    def _given_before(self, found: re.Match[str]) -> bool:
        """Whether a given name stands right before, so that any word may be the family name."""
        before = re.search(
            r"([^\W\d_]{2,})\s$", self.text[max(0, found.start() - 24) : found.start()]
        )
        return before is not None and found.group()[0].isupper() and is_given(before[1])

    def _before_credentials(self, found: re.Match[str], taken: list[str]) -> bool:
        word, bare = found.group(), plain(found.group())
        if bare in word_list("never_names"):
            return not taken and self._given_before(found)
        if bare in FUNCTION or bare in TITLES:
            return False
        if not self.flat:
            return (word[0].isupper() and (not is_common(word) or is_name(word))) or (
                bare in PARTICLES and bool(taken)
            )
        if is_common(word):
            later = [one for one in taken if len(one) > 1]
            return (is_family(word) and not later) or (is_given(word) and len(later) == 1)
        return True
