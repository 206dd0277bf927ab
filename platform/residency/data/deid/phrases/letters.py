"""Whether two or three letters in a place for initials are a person's: a match names them `id`."""

from __future__ import annotations

import re
from functools import cache

from residency.data.deid.phrases.words import is_common, word_list


def _never(letters: str) -> bool:
    """A word, or an abbreviation that stands at the end of a line as often as initials do."""
    return letters in _words()


@cache
def _words() -> frozenset[str]:
    return word_list("no_initials") | word_list("function_words") | word_list("units")


def _plain(found: re.Match[str]) -> list[str]:
    return [
        part.lower().replace(".", "").replace(" ", "") for part in re.split(r"[:/]", found["id"])
    ]


def _one_case(written: str) -> bool:
    return written.isupper() or written.islower()


def signs(found: re.Match[str]) -> bool:
    """In a place that is for initials: anything but a word or a unit."""
    written, parts = found["id"], _plain(found)
    if len(parts) == 2:
        return not all(map(_never, parts))
    if "." in written:
        return parts[0] not in {"am", "pm", "eg", "ie"}
    if not _one_case(written) or _never(parts[0]):
        return False
    return written.isupper() or not is_common(parts[0])


_STUDIES = frozenset(
    ("ct", "us", "xr", "pet", "icu", "ed", "er", "opd", "bed", "the", "and", "for")
)


def by_a_hand(found: re.Match[str]) -> bool:
    """Behind what only somebody's hand does: any capitals but those of a study or a place."""
    if "/" in found["id"] or ":" in found["id"]:
        return True
    letters = _plain(found)[0]
    capitals = found["id"].isupper() and not found.string.isupper()
    return letters not in _STUDIES and (signs(found) or capitals)


def strange(found: re.Match[str]) -> bool:
    """In a place where abbreviations stand as well: letters that no text abbreviates so."""
    written, parts = found["id"], _plain(found)
    if len(parts) == 2:
        known = [_never(part) or _known(part) for part in parts]
        return not (all(known) or (any(known) and written.isupper()))
    if "." in written:
        return signs(found) and parts[0] not in word_list("abbreviations_with_dots")
    small = written.islower() and not found.string.islower()
    return signs(found) and not small and not _known(parts[0])


def anything(found: re.Match[str]) -> bool:
    """Where nothing but initials is written."""
    return _one_case(found["id"]) or ":" in found["id"] or "/" in found["id"]


def in_a_cell(found: re.Match[str]) -> bool:
    """Beside a code, the cell of a person: any letters but a modality or an answer."""
    return found["id"].isupper() != found["id"].islower() and found["id"].lower() not in word_list(
        "no_initials_in_cells"
    )


def _known(letters: str) -> bool:
    return letters in word_list("abbreviations") or is_common(letters)


def by_somebody(found: re.Match[str]) -> bool:
    """ "changed by xps", not "detected by PCR"."""
    return signs(found) and not (
        found["id"].isupper() and _plain(found)[0] in word_list("abbreviations")
    )


def told(found: re.Match[str]) -> bool:
    """ "given to TB", not "given to ICU"."""
    return signs(found) and _plain(found)[0] not in word_list("departments_short")


def closes(found: re.Match[str]) -> bool:
    """The last letters behind a full stop, which is no phrase of a report."""
    if len(found["id"]) == 2 and found["id"].isupper():
        return _plain(found)[0] not in word_list("no_initials_at_ends") and signs(found)
    return strange(found)


def no_definition(found: re.Match[str]) -> bool:
    """ "obstructive sleep apnea (OSA)" defines an abbreviation."""
    if not strange(found):
        return False
    letters = _plain(found)[0]
    before = re.findall(
        r"[^\W\d_]+", found.string[max(0, found.start() - 70) : found.start()].lower()
    )
    for start in range(max(0, len(before) - 6), len(before)):
        if before[start][0] == letters[0] and _spelled(letters, before[start:]):
            return False
    return True


def _spelled(letters: str, words: list[str]) -> bool:
    """Whether the words begin with these letters in order, but for one."""
    heads, place, hits = "".join(word[0] for word in words), 0, 0
    for letter in letters:
        found = heads.find(letter, place)
        if found >= 0:
            place, hits = found + 1, hits + 1
    return hits >= len(letters) - 1
