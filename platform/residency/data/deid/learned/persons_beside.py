"""Whether a person is meant by words that are a clinical term elsewhere, by what stands beside."""

from __future__ import annotations

import re

from residency.data.deid.phrases.deeds import acts
from residency.data.deid.phrases.name_signs import CREDENTIALS
from residency.data.deid.phrases.people import is_announced
from residency.data.deid.phrases.words import is_given

_FURTHEST = 48  # characters before a term in which what leads to a person stands
_TERMED = re.compile(
    r"\b(?:background|history|features|evidence) of [a-z ]{3,32} and\s$|"
    r"\b(?:(?:in keeping|consistent|compatible|diagnosed|associated|treated)\swith|"
    r"(?:classical|typical|suspicious|treated)\sfor|"
    r"(?:classical|typical|suggestive|history|features?|diagnosis|evidence)\sof|"
    r"(?:switched|changed|converted|allergic|reaction|response|intolerant)\sto)\s+"
    r"(?:a\s|an\s|the\s|possible\s|probable\s|likely\s)?$",
    re.IGNORECASE,
)
"""What leads to a disease or a drug, although a person may follow its last word elsewhere."""
_LEADS = re.compile(
    r"(?:\b(?:dr|mr|mrs|ms|miss|mx|prof|sir|sister|nurse|matron|pt|patient|"
    r"baby|twin|by|with|to|from|"
    r"per|via|cc|attn|fao|dear|re|for|d/w|dw|s/w|saw|seen|told|asked|called|rang|phoned|paged|"
    r"spoke|met|contact|contacted|informed|advised|consultant|surgeon|radiologist|registrar|"
    r"anaesthetist|assistant|operator|gp|brother|daughter|son|wife|husband|mother|father|mum|dad|"
    r"carer|partner|neighbour|neighbor|friend|aunt|uncle|name|surname|forename|signed|sig|"
    r"chaperone|interpreter|witness|colleague|team|and|bed|room|ward|bay|at|"
    r"in|under|u/c|call|hca|pc|physio|emailed|texted|copy|divorced|married|opposite|charge|"
    r"bed\s\d{1,3}[a-z]?)[.:]?)[ \t]*\n?[ \t]*(?:\(|[A-Z]\.?\s){0,2}$",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"[:#][ \t]*$")
_WORD_BEFORE = re.compile(r"(?<![^\W_])(?P<word>[^\W\d_]+)[ \n]$")
_AGED = re.compile(
    r"(?:['\u2019]s)?[ \t]*[,(]?[ \t]*(?:\d{1,3}[ \t]?(?:y|yo|yrs?|years?|m|"
    r"f|male|female)\b|[MF]\b|"
    r"\(?(?:ph|phone|tel|ext|bleep|pager|mobile|x\d+|sho|spr|cns|ot|physio|next of kin|nok|nbm|"
    r"bed|room|wife|husband|son|daughter|mother|father|mum|dad|partner|family|sister|brother|"
    r"carer|neighbour)\b|"
    r"aged?\b|dob\b|mrn\b|nhs\b|\(?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|(?-i:,[ \t]?[A-Z][a-z])|"
    r"(?:rang|phoned|called|came|attended|visited|wants|says|asked|kept|arrived|"
    r"left(?=\s(?:the|before|at)\b)|reviewed|saw|"
    r"attends|sees|gave|signed|reported|performed)\b)",
    re.IGNORECASE,
)


def is_person(text: str, start: int, end: int, *, labels: bool = True) -> bool:
    """Whether a title, a label, a relative, a given name or a deed makes a person of the words:
    "Seen by Watson-Jones", "Mr Hill-Sachs", "Taylor 77M"; with `labels` a colon as well."""
    before = text[max(0, start - _FURTHEST) : start]
    if _AGED.match(text, end) or CREDENTIALS.match(text, end) or acts(text, end):
        return True
    if _TERMED.search(before):
        return False
    if _LEADS.search(before) or is_announced(text, start):
        return True
    if labels and _LABELLED.search(before):
        return True
    word = _WORD_BEFORE.search(before)
    return word is not None and word["word"].istitle() and is_given(word["word"])
