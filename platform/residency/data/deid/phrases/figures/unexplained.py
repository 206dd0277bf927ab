"""Figures that nothing clinical explains: they go, whatever they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from residency.data.deid.findings import Span
from residency.data.deid.phrases.figures.explained import bare
from residency.data.deid.phrases.words import is_common, word_list
from residency.data.deid.safe_harbor import SafeHarbor

SCORE = 0.4  # below that of any rule that knows what it found
_PIECE = re.compile(r"[^\W_](?:[\w'\u2019+*^~-]|[./:,@#&=](?=[^\W_])|\(\d\))*")
_FILED = re.compile(
    r"\b(?:ref(?:erence)?|file|chart|reg|case|lab|no|number)\W{1,3}(?:[A-Z]{1,4}\W{1,2})?$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,2}([/.])\d{1,2}(?:\1(?:\d{2}|\d{4}))?")
_MONTH_OF_A_YEAR = re.compile(
    r"(?:0?[1-9]|1[0-2])[/-](?:19|20)\d\d|\d{1,2}-\d{1,2}-(?:19|20)\d\d|"
    r"\d{1,2}-[A-Za-z]{3}-(?:\d\d|(?:19|20)\d\d)|(?:19|20)\d\d-\d\d-\d\d"
)
_DONE = re.compile(
    r"(?<![\w/-])(?:OGD|EGD|TURP|EBUS|AXR|CXR|CT[ABP]?|CTPA|MRI|MRCP|ERCP|USS?|TOE|TTE|TEE|ECHO|"
    r"EEG|ECG|EKG|EMG|MSU|DEXA|PET|TK[AR]|TH[AR]|CABG|PCI|LSCS|ORIF|FNA|BCC|TAVI|EVAR|ACDF|TVT|VATS|TURBT|EDD|LMP|"
    r"scan|monitor|angiogram|mammogram|colonoscopy|biopsy|x-ray)\s$",
    re.IGNORECASE,
)
"""What was done on the day that follows; no letters of a number."""
_DIGIT = re.compile(r"\d")
_ANNOUNCED = re.compile(
    r"(?<![^\W_])(?:mrn|badge|ext(?:ension)?|pager|bleep|beeper|room|rm|apt|apartment|flat|"
    r"suite|ste|acct|account|"
    r"pin|locker|policy|member(?:ship)?|npi|dea|ssn|ending(?: in)?|last four|accession|serial|"
    r"passcode|code word|"
    r"zip|postcode|plate|extn|xtn|user|login|passport|unit|lot|h\. ?no)(?:\s?(?:no|number|num|"
    r"id|is|was)\b\.?)*[\s:#=.(]{1,3}$",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"(?<![\w.,/:-])\d+(?:[ \u00a0]\d+)+(?![\w/%]|[.,:]\d)")
_TOGETHER = frozenset({" ", "-", " - ", "\u00a0", "\n"})  # between groups of one number
_LABEL, _LONGEST_GROUP, _LETTERS_OF_A_NUMBER = 40, 4, 2  # characters
_MOST_OF_GROUPS = 6  # digits of small numbers in a row, with only spaces between


def find(text: str, clinical: bytearray) -> Iterator[Span]:
    """Words with a digit that no row explains, with the short groups that stand beside them.

    `clinical` is what `explained.sure` gave for the text.
    """
    own_form = bare(text)
    _unmark_groups(text, own_form)
    pieces = list(_PIECE.finditer(text))
    done = 0
    for number, piece in enumerate(pieces):
        if piece.start() >= done and (
            _goes(piece, clinical, own_form) or _half_a_plate(pieces, number, clinical)
        ):
            dated = _is_dated(piece)  # "OPD 16/12/25": the date alone
            first = number if dated else _reach(text, pieces, number, -1)
            last = number if dated else _reach(text, pieces, number, +1)
            done = pieces[last].end()
            yield Span(pieces[first].start(), done, SafeHarbor.OTHER, SCORE)


def _goes(piece: re.Match[str], clinical: bytearray, own_form: bytearray) -> bool:
    """A digit of the piece is explained by nothing, or by its form alone behind a label."""
    places = [found.start() for found in _DIGIT.finditer(piece.string, *piece.span())]
    if all(clinical[place] for place in places):
        return False
    if not all(clinical[place] or own_form[place] for place in places):
        return True
    start = piece.start()
    return _ANNOUNCED.search(piece.string, max(0, start - _LABEL), start) is not None


def _is_dated(piece: re.Match[str]) -> bool:
    """A date by its form, and no part of "Ref 12/03 KL 44"."""
    before = piece.string[max(0, piece.start() - _LABEL) : piece.start()]
    if _MONTH_OF_A_YEAR.fullmatch(piece.group()):
        return _DONE.search(before) is not None and _FILED.search(before) is None
    return _DATED.fullmatch(piece.group()) is not None and _FILED.search(before) is None


def _half_a_plate(pieces: list[re.Match[str]], number: int, clinical: bytearray) -> bool:
    """ "493 NKM": three figures, one space, and three capitals that are no known word."""
    piece = pieces[number]
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    if after is None or clinical[piece.start()] or not re.fullmatch(r"\d{3}", piece.group()):
        return False
    letters = after.group()
    near = after.start() == piece.end() + 1 and re.fullmatch(r"[A-Z]{3}", letters)
    known = is_common(letters) or letters.lower() in _short_words() | word_list("abbreviations")
    return bool(near) and not known


def _unmark_groups(text: str, marks: bytearray) -> None:
    """ "415 22 7781" and "41 43 40": small numbers in a row are one large one."""
    for found in _GROUPS.finditer(text):
        if sum(map(str.isdecimal, found.group())) >= _MOST_OF_GROUPS:
            marks[found.start() : found.end()] = bytes(found.end() - found.start())


def _reach(text: str, pieces: list[re.Match[str]], number: int, step: int) -> int:
    """The last piece on one side that belongs to the number of this piece."""
    while 0 <= number + step < len(pieces):
        left, right = sorted((number, number + step))
        between = text[pieces[left].end() : pieces[right].start()]
        beside = pieces[number + step].group()
        if between not in _TOGETHER or (between == "\n" and not beside.isdecimal()):
            break
        if not _belongs(beside, text):
            break
        number += step
    return number


def _belongs(piece: str, text: str) -> bool:
    """A short group of digits, or of letters that are no word."""
    if piece.isdecimal():
        return len(piece) <= _LONGEST_GROUP
    small = text.islower()
    if len(piece) > _LONGEST_GROUP or not piece.isalnum() or not (small or piece.isupper()):
        return False
    if len(piece) <= _LETTERS_OF_A_NUMBER and piece.isupper() and not text.isupper():
        return True
    if len(piece) == 1:
        return piece not in "AIai"
    return not is_common(piece) and piece.lower() not in _short_words()


@cache
def _short_words() -> frozenset[str]:
    return word_list("no_initials") | word_list("function_words") | word_list("units")
