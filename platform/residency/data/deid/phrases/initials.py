"""Initials of people: of who dictated, typed, signed, of patients and of nurses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.words import is_common, word_list
from residency.data.deid.safe_harbor import SafeHarbor

_NAME = SafeHarbor.NAME
_ORDINARY = word_list("function_words")
_LETTERS = r"(?:[A-Z]{2,3}|[a-z]{2,3})"
_DOTTED = r"(?:[a-z]\.[ \t]?){1,3}[a-z]\.?(?![\w\u2019'])"
_ACTS = (
    r"(?:dictated|transcribed|typed|signed|verified|approved|finali[sz]ed|reviewed|entered|"
    r"scribed|initial+ed|checked|read|reported|performed|collected|drawn|witnessed|recorded|"
    r"authenticated|electronically signed|interpreted|administered|given|done|edited|released)"
)
_WHO = (
    r"(?:participant|volunteer|proband|initials?(?: of [a-z ]{2,20})?|technologist|tech|scribe|"
    r"operator|oper|nurse|staff|rn|"
    r"lpn|np|pa|md|radiologist|rad|patient|pt|pat|mr|mrs|ms|miss|dr|subject|client|reader|"
    r"(?:first|second|third) reader|sonographer|rdg|radiographer|attending|resident|consultant|"
    r"registrar|fellow|author|collector|phlebotomist|dict|trans|transcriptionist|typist|"
    r"secretary|dictator|examiner|reviewer|witness|observer|rater|user|by|dictating|editor|"
    r"ref|req|physician|provider|clinician|therapist|caller|recorder|signature|sig|sgd)"
)
_MEASURE = re.compile(r"\s(?:scores?|scale|index|grade|stage|class|ratio)\b")
_MEASURED = re.compile(r"[^\W\d_]+\.\s+[A-Z]{3}")
"""An abbreviation that begins a sentence, before a measure: "RN. VIP score 0"; not "by JD"."""
_ANSWERED = re.compile(r"[A-F]\.\s+[QA]", re.IGNORECASE)
"""A grade, and the letter of a question or an answer behind it: "Child-Pugh A. Q: ..."."""
_WRITES = (
    r"(?:dictated|transcribed|typed|signed|verified|approved|finali[sz]ed|entered|scribed|"
    r"checked|reported|authenticated|edited|recorded|reviewed)"
)
_HEADS = re.compile(
    r"\b(?:procedure|operation|operative|theatre|surgery|surgical|consent|op)(?:[ ]note)?[ ]?$",
    re.IGNORECASE,
)
_OPERATIONS = re.compile(
    r"TKA|TKR|THA|THR|UKA|UKR|TSA|OGD|EGD|CEA|MVR|AVR|ACL|MUA|EUA|TAH|BSO|"
    r"DHS|AVF|TEP|ERCP|PCI|ESS",
)
_READERS = re.compile(
    r"GP|PT|OT|ED|ER|CT|MR|US|NP|PA|RN|MD|IR|AI|GI|ID|NM|CN|SW|HV|DN|IT",
)
"""Roles, departments and machines of two letters, whom somebody asks and who report."""
_INITIALS = (
    # Dictated by JKL; Tech: PR; reader = BW; typist ab
    form(
        _NAME,
        rf"\b(?:{_ACTS}\s+(?:by|per|for)\s*[:=(-]?|initials?\b\s*[:=(-]?|{_WHO}\s*[:=])"
        r"[ \t]*(?P<id>[a-z]{2,3})(?![\w\u2019'^-]|,\s?[A-Z][a-z]|[.]?\s?[:/=]\s?\w)",
        lambda found: _letters(found) and _one_case(found),
    ),
    form(
        _NAME,
        r"\b(?:dictator|dictated|typed|typist|transcriptionist|transcriber|transcribed|scribe|"
        r"initials|"
        r"addendum|addended|checked|verified)\b(?:\s+(?:by|per))?\s*[:=]?\s*(?P<id>[a-z]{2,3})"
        r"(?=\s*(?:[,;:.|)\n]|$|\d|job\b|on\b|for\b|dd\b|dt\b))",
        lambda found: (
            _one_case(found) and found.group("id").lower() not in word_list("function_words")
        ),
    ),
    form(
        _NAME,
        r"[.!?]\s*[-\u2013\u2014/~]\s?(?-i:(?P<id>[A-Z]{2,3}))(?=\s+[A-Z][a-z]|\s*$|\s*\n)",
        lambda found: _letters(found),
    ),
    form(
        _NAME,
        rf"\b(?:{_WHO}|by|per|d/w)\b\s*[:=.(#-]?\s*(?-i:(?P<id>[A-Z]{{2,3}}))"
        r"(?![\w\u2019'/-])(?!\s*[:/]\s*\w+ )",
        lambda found: _strange_letters(found),
    ),
    # Reported by AF: no rhythm writes a report
    form(
        _NAME,
        rf"\b(?:{_WRITES}\s+by\s*[:=]?|d/w)\s*(?-i:(?P<id>[A-Z]{{2}}))(?=\s*(?:[.,;|)\n]|$))",
        lambda found: _READERS.fullmatch(found.group("id")) is None,
    ),
    # transcribed: abc
    form(
        _NAME,
        r"\b(?:transcribed|typed|dictated|entered|scribed|initialled|initialed)(?: by)?"
        r"[\s:]+(?P<id>[a-z]{2,3})(?![\w\u2019'-])(?=\s+on\b|\s*[,;.|)\n\d]|\s*$)",
        lambda found: _letters(found),
    ),
    # Verified 03/12/2026 14:02 JRG
    form(
        _NAME,
        rf"\b{_ACTS}\b[^\n]{{0,40}}\d[ \t]+(?:(?:hrs?|am|pm)[ \t]+)?(?P<id>[a-z]{{2,3}})"
        r"(?=[ \t]*(?:$|\n|[.;|]))",
        lambda found: (
            _letters(found)
            and found.group("id") not in word_list("units")
            and found.group("id").lower() not in word_list("units")
        ),
    ),
    # D: NT T: vwg;  DD: JS  DT: ab;  D/JS T/ab
    form(
        _NAME,
        r"(?<![\w])(?:d|dd|dict)\s?[:/]\s?(?P<id>[a-z]{2,3}|"
        + _DOTTED
        + r")(?=[\s,;/]+(?:t|td|dt|trans)\s?[:/])",
    ),
    form(
        _NAME,
        r"(?<![\w])(?:t|d|dd|dt|td|tr|tid|trans|dict|job)\s?[:/]\s?(?P<id>[a-z]{2,3}|"
        + _DOTTED
        + r")(?![\w\u2019'-])(?=\s*(?:$|\n|[;,|/]|[a-z]{1,3}\s?[:/]|\d{1,4}[/.-]\d{1,2}[/.-]))",
        lambda found: _letters(found) and _one_case(found),
    ),
    # JD/ab, JD:ab
    form(
        _NAME,
        r"(?<![\w/.:-])(?P<id>[A-Z]{2,4}[/:][a-z]{2,4})(?![\w/:-])",
        lambda found: not _views(found),
        exact=True,
    ),
    form(
        _NAME,
        rf"(?:^|\n)[ \t]*(?P<id>{_LETTERS}\s?[/:]\s?{_LETTERS})(?=[ \t]*(?:$|\n|\d|\||;|,|cc\b|"
        r"CC\b|D:|T:|d:|t:))",
        lambda found: not _views(found),
        exact=True,
    ),
    # -- JKL, ~jk, [JK] at the end of a line
    form(
        _NAME,
        r"(?:--|\u2014|\u2013|~|\n-|\s-|[.;,] ?/|\[)[ \t]?(?-i:(?P<id>[A-Z]{2,3}))"
        r"(?=\]?[ \t]*(?:$|\n|,?\s*(?:MD|RN)))",
        lambda found: _letters(found) and not _heads_an_operation(found),
    ),
    form(
        _NAME,
        r"[.!?]\s+[-\u2013\u2014/~]+\s?(?P<id>[a-z]{2,3})(?=\s*(?:$|\n))",
        lambda found: _letters(found),
    ),
    # Nursing note (JK):
    form(
        _NAME,
        r"\b(?:note|addendum|entry|comment|update|shift|handover|reader|re-?read|review|rn|"
        r"nurse|nursing|tech|resident|report)\s*\(\s*(?P<id>[a-z]{2,3})\s*\)",
        lambda found: _letters(found),
    ),
    # J.D., J. D., (R.S.), J.R.S.
    form(
        _NAME,
        rf"(?<![\w./])(?<!\d )(?P<id>{_DOTTED})(?!\s?(?:daily|\d+\s?(?:mg|ml|units)))",
        lambda found: _dotted(found),
    ),
    form(
        _NAME,
        rf"\b(?:rn|lpn|np|pa|md|tech|by|per|with|nurse|pt|patient|"
        rf"initials)\b[.,:]?\s*\(?(?P<id>{_DOTTED})"
        r"(?=\s*(?:[,;)\n]|$|at\b|on\b|to\b|was\b|and\b|is\b|today|\d))",
        lambda found: found.string.islower() or found.group("id")[0].isupper(),
    ),
    form(
        _NAME,
        rf"(?<![\w.])(?P<id>{_DOTTED})(?=,?\s(?:md|m\.d|rn|np|pa-c|do|frcr|crna)\b)",
    ),
    # Dr. K., Mr B, patient K.; initials J D, J-D
    form(
        _NAME,
        r"\b(?:dr|mrs?|ms|miss|prof|nurse|patient|pt|baby|subject|sister|brother|matron)\b"
        r"\.?\s(?-i:(?P<id>[A-Z](?:\.[ ]?[A-Z])?))(?:\.(?!\d)|(?=[\s,;)'\u2019:](?!&|\d)|$))"
        r"(?!\s?[&+]|\s?\d)",
        lambda found: _one_letter(found),
    ),
    form(_NAME, r"\b(?:dr|mrs?|ms|prof)\b\.?\s(?P<id>[a-z])\.(?!\w)"),
    form(_NAME, r"\binitials?\b[\s:=]*(?:are|is)?\s*(?P<id>[a-z](?:[.\s-]{1,2}[a-z]\b){1,3})"),
)


def _one_case(found: re.Match[str]) -> bool:
    """ "KL" and "kl", not "Ed" of "Ed Hale": that is read as a name."""
    written = found.group("id")
    return written.isupper() or written.islower()


def _letters(found: re.Match[str]) -> bool:
    """Letters that something announces: any but the abbreviations that stand there too."""
    written = found.group("id").lower().replace(".", "").replace(" ", "")
    return written not in word_list("no_initials") | word_list("function_words")


def _strange_letters(found: re.Match[str]) -> bool:
    """Letters after a word that other abbreviations follow as well: none that reports use."""
    measured = _MEASURED.fullmatch(found.group()) is not None
    if measured and _MEASURE.match(found.string, found.end("id")):
        return False
    return _letters(found) and not is_common(found.group("id"))


def _dotted(found: re.Match[str]) -> bool:
    """Letters with dots that are no abbreviation; small ones where the text has no capitals."""
    written = found.group("id")
    if _ANSWERED.fullmatch(written) and found.string[found.end() : found.end() + 1] == ":":
        return False
    letters = written.replace(".", "").replace(" ", "").replace("\t", "")
    spaced = " " in written.strip()
    if not spaced and letters.lower() in word_list("abbreviations_with_dots"):
        return False
    if not letters.isupper() and not found.string.islower():
        return False
    if spaced and found.string[found.end() : found.end() + 1].isalpha():
        return False
    return written.count(".") >= len(letters) - 1


def _one_letter(found: re.Match[str]) -> bool:
    """A letter that stands for a name, in a text whose capitals tell something."""
    flat = found.string.isupper()
    titled = re.match(r"(?:dr|mrs|ms|miss|prof|mr\.)", found.group(), re.IGNORECASE) is not None
    return titled or (not flat and found.group().rstrip().endswith("."))


def _heads_an_operation(found: re.Match[str]) -> bool:
    """ "Procedure note - TKA": an operation, where a heading names one."""
    before = found.string[max(0, found.start() - 24) : found.start()]
    return _HEADS.search(before) is not None and _OPERATIONS.fullmatch(found["id"]) is not None


def _views(found: re.Match[str]) -> bool:
    """ "PA/lat", "CT/pet": both are abbreviations of reports."""
    written = found.group("id")
    parts = re.split(r"\W+", written.lower())
    known = word_list("no_initials")
    if written.isupper():
        known |= word_list("abbreviations")
    return all(part in known or is_common(part) for part in parts) and any(
        part in known or len(part) > 3 for part in parts
    )


def find(text: str) -> Iterator[Span]:
    """Initials by what announces them, and by where in a line they stand."""
    yield from spans_of(_INITIALS, text)
