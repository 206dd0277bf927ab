"""Towns, counties and other areas smaller than a state; states and nations stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from residency.data.deid.findings import Span
from residency.data.deid.phrases.name_words import WORD
from residency.data.deid.phrases.town_signs import (
    AFTER_CITY,
    AREA,
    BEFORE_A_TOWN,
    CITY_REGION,
    CITY_STATE,
    CODE_AFTER,
    LIVES,
    OF_PERSONS,
    ZIP,
)
from residency.data.deid.phrases.words import (
    in_addresses,
    is_city,
    is_common,
    is_eponym,
    is_name,
    is_region,
    phrase_list,
    plain,
    word_list,
)
from residency.data.deid.safe_harbor import SafeHarbor

_KIND = SafeHarbor.GEOGRAPHY
_LEVEL = re.compile(r"(?<![^\W_])(?:C|Th?|D|L|S)\d{1,2}$", re.IGNORECASE)
_OR_A_WORD = re.compile(r"\b(?:in|or)$", re.IGNORECASE)  # Indiana and Oregon
_MEASURED = re.compile(r"[ ]\d{0,2}\.\d(?!\d{2})")


def find(text: str) -> Iterator[Span]:
    """Towns and counties: after prepositions, before a state, and by the lists."""
    yield from _cities(text)
    yield from _announced(text)
    yield from _areas(text)
    yield from _gazetteer(text)


def _cities(text: str) -> Iterator[Span]:
    for pattern in (CITY_STATE, CITY_REGION):
        for found in pattern.finditer(text):
            start = _city_start(found.group("city"), flat=text.isupper() or text.islower())
            if _MEASURED.match(text, found.end()):
                continue  # "probe V760, MI 0.9": an index, no Michigan
            if _is_level(text, found):
                continue
            if start is None and pattern is CITY_STATE and _stated(found):
                start = _plain_town(found)
            if start is not None:
                first = found.start("city") + start
                tail = AFTER_CITY.match(text, found.end("city"))
                yield Span(first, max(found.end(), tail.end() if tail else 0), _KIND, 0.9)


def _is_level(text: str, found: re.Match[str]) -> bool:
    """ "The cord at T12, in keeping with": no town, and no Indiana."""
    if _OR_A_WORD.search(found.group()) is None or ZIP.match(text, found.end()) is not None:
        return False
    return _LEVEL.search(found["city"]) is not None


def _stated(found: re.Match[str]) -> bool:
    """Whether the state is written in capitals, or nothing is: "Furthermore, on" is no Ontario."""
    return found["flat"] is None or found.string.islower()


def _plain_town(found: re.Match[str]) -> int | None:
    """Where "Normal" of "Normal, IL 61761" begins: a plain word before a state, after "in"."""
    words = list(WORD.finditer(found["city"]))
    text, coded = found.string, ZIP.match(found.string, found.end()) is not None
    flat = text.isupper() or text.islower()
    kept: re.Match[str] | None = None
    for word in reversed(words[-3:]):
        bare = plain(word.group())
        if (not flat and not word.group()[0].isupper()) or bare in _NO_TOWNS:
            break
        if flat and kept is not None:
            break
        kept = word
    if kept is None or (flat and not coded and plain(kept.group()) not in _plain_towns()):
        return None
    start = found.start("city") + kept.start()
    announced = BEFORE_A_TOWN.search(text[max(0, start - 20) : start]) is not None
    return kept.start() if coded or announced else None


def _plain_towns() -> frozenset[str]:
    return word_list("plain_towns")


def _city_start(written: str, *, flat: bool) -> int | None:
    """Where in the words before a state its town begins; None where they name none."""
    words = list(WORD.finditer(written))
    for index, word in enumerate(words):
        tail = written[word.start() :]
        if is_city(tail.replace("\n", " ")):
            return word.start()
        rest = [one.group() for one in words[index:]]
        if any(is_region(one) for one in rest[:1]):
            continue
        proper = all(one[0].isupper() for one in rest) if not flat else True
        if (
            proper
            and not any(is_common(one) or (is_eponym(one) and not is_city(one)) for one in rest)
            and (not flat or len(rest) == 1)
        ):
            return word.start()
        if (
            proper
            and not flat
            and word.group()[0].isupper()
            and not all(is_common(one) for one in rest)
            and len(rest) > 1
            and not is_common(rest[0])
        ):
            return word.start()
    return None


def _announced(text: str) -> Iterator[Span]:
    """Towns after "lives in", "from", "City:"."""
    flat = text.isupper() or text.islower()
    for found in LIVES.finditer(text):
        end = _town_end(text, found.end(), flat=flat) or _plain_end(found, flat=flat)
        if end is not None:
            tail = AFTER_CITY.match(text, end)
            yield Span(
                found.end(),
                tail.end() if tail and re.search(r"\w", tail.group()) else end,
                _KIND,
                0.8,
            )


def _plain_end(found: re.Match[str], *, flat: bool) -> int | None:
    """Where a town ends that is a plain word, after what only people do: "he is from Surprise"."""
    word = WORD.match(found.string, found.end())
    if word is None or not OF_PERSONS.search(found.group()):
        before = found.string[max(0, found.start() - 30) : found.end()]
        if word is None or not OF_PERSONS.search(before):
            return None
    bare = plain(word.group())
    if is_region(bare) or bare in _NO_TOWNS or (is_eponym(bare) and bare not in _plain_towns()):
        return None
    titled = word.group().istitle() and len(bare) > 3
    return word.end() if (bare in _plain_towns() if flat else titled) else None


_NO_TOWNS = (word_list("never_names") | word_list("roles") - word_list("plain_towns")) | frozenset(
    ("the", "and", "for", "with", "hospital", "nursing", "home", "assisted", "his", "her")
)


def _town_end(text: str, start: int, *, flat: bool) -> int | None:
    """Where a town that begins at `start` ends; None where no town does."""
    words = _town_words(text, start, flat=flat)
    for count in range(len(words), 0, -1):
        end = words[count - 1].end()
        phrase = " ".join(text[words[0].start() : end].split())
        if is_region(phrase):
            return None
        if is_city(phrase) and (
            count > 1 or _CLAUSE_END.match(text, end) or not (flat and is_common(phrase))
        ):
            return end
    if not words:
        return None
    if not flat:
        return _titled_town(words)
    before = text[max(0, start - 40) : start]
    return _unknown_town(words[0], text, sure=OF_PERSONS.search(before) is not None)


_CLAUSE_END = re.compile(r"\s*(?:[.,;)\n]|$)")
_TOWN_GAP = re.compile(r"\.?[ \t]*\n?[ \t]*")
_SMALL = frozenset(("of", "on", "upon", "or", "the", "de", "la", "del", "le", "under"))


def _town_words(text: str, start: int, *, flat: bool) -> list[re.Match[str]]:
    """Up to four words in a row that may name a town: by their capitals where these tell."""
    words: list[re.Match[str]] = []
    place = start
    while len(words) < 4 and (found := WORD.match(text, place)) is not None:
        word = found.group()
        blanked = set(word.lower()) == {"x"}  # by somebody before us
        if blanked or not (flat or word[0].isupper() or word in _SMALL):
            break
        words.append(found)
        gap = _TOWN_GAP.match(text, found.end())
        if gap is None or gap.end() == found.end():
            break
        place = gap.end()
    return words


def _unknown_town(found: re.Match[str], text: str, *, sure: bool) -> int | None:
    """A word that no list has, in a text of small letters, or where only a place may stand."""
    word = found.group()
    known = is_common(word) or is_eponym(word) or is_name(word)
    if sure and len(word) > 3 and not (is_common(word) or is_eponym(word)):
        return found.end()
    return found.end() if text.islower() and len(word) > 3 and not known else None


def _titled_town(words: list[re.Match[str]]) -> int | None:
    """Words of capitals up to the first that is a plain one or a region."""
    kept: list[re.Match[str]] = []
    for word in words:
        plainly = is_common(word.group()) and not in_addresses(word.group())
        if plainly or is_region(word.group()):
            break
        kept.append(word)
    acronyms = all(word.group().isupper() and len(word.group()) < 6 for word in kept)
    if acronyms or all(is_common(word.group()) for word in kept):
        return None
    return kept[-1].end()


def _areas(text: str) -> Iterator[Span]:
    """ "Cook County", "Orleans Parish", and "County Cork"."""
    flat = text.isupper() or text.islower()
    for found in AREA.finditer(text):
        before = list(WORD.finditer(text, max(0, found.start() - 40), found.start()))
        counted = found.group().strip() in ("County", "Parish", "Township", "Borough")
        taken: re.Match[str] | None = None
        for word in reversed(before[-2:]):
            end_of = taken.start() if taken else found.start()
            if (
                text[word.end() : end_of].strip(" .\n")
                or is_region(word.group())
                or not _area_word(word.group(), flat=flat, counted=counted)
            ):
                break
            taken = word
        if taken is not None and (
            flat
            or found.group().strip()[0].isupper()
            or found.group().strip().lower()
            in ("county", "parish", "district", "village", "township")
        ):
            yield Span(taken.start(), found.end(), _KIND, 0.8)
    yield from _counties(text)


def _counties(text: str) -> Iterator[Span]:
    """Counties of plain words after "in" or a comma, and "County Cork"."""
    for found in re.finditer(
        r"\b(?:in|of|from|near|to|ems,?|fire,?|sheriff,?|,)\s+(?P<id>(?:st\.?\s)?(?P<w>[^\W\d_][\w-]{2,}"
        r")(?:\s[^\W\d_]{3,})?\s+(?:county|parish))\b(?!\s+(?:hospital|general))",
        text,
        re.IGNORECASE,
    ):
        if plain(found["w"]) not in _NO_COUNTIES:
            yield Span(found.start("id"), found.end("id"), _KIND, 0.8)
    for found in re.finditer(r"\b[Cc]o(?:unty|\.) (?:of )?(?P<id>[A-Z][a-z]{2,})", text):
        if not is_common(found.group("id")):
            yield Span(found.start(), found.end(), _KIND, 0.8)


_NO_COUNTIES = word_list("function_words") | frozenset(
    ("local", "each", "every", "rural", "home", "neighboring", "neighbouring", "same", "which")
)


def _area_word(word: str, *, flat: bool, counted: bool) -> bool:
    if (
        plain(word) in word_list("never_names")
        or (not flat and not word[0].isupper())
        or (is_eponym(word) and flat)
    ):
        return False
    if not flat and word.istitle() and counted:
        return True
    return not is_common(word) or (
        not flat and in_addresses(word) and plain(word) not in ("blue", "red", "white", "black")
    )


@cache
def _long_towns() -> re.Pattern[str]:
    """Towns of two words and more, by their first word."""
    towns = [
        town
        for town in phrase_list("cities")
        if " " in town and not all(is_common(word) for word in re.split(r"[ -]", town))
    ]
    return re.compile(
        r"(?<![\w-])(?:"
        + "|".join(
            re.escape(town).replace(r"\ ", r"[ \t]*[ \n][ \t]*")
            for town in sorted(towns, key=len, reverse=True)
        )
        + r")(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _first_words() -> frozenset[str]:
    return frozenset(
        re.split(r"[ ]", town)[0].rstrip(".") for town in phrase_list("cities") if " " in town
    )


def _gazetteer(text: str) -> Iterator[Span]:
    flat = text.isupper() or text.islower()
    first_words = _first_words()
    for word in WORD.finditer(text):
        bare = plain(word.group())
        if bare in first_words and (flat or word.group()[0].isupper()):
            found = _town_at(text, word.start())
            if found is not None:
                yield Span(word.start(), _with_code(text, found), _KIND, 0.7)
        if len(bare) > 3 and is_city(bare) and _with_code(text, word.end()) > word.end():
            yield Span(word.start(), _with_code(text, word.end()), _KIND, 0.7)
        if (
            not flat
            and word.group()[0].isupper()
            and not word.group().isupper()
            and len(bare) > 3
            and is_city(bare)
            and not (is_common(bare) or is_eponym(bare) or is_region(bare))
        ):
            yield Span(word.start(), word.end(), _KIND, 0.6)


def _with_code(text: str, end: int) -> int:
    """The end of a postal code that follows a town, or `end` where none does."""
    code = CODE_AFTER.match(text, end)
    return code.end() if code else end


_INTO = re.compile(r"\b(?:in|from|of|near|to|at|outside|via)\s+$", re.IGNORECASE)
_JOINTS = frozenset(("of", "on", "or", "upon", "under", "de", "la", "le", "and", "the"))


def _town_at(text: str, start: int) -> int | None:
    window = text[start : start + 48]
    words = list(re.finditer(r"[^\s,;:()]+", window))[:4]
    for count in range(len(words), 1, -1):
        between = window[words[0].start() : words[count - 1].end()]
        phrase = " ".join(between.split()).rstrip(".")
        if not re.search(r"[,;:()]", between) and is_city(phrase):
            spelled = [word.group() for word in words[:count]]
            cased = (
                all(word[0].isupper() or word in _JOINTS for word in spelled)
                or text.isupper()
                or text.islower()
            )
            plainly = all(is_common(word.rstrip(".")) for word in spelled) or is_region(phrase)
            if not is_region(phrase) and _INTO.search(text[max(0, start - 12) : start]):
                plainly = False
            after = WORD.match(text, min(len(text), start + len(between) + 1))
            clinical = after is not None and plain(after.group()) in word_list("eponym_heads") | {
                "wort"
            }
            if cased and not plainly and not clinical:
                return start + words[0].start() + len(between.rstrip("."))
    return None
