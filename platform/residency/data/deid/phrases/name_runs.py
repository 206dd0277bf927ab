"""Where a name that something has announced begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from residency.data.deid.phrases.deeds import DEED
from residency.data.deid.phrases.name_backwards import Backwards
from residency.data.deid.phrases.name_pairs import Pairs
from residency.data.deid.phrases.name_words import (
    FUNCTION,
    NO_RECORDS,
    PARTICLES,
    STOPS,
    SUFFIXES,
    WORD,
)
from residency.data.deid.phrases.names_alone import Alone
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

_GAP = re.compile(r"[ \t]{0,3}\n?[ \t]{0,3}")
_MOST = 5  # words of a name


@lru_cache(maxsize=8)
def is_flat(text: str) -> bool:
    """Whether the capitals of a text tell nothing: none, or nearly all. Asked for every entity."""
    letters = [sign for sign in text if sign.isalpha()]
    upper = sum(sign.isupper() for sign in letters)
    return not letters or upper == 0 or upper > 0.8 * len(letters)


class Reader:
    """Reads names in one text; knows whether its capitals tell anything."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.flat = is_flat(text)
        self.pairs = Pairs(text, self.flat)
        self.alone = Alone(text, self.flat)
        self.backwards = Backwards(text, self.flat)

    def several(self, start: int, strength: str) -> Iterator[tuple[int, int]]:
        """Names from `start` on, and those that "and" or a comma joins to them."""
        for _ in range(4):
            run = self.run(start, strength)
            if run is None:
                return
            yield run
            joined = re.compile(
                r"[ \t\n]*(?:,|;|/|&|\band\b|\bor\b|,\s*and\b)[ \t\n]*(?:drs?\.?\s|mrs?\.?\s|"
                r"ms\.?\s)?[ \t\n]*",
                re.IGNORECASE,
            ).match(self.text, run[1])
            if joined is None:
                return
            apart = ";" in joined.group()  # "by Dr. Kobayashi; ALC from Sunday"
            start, strength = (
                joined.end(),
                "label" if strength == "title" and not apart else "weak",
            )

    def run(self, start: int, strength: str) -> tuple[int, int] | None:
        """The name that begins at `start`; None where nothing there reads as one."""
        place, end, first = start, None, None
        words: list[str] = []
        while len(words) < _MOST:
            found = WORD.match(self.text, place)
            if found is None or not self._takes(found, words, strength):
                break
            first = found.start() if first is None else first
            bare = plain(found.group())
            words.append(found.group())
            if bare not in PARTICLES or len(words) == 1:
                end = found.end()
            following = self._next(found, words)
            if following is None:
                break
            place = following
        if first is None or end is None or not self._believed(words, strength):
            return None
        if strength != "title" and self._names_a_thing(words, end):
            return None
        return first, end

    def _next(self, found: re.Match[str], words: list[str]) -> int | None:
        """Where the word after `found` begins; None where the name ends here."""
        text, place = self.text, found.end()
        initial = len(found.group()) == 1 or plain(found.group()) in SUFFIXES | {"st"}
        if text[place : place + 1] == "." and initial:
            place += 1
            while (dotted := re.compile(r"\s?[^\W\d_]\.").match(text, place)) is not None:
                place = dotted.end()
        elif text[place : place + 1] == "," and len(words) <= 2:
            after = WORD.match(text, _GAP.match(text, place + 1).end())  # type: ignore[union-attr]
            if after is None or not self._given_after_comma(after):
                return None
            place += 1
        elif text[place : place + 1] in "^=":
            return place + 1 if text[place : place + 1] else None
        gap = _GAP.match(text, place)
        quoted = re.compile(r"\s*[\"“'(][^\W\d_]{2,12}[\"”')]\s*").match(text, place)
        if quoted and len(words) == 1:
            return quoted.end()
        return gap.end() if gap and (gap.end() > found.end()) else None

    def _given_after_comma(self, after: re.Match[str]) -> bool:
        word = after.group()
        if plain(word) in FUNCTION | SUFFIXES or (self._cased(word) and word.islower()):
            return plain(word) in SUFFIXES
        if len(word) == 1:
            return True
        return is_given(word) or is_family(word) or not is_common(word)

    def _cased(self, word: str) -> bool:
        """Whether the capitals around tell something."""
        return not self.flat and bool(word)

    def _takes(self, found: re.Match[str], words: list[str], strength: str) -> bool:
        word, bare = found.group(), plain(found.group())
        if self._ends_a_label(found):
            return False
        if bare in word_list("never_names") and not self._after_given(word, words):
            return strength == "title" and not words and not self.flat and word.istitle()
        capital = word[0].isupper()
        if bare in SUFFIXES | PARTICLES and not (capital and bare in PARTICLES and not self.flat):
            return self._takes_small(found, words, strength)
        if bare in FUNCTION and not self._names_yet(found, strength):
            return self._after_given(word, words) and is_family(word) and self._ends_here(found)
        if len(word) == 1:
            return capital or self.flat
        if self._cased(word) and capital:
            return self._takes_capital(word, words, strength)
        return self._takes_flat(found, words, strength)

    def _takes_small(self, found: re.Match[str], words: list[str], strength: str) -> bool:
        """ "Jr" after a name; "van" before one, or right after a title."""
        if plain(found.group()) in SUFFIXES:
            return bool(words)
        if strength == "title" and not words:
            return True
        announced = strength not in ("weak", "kin") or bool(words) or is_name(found.group())
        return announced and self._followed(found)

    def _after_given(self, word: str, words: list[str]) -> bool:
        """ "Maria F. Head": any word of a capital after a given name or an initial."""
        if self.flat:
            return bool(words) and not is_common(words[-1]) and not is_eponym(words[-1])
        titled = word[0].isupper() and not word.isupper()
        return titled and bool(words) and (is_given(words[-1]) or len(words[-1]) == 1)

    def _names_yet(self, found: re.Match[str], strength: str) -> bool:
        """Whether "Will" or "May" is a given name here: before another that is only that."""
        word = found.group()
        if self._cased(word):
            if strength == "kin":
                return word in ("Will", "Art", "An")
            return word[0].isupper() and strength != "weak" and is_name(word)
        return (
            plain(word) in ("will", "may", "an", "art", "my", "so")
            and strength not in ("weak", "kin")
            and self._followed(found)
        )

    def _takes_capital(self, word: str, words: list[str], strength: str) -> bool:
        if (
            word.isupper()
            and 2 <= len(word) <= 5
            and not is_name(word)
            and strength in ("weak", "kin", "more", "told")
        ):
            return False
        if not is_common(word) or is_name(word):
            return True
        if words and is_given(words[-1]) and not word.isupper():
            return strength in ("weak", "kin", "told", "title", "label")
        return strength == "title" and not words

    def _takes_flat(self, found: re.Match[str], words: list[str], strength: str) -> bool:
        """Without capitals to go by, lists tell names from what follows them."""
        word = found.group()
        if not self.flat and strength == "more":
            return False
        if is_common(word) or is_eponym(word):
            if words:
                return self._takes_plain_next(found, words, strength)
            return self._takes_plain_first(found, strength)
        if words and self.flat and is_given(words[-1]):
            return True
        if self.flat and strength in ("told", "kin"):
            return len(word) > 2 and not is_region(word) and not self._before_a_head(found)
        if strength in ("weak", "kin", "more") or (not self.flat and not words):
            return is_name(word) and (self.flat or len(word) > 3)
        return True

    def _takes_plain_first(self, found: re.Match[str], strength: str) -> bool:
        word = found.group()
        if strength != "title" and plain(word) in word_list("roles"):
            return False
        if strength == "told" and self.flat and is_name(word) and len(word) > 2:
            return True
        if strength in ("weak", "kin"):
            known = is_given(word) or (strength == "kin" and is_family(word))
            ends = self._ends_here(found) or self._followed(found) or self._stops_here(found)
            return self.flat and known and len(word) > 2 and ends
        if strength == "label":
            return is_name(word) and len(word) > 2
        return strength == "title" and (is_name(word) or is_eponym(word) or self.flat)

    def _takes_plain_next(self, found: re.Match[str], words: list[str], strength: str) -> bool:
        word, before = found.group(), words[-1]
        if (
            self.flat
            and is_given(before)
            and self._ends_here(found)
            and (is_family(word) or not is_common(before))
        ):
            return True
        announced = strength in ("title", "label", "told", "kin")
        near = is_given(before) or len(before) == 1 or announced
        return near and is_family(word) and len(words) < 3 and (self.flat or announced)

    def _before_a_head(self, found: re.Match[str]) -> bool:
        after = WORD.match(self.text, min(len(self.text), found.end() + 1))
        return after is not None and plain(after.group()) in word_list("eponym_heads")

    def _stops_here(self, found: re.Match[str]) -> bool:
        """Before what follows a name in a sentence: "norm at bedside", "dawn lives nearby"."""
        after = WORD.match(self.text, min(len(self.text), found.end() + 1))
        if after is not None and len(after.group()) == 1:
            after = WORD.match(self.text, min(len(self.text), after.end() + 1))
            return after is not None and is_name(after.group())
        stops = after is not None and plain(after.group()) in FUNCTION | STOPS
        return stops or DEED.match(self.text, found.end()) is not None

    def _ends_here(self, found: re.Match[str]) -> bool:
        return re.compile(r"\s*[,()\n;.]|\s*$").match(self.text, found.end()) is not None

    def _ends_a_label(self, found: re.Match[str]) -> bool:
        return re.compile(r"[ \t]*[:=](?!\))|[ \t]*#|\d").match(self.text, found.end()) is not None

    def _followed(self, found: re.Match[str]) -> bool:
        after = re.compile(r"[ \t]*\n?[ \t]*").match(self.text, found.end())
        word = WORD.match(self.text, after.end()) if after else None
        return (
            word is not None
            and plain(word.group()) not in FUNCTION
            and (not is_common(word.group()) or is_name(word.group()))
        )

    def _names_a_thing(self, words: list[str], end: int) -> bool:
        """ "Colles fracture": an eponym before what it names."""
        after = re.compile(r"(?:['\u2019]s)?[\s-]+([^\W\d_]+)").match(self.text, end)
        head = after is not None and plain(after[1]) in word_list("eponym_heads")
        return head and any(is_eponym(word) or is_common(word) for word in words)

    def _believed(self, words: list[str], strength: str) -> bool:
        """A run of clinical words is no name, unless a title or a label makes it one."""
        long = [word for word in words if len(word) > 1]
        if strength == "title":
            return bool(long)
        if strength == "label":
            return any(not (is_common(word) or is_eponym(word)) or is_name(word) for word in long)
        if strength in ("told", "kin") and long and self._told(long):
            return True
        if (
            strength == "kin"
            and is_given(words[0])
            and len(words[0]) > 2
            and (self.flat or not words[0].isupper())
        ):
            return True
        if is_region(" ".join(words)):
            return False
        titled = not self.flat and len(long) > 1 and is_given(long[0]) and not long[0].isupper()
        return titled or any(self._convinces(word) for word in long) or self._all_names(long)

    @staticmethod
    def _told(words: list[str]) -> bool:
        """After what only persons follow, any word that no list of plain words has, or a name."""
        if plain(words[0]) in NO_RECORDS:
            return False
        unknown = any(not (is_common(word) or is_eponym(word) or is_city(word)) for word in words)
        return unknown or any(is_name(word) for word in words)

    def _convinces(self, word: str) -> bool:
        if is_common(word) or is_eponym(word) or is_region(word):
            return False
        return is_name(word) if self.flat or word.isupper() else True

    @staticmethod
    def _all_names(words: list[str]) -> bool:
        return len(words) >= 2 and is_given(words[0]) and is_family(words[-1])
