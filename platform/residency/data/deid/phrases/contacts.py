"""Telephone, pager and fax numbers, with and without a label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.safe_harbor import SafeHarbor

_STOP = r"\.(?!\s)|\.(?=\s?\d{2,4}(?![\w/]))"
"""A full stop before a space ends the sentence, unless a group of digits follows: no "18G"."""
_SIGN = rf"(?:[\d\s()+/\u2013-]|{_STOP})"
_NUMBER = rf"(?:\+|00)?\(?\d{_SIGN}{{2,22}}\d"
_EXT = r"(?:[\s,;]*(?:\(?\s*(?:ext(?:ension|n)?|xtn|x|#)\.?\s*[:#.]?\s*\d{1,6}\)?))?"
_IS = (
    r"\s*(?:(?:no|num|number|nos|numbers|line|contact|home|work|mobile|office|day|"
    r"evening|direct|is|at|on|of|or|to|via|was|us|me)\b\.?|[:#=.()/-]|\*)*\s*"
)
_FAX = r"\b(?:fax(?:ed|simile)?|facsimile|telefax|tele-?fax)"
_PHONES = (
    r"(?:tele?phones?|tel|phones?|phone|ph|cell(?:ular|phone)?|mobile|mob|"
    r"landline|pagers?|paged?|beeper|bleep(?:ed)?|bleeps|"
    r"call(?:ed|ing)?(?: back)?|callback|contact(?:ed|able)?|reach(?:ed|able)?|"
    r"ring|rang|dial(?:led|ed)?|text(?:ed)?|"
    r"extensions?|extn|ext|xtn|hotline|helpline|switchboard|direct(?: line)?|"
    r"vocera|whatsapp|sms|voicemail|"
    r"phoned|telephoned|toll[- ]free|ascom|dect|spectralink|p|t|m|c|h|w|o)"
)


def _enough(found: re.Match[str]) -> bool:
    """A number of at least 3 digits that is no clock time, date or measurement."""
    written, after = found.group("id"), found.string[found.end("id") : found.end("id") + 8]
    digits = re.sub(r"\D", "", written)
    unit = re.match(
        r"\s*(?:mm|cm|mg|ml|%|hours?|hrs?|h\b|am\b|pm\b|days?|weeks?|years?|times|"
        r"minutes|:\d)",
        after,
        re.I,
    )
    year = re.fullmatch(r"(?:19|20)\d\d", written)
    return len(digits) >= 3 and unit is None and year is None


_LEVEL = re.compile(r"[Tt](?:1[0-2]|[1-9])[-/](?:1[0-2]|[1-9])\s\(")
"""A disc and what is told of it: "T10/11 (6/2022, Mr Hall)"."""


def _short_label(found: re.Match[str]) -> bool:
    """One letter labels only what has the length of a number: "T: 555-0100", not "T 98.6"."""
    label = found.group("label").lower()
    if _LEVEL.match(found.string, found.start("label")):
        return False
    digits = len(re.sub(r"\D", "", found.group("id")))
    return _enough(found) and (len(label) > 1 or digits >= 7)


def _ringing(found: re.Match[str]) -> bool:
    """ "pager 4471", "page ID 8057"; "page 312" of a book has three figures at the most."""
    digits = len(re.sub(r"\D", "", found.group("id")))
    of_a_book = re.match(r"page(?:\s|$)", found.group(), re.IGNORECASE) is not None
    return digits > 3 or not of_a_book


_FORMS = (
    form(SafeHarbor.FAX, rf"{_FAX}{_IS}(?P<id>{_NUMBER}{_EXT})", _enough),
    form(
        SafeHarbor.FAX,
        rf"\b(?P<label>f)[:.]?\s*(?P<id>{_NUMBER})",
        lambda found: _short_label(found),
    ),
    form(SafeHarbor.FAX, rf"(?P<id>{_NUMBER})\s*\(?\s*(?:fax|facsimile|\(f\))", _enough),
    form(SafeHarbor.PHONE, rf"\b(?P<label>{_PHONES}){_IS}(?P<id>{_NUMBER}{_EXT})", _short_label),
    form(
        SafeHarbor.PHONE,
        rf"(?P<id>{_NUMBER})\s*\(?\s*(?:cell|mobile|home|work|phone|office|tel|pager|"
        r"voice)\b",
        _enough,
    ),
    # bare, as they are written in North America, Britain, India and abroad
    form(
        SafeHarbor.PHONE,
        rf"(?<![\w.+-])(?:\+?1[\s.-]{{0,2}})?\(?\d{{3}}\)"
        rf"?[\s.-]{{0,3}}\d{{3}}\s?[\s.-]{{1,2}}\d{{4}}(?![\w]|[.-]\d){_EXT}",
    ),
    form(SafeHarbor.PHONE, rf"(?<![\w./])\d{{3}}\s?/\s?\d{{3}}[-.\s]\d{{4}}(?!\d){_EXT}"),
    form(SafeHarbor.PHONE, rf"(?<![\w.+-])\(\d{{3}}\)\s?\d{{3}}[\s.-]?\d{{4}}(?!\d){_EXT}"),
    form(SafeHarbor.PHONE, rf"(?<![\w.+/-])\d{{3}}[-\u2013.]\s?\d{{4}}(?![\w]|[./-]\d){_EXT}"),
    form(
        SafeHarbor.PHONE,
        rf"(?<![\w.])(?:\+|\b00)\s?\d{{1,3}}[\s().-]*\d(?:[\d\s()-]|{_STOP}){{5,16}}\d(?!\d){_EXT}",
    ),
    form(
        SafeHarbor.PHONE,
        rf"(?<![\w.+-])\(?0\d{{2,5}}\)?[\s-]{{0,2}}\d{{2,8}}(?:[\s-]\d{{3,5}})"
        rf"{{0,2}}(?!\w|[.]\d){_EXT}",
        lambda found: len(re.sub(r"\D", "", found.group())) >= 9,
    ),
    form(SafeHarbor.PHONE, rf"(?<![\w.+-])[6-9]\d{{4}}[\s-]?\d{{5}}(?!\w|\.\d){_EXT}"),
    form(
        SafeHarbor.PHONE,
        r"\b(?:ext(?:ension|n)?|xtn|bleep(?:ed)?|bleeper|pagers?|pgr|beepers?|bpr|paged?|paging|"
        r"page (?:id|him|her|me|us|on-?call|operator|team)|pager id|vocera|ascom)\b\.?"
        r"[\s(]*(?:(?:no|num|number|nos|id|code|is|at|on|to|via|of|for|the|team|fellow|resident)\b"
        r"\.?[\s(]*|[#:=,-]\s*){0,4}(?P<id>(?:#|x|p)?\d[\d-]{2,6}\d?)(?!\d|\.\d|\s?(?:of|mg|ml|"
        r"mm)\b)",
        lambda found: _ringing(found),
    ),
    form(
        SafeHarbor.PHONE,
        r"(?<![\w])x\s?(?P<id>\d{4,6})\b(?!\s?(?:mm|cm|px|pixels|matrix))",
        lambda found: (
            not re.search(r"\d\s*$", found.string[max(0, found.start() - 3) : found.start()])
        ),
    ),
    form(
        SafeHarbor.PHONE,
        r"\b(?:call|dial|paged?|bleep|ring|contact|reach(?:ed)?|at|on|phone|tel)"
        r"\s+(?:\w+\s+){0,3}?(?P<id>[2-9]-\d{4})\b",
    ),
    form(
        SafeHarbor.PHONE,
        r"\b(?:paged?|paging|bleep(?:ed)?|beeped|call(?:ed)?|ring|contact|phone)\s+(?:[\w.'\u2019-]+\s+){1,4}?"
        r"\(?(?:at |on |via )?(?P<id>[#x]?\d{3,5}(?:-\d{4})?)(?=\s*\)|\s*(?:[.;,](?!\d)|$|\n)|"
        r"\s+(?:if|for|re|about|regarding|when|with)\b)",
    ),
    form(
        SafeHarbor.PHONE,
        r"\b1[-.\s]8(?:00|88|77|66|55|44|33)[-.\s](?=[A-Z0-9-]*[A-Z])"
        r"[A-Z0-9]+(?:-[A-Z0-9]+)*\b",
    ),
)


def find(text: str) -> Iterator[Span]:
    """Numbers that ring somewhere."""
    yield from spans_of(_FORMS, text)
