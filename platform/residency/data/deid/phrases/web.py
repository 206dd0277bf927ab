"""Addresses of the internet: electronic mail, web pages, machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.safe_harbor import SafeHarbor

_SURE = (
    r"(?:com|org|net|edu|gov|mil|int|info|biz|health|care|clinic|hospital|doctor|"
    r"dental|online|site|app|dev|cloud|"
    r"tech|med|example|test|invalid|local|internal|lan|intranet|io|ai|co\.uk|"
    r"nhs\.uk|org\.uk|ac\.uk|gov\.uk|"
    r"(?:co|org|net|ac|gov|nic|edu|res)\.in|(?:gc|on|bc|ab|qc)\.ca|com\.au|co\.nz|"
    r"co\.za)"
)
_SHORT = r"(?:us|uk|ca|in|de|fr|eu|au|nz|ie|it|es|nl|ch|jp|cn|br|mx|me|tv|ly|to|be|gl)"
_LABEL = r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_TAIL = r"(?::\d{2,5})?(?:[/?#][^\s<>\"'\])}]*[\w/=&%#-])?"
_CLOSING = r"[^\s<>\"'\])},;]*[\w/=&%#-]"

_LOCAL = r"(?:(?<![\w.+'%-])[\w.+'%-]+|(?<=[.+'%-])[\w.+'%-]{1,64})"
"""What stands before "@": from where its signs begin, or 64 of them (RFC 5321, 4.5.3.1.1) from
behind one that is no letter. From every letter on, a long word would be read once a letter."""

_FORMS = (
    form(
        SafeHarbor.EMAIL,
        # no name of a top domain begins with a figure: "…@trust.org.uk.62-day" ends before it
        r"(?<![\w.+'%-])[\w.+'%-]{1,64}@\w[\w-]{0,62}(?:\.[a-z0-9][\w-]{0,62}){0,7}"
        r"\.[a-z][\w-]{0,62}",
    ),
    form(
        SafeHarbor.EMAIL,
        rf"{_LOCAL}\s?@\s?\w[\w-]{{0,254}}(?:\s?\.\s?[a-z0-9][\w-]{{0,254}})"
        rf"{{0,3}}?\s?\.\s?(?:{_SURE}|net)\b",
    ),
    form(
        SafeHarbor.EMAIL,
        r"(?<![\w.+%-])[\w.+%-]{1,64}\s?(?:\[at\]|\(at\)| at )\s?"
        r"[\w-]+\s?(?:\[dot\]|\(dot\)| dot )"
        r"\s?[\w-]+(?:(?:\[dot\]|\(dot\)| dot )[\w-]+)*",
    ),
    form(
        SafeHarbor.EMAIL,
        r"\b(?:e-?mail|email address)(?:\s*id)?\s*[:=]\s*(?P<id>[\w.+%-]+@[\w.-]+\w)",
    ),
    form(
        SafeHarbor.URL,
        rf"\b(?:https?|ftps?|sftp|file|dicom|dicomweb|wado|smb|ssh)\s?:\s?//{_CLOSING}",
    ),
    form(SafeHarbor.URL, rf"\bwww\d?\.{_CLOSING}"),
    form(SafeHarbor.URL, rf"(?<![\w@.-])(?:{_LABEL}\.){{1,8}}{_SURE}\b(?!\.?[a-z0-9]){_TAIL}"),
    form(SafeHarbor.URL, rf"(?<![\w@.-])(?:{_LABEL}\.){{2,8}}{_SHORT}\b(?![\w-]){_TAIL}"),
    form(
        SafeHarbor.URL,
        rf"(?<![\w@.-])(?:{_LABEL}\.){{1,8}}{_SHORT}(?::\d{{2,5}})?/[^\s<>\"'\])}}]*\w",
    ),
    form(
        SafeHarbor.URL,
        r"\b(?:website|web ?site|url|homepage|portal|web|visit|see|at|on|via|link|"
        r"host)(?:\s*[:=])?\s*"
        rf"(?P<id>(?:{_LABEL}\.){{1,8}}{_SHORT})(?![\w-])",
    ),
    form(
        SafeHarbor.URL,
        r"(?:twitter|facebook|instagram|linkedin|handle|skype|whatsapp|telegram)"
        r"(?:\s*(?:id|handle))?\s*[:=]\s*(?P<id>@?[\w./-]+\w)",
    ),
    form(SafeHarbor.URL, r"(?<![\w.])(?P<id>@[a-z_][a-z0-9_]{3,})\b"),
)
_FOUR = re.compile(
    r"(?<![\w.])(?:\d{1,3}\s?\.\s?){3}\d{1,3}(?::\d{2,5})?(?:/\d{1,2})?(?![\w]|\.\d)"
)
_LEADS = re.compile(r"\b(?:ip|from|host|address|server)\W{0,3}$", re.IGNORECASE)
_SIX = re.compile(
    r"(?<![\w:.])\[?(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{1,4}|(?:\d{1,3}\.)"
    r"{3}\d{1,3}|(?=[\s,;)\]/.]|$))(?:%\w+)?\]?(?:/\d{1,3})?",
    re.IGNORECASE,
)
_MAC = re.compile(r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b", re.IGNORECASE)


def find(text: str) -> Iterator[Span]:
    """Mail addresses, web addresses with and without scheme, addresses of machines."""
    yield from spans_of(_FORMS, text)
    for found in _FOUR.finditer(text):
        octets = found.group().replace(" ", "").split(":")[0].split("/")[0].split(".")
        parted = set(re.findall(r"\s?\.\s?", found.group()))  # "slice 3/0.3. 1.5 T" is no address
        if (
            all(int(octet) < 256 for octet in octets)
            and (
                len(parted) == 1 or _LEADS.search(text[max(0, found.start() - 12) : found.start()])
            )
            and not _is_version(found)
        ):
            yield Span(found.start(), found.end(), SafeHarbor.IP)
    for found in _SIX.finditer(text):
        # "2001:db8::1: no answer": the last colon is the sentence's, or part of "::"
        for written in (found.group(), found.group().removesuffix(":")):
            if _is_address(written):
                yield Span(found.start(), found.start() + len(written), SafeHarbor.IP)
                break
    for found in _MAC.finditer(text):
        yield Span(found.start(), found.end(), SafeHarbor.DEVICE)


def _is_version(found: re.Match[str]) -> bool:
    before = found.string[max(0, found.start() - 10) : found.start()].lower()
    return re.search(r"(?:\bv|ver|version|release|section|table|fig)[\s.:]*$", before) is not None


def _is_address(written: str) -> bool:
    try:
        ip_address(written.strip("[]").split("/")[0].split("%")[0].rstrip("]"))
    except ValueError:
        return False
    return True
