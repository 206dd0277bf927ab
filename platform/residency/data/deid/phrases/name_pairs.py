"""Two words in a row, or around an initial, that are one name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from residency.data.deid.phrases.deeds import DEED
from residency.data.deid.phrases.name_words import FUNCTION, WORD
from residency.data.deid.phrases.words import (
    is_city,
    is_common,
    is_eponym,
    is_family,
    is_given,
    is_region,
    phrase_list,
    plain,
    word_list,
)

_OWNS = re.compile(r"['\u2019]s$")


@dataclass(frozen=True)  # no slots: what a text tells of its actors is kept
class Pairs:
    """Judges neighbouring words of one text. `flat`: capitals tell nothing in this text."""

    text: str
    flat: bool

    def pair(self, first: str, between: str, second: str) -> bool:
        """Whether two words in a row are a given name and a family name, in either order."""
        if not self._like_names(first, second):
            return False
        if re.fullmatch(r"[ \t]*\n?[ \t]*|[ \t]+[A-Za-z]\.?[ \t]+", between) and between:
            return self._side_by_side(first, second)
        if re.fullmatch(r",[ \t]*\n?[ \t]*", between):
            return (
                is_family(first)
                and is_given(second)
                and not is_common(first)
                and not is_common(second)
                and not is_eponym(first)
            )
        if between in (".", ". ", ".\n") and len(first) == 1:
            if is_eponym(second) or is_city(second):
                return False
            if not self.flat:
                return is_family(second) and second.istitle() and first.isupper()
            return not is_common(second) and (is_family(second) or len(second) > 4)
        return False

    def _side_by_side(self, first: str, second: str) -> bool:
        if is_region(f"{first} {second}") or is_city(f"{first} {second}"):
            return False
        if self.flat and len(first) > 4 and not is_given(first):
            return self._unlisted_given(first) and is_family(second) and not is_common(second)
        return len(first) > 1 and is_given(first) and self._given_pair(first, second)

    def _unlisted_given(self, word: str) -> bool:
        return not (is_common(word) or is_eponym(word) or is_region(word) or is_city(word))

    def _given_pair(self, first: str, second: str) -> bool:
        if is_eponym(first):
            return False
        if is_common(first):
            return self._acting_pair(first, second)
        if is_family(second) or self._acting(first, second):
            return True
        return not is_common(second) and (not self.flat or is_given(second))

    def _acting_pair(self, first: str, second: str) -> bool:
        """A given name that is a plain word, before what can only be a family name, or acting."""
        if not self.flat and not is_common(second):
            return is_family(second) and not is_eponym(second)
        return is_family(second) and self._acting(first, second)

    def _acting(self, first: str, second: str) -> bool:
        """Whether what only persons do stands after both words."""
        return (first.lower(), second.lower()) in self._actors

    @cached_property
    def _actors(self) -> frozenset[tuple[str, str]]:
        """Two words in a row, in small letters, before what only persons do: read once a text."""
        words = list(WORD.finditer(self.text))
        return frozenset(
            (first.group().lower(), _OWNS.sub("", second.group().lower()))
            for first, second in pairwise(words)
            if self.text[first.end() : second.start()].isspace()
            and DEED.match(self.text, second.end())
        )

    def _like_names(self, first: str, second: str) -> bool:
        bare = plain(first), plain(second)
        if any(word in FUNCTION or word in word_list("never_names") for word in bare):
            return False
        if bare[1] in word_list("eponym_heads") or len(second) < 2:
            return False
        if is_eponym(first) and is_eponym(second):
            return False
        if self.flat:
            return (len(first) > 2 and len(second) > 2) or (len(first) == 1 and len(second) > 3)
        return (
            first[0].isupper()
            and second[0].isupper()
            and not (len(first) > 1 and first.isupper() != second.isupper())
        )

    def around_an_initial(self, first: str, last: str) -> bool:
        """ "Hope L. Chen", "frank u. hand": a given name, an initial and any word."""
        if (plain(last) in FUNCTION and not is_family(last)) or (
            plain(first) in FUNCTION and not is_given(first)
        ):
            return False
        if not self.flat and not (first[0].isupper() and last[0].isupper()):
            return False
        if plain(first) in phrase_list("graded") and not is_given(first):
            return False  # "Bosniak I. Reed-Sternberg cells"
        if not self.flat and first.isupper() != last.isupper() and not is_given(first):
            return False  # "SCAI B. See you in March"
        return is_given(first) or (not self.flat and not is_common(first))
