"""Where a name that something has announced begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

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

WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019`-](?=[^\W\d_]))*")
_GAP = re.compile(r"[ \t]{0,3}\n?[ \t]{0,3}")
_MOST = 5  # words of a name
_PARTICLES = frozenset(
    (
        "de",
        "la",
        "las",
        "los",
        "del",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "du",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "bin",
        "ibn",
        "al",
        "el",
        "bint",
        "abu",
        "ben",
        "st",
        "af",
        "av",
    )
)
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_FUNCTION = word_list("function_words")  # fmt: skip
_DEED = re.compile(
    r"(?:['\u2019]s)?\s+(?:(?:is|was|has been) (?:doing|feeling|taking|eating|sleeping|resting|"
    r"being seen|here (?:today|for|with)|well known|known to|alert|awake|tolerating|unhappy|"
    r"anxious|pleasant|worried|concerned|hoping|planning|scheduled (?:to|for)|keen|frustrated|"
    r"accompanied|asked|asking|requesting|complaining|resting|comfortable|ready|living)|"
    r"(?:reports?|reported|notes|noted|takes|took|wants|wanted|prefers|understands|understood|"
    r"remembers|thinks|believes|asks|asked|visited|slept|ate|walks|walked|returns|returned|"
    r"presents|presented|consented|refuses|refused|requests|requested|attended|arrived|drove|"
    r"lives|moved|retired|enjoys|continues to (?:do|feel|take|have|work|smoke))\b(?! on| in the)|"
    r"would like|had (?:a|an|no|his|her)|has (?:a|an|no|had|his|her) |(?:to|will) (?:review|call|"
    r"return|see|follow|follow up)|denies|denied|states|stated|says|said|"
    r"complains|complained|endorses|endorsed|describes|described|admits|feels|felt|wishes|"
    r"agrees|agreed|declines|declined|tolerated|underwent|ambulated|lives|smokes|"
    r"drinks|works|called|phoned|telephoned|reports that|reported that|"
    r"is a \d|is an \d|was (?:admitted|discharged|seen|born|brought|referred|"
    r"informed|advised|transferred|started|told)|has been (?:seen|admitted|"
    r"feeling|taking)|will (?:return|follow|call|see|be seen)|and (?:his|her) "
    r"(?:wife|husband|family|mother|daughter|son))\b",
    re.IGNORECASE,
)
_STOPS = word_list("stops")
_NO_ACTORS = _FUNCTION | word_list("never_names") | word_list("roles")
_NO_RECORDS = (_FUNCTION | word_list("never_names") | word_list("roles")) - {"may", "will"}
_TITLES = frozenset(("dr", "mr", "mrs", "ms", "miss", "prof", "sir"))


def acts(text: str, end: int) -> bool:
    """Whether what only a person does stands after the word that ends at `end`."""
    return _DEED.match(text, end) is not None


class Reader:
    """Reads names in one text; knows whether its capitals tell anything."""

    def __init__(self, text: str) -> None:
        self.text = text
        letters = [sign for sign in text if sign.isalpha()]
        upper = sum(sign.isupper() for sign in letters)
        self.flat = not letters or upper == 0 or upper > 0.8 * len(letters)

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
            start, strength = joined.end(), "label" if strength == "title" else "weak"

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
            if bare not in _PARTICLES or len(words) == 1:
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
        initial = len(found.group()) == 1 or plain(found.group()) in _SUFFIXES | {"st"}
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
        if plain(word) in _FUNCTION | _SUFFIXES or (self._cased(word) and word.islower()):
            return plain(word) in _SUFFIXES
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
        if bare in _SUFFIXES | _PARTICLES and not (
            capital and bare in _PARTICLES and not self.flat
        ):
            return self._takes_small(found, words, strength)
        if bare in _FUNCTION and not self._names_yet(found, strength):
            return self._after_given(word, words) and is_family(word) and self._ends_here(found)
        if len(word) == 1:
            return capital or self.flat
        if self._cased(word) and capital:
            return self._takes_capital(word, words, strength)
        return self._takes_flat(found, words, strength)

    def _takes_small(self, found: re.Match[str], words: list[str], strength: str) -> bool:
        """ "Jr" after a name; "van" before one, or right after a title."""
        if plain(found.group()) in _SUFFIXES:
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
        stops = after is not None and plain(after.group()) in _FUNCTION | _STOPS
        return stops or _DEED.match(self.text, found.end()) is not None

    def _ends_here(self, found: re.Match[str]) -> bool:
        return re.compile(r"\s*[,()\n;.]|\s*$").match(self.text, found.end()) is not None

    def _ends_a_label(self, found: re.Match[str]) -> bool:
        return re.compile(r"[ \t]*[:=](?!\))|[ \t]*#|\d").match(self.text, found.end()) is not None

    def _followed(self, found: re.Match[str]) -> bool:
        after = re.compile(r"[ \t]*\n?[ \t]*").match(self.text, found.end())
        word = WORD.match(self.text, after.end()) if after else None
        return (
            word is not None
            and plain(word.group()) not in _FUNCTION
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
        if plain(words[0]) in _NO_RECORDS:
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
        return _DEED.match(self.text, found.end()) is not None

    def _begins_a_sentence(self, found: re.Match[str]) -> bool:
        before = self.text[max(0, found.start() - 3) : found.start()]
        return not before or re.search(r"[.!?:;]\s+$|\n\s*$", before) is not None

    def scans(self, title: re.Match[str]) -> bool:
        """Whether "MR" is magnetic resonance here: no dot, and before a word of reports."""
        if title.group().strip().lower() != "mr":
            return False
        after = WORD.match(self.text, title.end())
        if after is None or plain(after.group()) in _FUNCTION | word_list("never_names"):
            return True
        return is_common(after.group()) and not is_name(after.group())

    def heads_a_record(self, written: str) -> bool:
        """Whether the words before a number of a record are a name: no run of plain words."""
        words = [found.group() for found in WORD.finditer(written)]
        long = [word for word in words if len(word) > 1]
        if len(words) < 2 or not long or any(plain(word) in _NO_RECORDS for word in long):
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
        if re.fullmatch(r",[ \t]?", between) is None or plain(first) in _FUNCTION:
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
                or len(taken) >= 4
                or ("," in between and len(taken) > 1)
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
        if bare in _FUNCTION or bare in _TITLES:
            return False
        if self._cased(word):
            return (word[0].isupper() and (not is_common(word) or is_name(word))) or (
                bare in _PARTICLES and bool(taken)
            )
        if is_common(word):
            later = [one for one in taken if len(one) > 1]
            return (is_family(word) and not later) or (is_given(word) and len(later) == 1)
        return True

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
        deed = re.escape(first) + r"\s+" + re.escape(second) + _DEED.pattern
        return re.search(deed, self.text, re.IGNORECASE) is not None

    def _like_names(self, first: str, second: str) -> bool:
        bare = plain(first), plain(second)
        if any(word in _FUNCTION or word in word_list("never_names") for word in bare):
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
        if (plain(last) in _FUNCTION and not is_family(last)) or (
            plain(first) in _FUNCTION and not is_given(first)
        ):
            return False
        if not self.flat and not (first[0].isupper() and last[0].isupper()):
            return False
        return is_given(first) or (not self.flat and not is_common(first))

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
