"""Words that are names without anything that announces them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from residency.data.deid.phrases.deeds import DEED
from residency.data.deid.phrases.name_words import FUNCTION, NO_RECORDS, WORD
from residency.data.deid.phrases.words import (
    is_city,
    is_common,
    is_eponym,
    is_family,
    is_given,
    is_name,
    is_region,
    plain,
    word_list,
)

_NO_ACTORS = FUNCTION | word_list("never_names") | word_list("roles")


@dataclass(frozen=True, slots=True)
class Alone:
    """Judges words of one text by what follows them and by lists.

    `flat`: capitals tell nothing in this text.
    """

    text: str
    flat: bool

    def acts(self, found: re.Match[str]) -> bool:
        """Whether a name, though it be a plain word, does what only a person does."""
        word = found.group()
        if len(word) < 3:
            return False
        if self.flat and is_common(word) and not self._begins_a_sentence(found):
            return False
        if not self.flat and (not word[0].isupper() or word.isupper()):
            return False
        unknown = not is_common(word) and not is_region(word) and not is_eponym(word)
        if not (is_name(word) or unknown) or plain(word) in _NO_ACTORS:
            return False
        return DEED.match(self.text, found.end()) is not None

    def _begins_a_sentence(self, found: re.Match[str]) -> bool:
        before = self.text[max(0, found.start() - 3) : found.start()]
        return not before or re.search(r"[.!?:;]\s+$|\n\s*$", before) is not None

    def lone(self, found: re.Match[str]) -> bool:
        """Whether a word by itself can only be a name: capital, listed, never a clinical word."""
        word = found.group()
        if self.flat or len(word) < 4 or not word[0].isupper() or word.isupper():
            return False
        if is_common(word) or is_eponym(word) or is_region(word) or is_city(word):
            return False
        if plain(word) in word_list("never_names"):
            return False
        after = WORD.match(self.text, min(len(self.text), found.end() + 1))
        return (is_family(word) or is_given(word)) and not (
            after and plain(after.group()) in word_list("eponym_heads")
        )

    def scans(self, title: re.Match[str]) -> bool:
        """Whether "MR" is magnetic resonance here: no dot, and before a word of reports."""
        if title.group().strip().lower() != "mr":
            return False
        after = WORD.match(self.text, title.end())
        if after is None or plain(after.group()) in FUNCTION | word_list("never_names"):
            return True
        return is_common(after.group()) and not is_name(after.group())

    def heads_a_record(self, written: str) -> bool:
        """Whether the words before a number of a record are a name: no run of plain words."""
        words = [found.group() for found in WORD.finditer(written)]
        long = [word for word in words if len(word) > 1]
        if len(words) < 2 or not long or any(plain(word) in NO_RECORDS for word in long):
            return False
        if not self.flat and not all(word[0].isupper() for word in long):
            return False
        if all(is_common(word) or is_eponym(word) for word in long):
            return all(is_name(word) for word in long)
        names = any(is_name(word) for word in long)
        unknown = sum(not (is_common(word) or is_eponym(word)) for word in long)
        return names or unknown == len(long)

    def heads_a_line(self, first: str, between: str, second: re.Match[str]) -> bool:
        """ "Rivers, Frank" at the beginning of a line, before figures or its end."""
        if re.fullmatch(r",[ \t]?", between) is None or plain(first) in FUNCTION:
            return False
        after = re.compile(
            r"(?:[ \t]+[A-Za-z]\b\.?)?(?:[ \t]{2,}|[ \t]*(?:\n|$|\||\d|\()|[ \t]+(?:mrn|"
            r"dob|id|acc)\b)",
            re.IGNORECASE,
        )
        known = is_name(first) or not is_common(first) or not is_common(second.group())
        return (
            known and is_given(second.group()) and after.match(self.text, second.end()) is not None
        )
