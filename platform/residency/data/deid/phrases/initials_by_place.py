"""Initials that nothing announces: by the place where people write theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases import letters
from residency.data.deid.safe_harbor import SafeHarbor

_SCORE = 0.6
_TWO = r"[^\W\d_]{2,3}"
_DOTTED = r"(?:[^\W\d_]\.\s?){1,3}[^\W\d_]\.?"
_PAIR = rf"{_TWO}(?:[:/]|\s/\s){_TWO}"
_WHOSE = rf"(?P<id>{_PAIR}|{_DOTTED}|{_TWO})(?![\w'\u2019-])"
_OVER = r"(?=[ \t]*(?:[.;,)\]|][ \t]*)?(?:\n|$)|\s*[.;)\]|])"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_DATE = (
    r"(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}-\d{1,2}-\d{2,4}|\d{1,2}\.\d{1,2}\.\d{2,4}|"
    r"\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|(?:19|20)\d{6}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?[\s-](?:of\s)?{_MONTH}\.?(?:[\s,-]+\d{{2,4}})?|"
    rf"{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?)"
)
_TIME = r"(?:\d{1,2}[:.h]\d{2}(?::\d{2})?|\d{4})\s?(?:hrs?|h|[ap]\.?\s?m\.?|z)?"
_ACTS = (
    r"(?:signed|sgd|initial+ed|dictated|transcribed|typed|scribed|entered|witnessed|"
    r"authenticated|verified|recorded|"
    r"checked|re-?checked|drawn|collected|administered|given|changed|phoned|telephoned|paged|"
    r"called|faxed|rung|reported|"
    r"read|re-?read|notified|informed|removed|inserted|placed|done|performed|reviewed|seen|"
    r"assessed|taken|dispensed|"
    r"authori[sz]ed|auth|ordered|placed|booked|scheduled|sent|received|released|accepted|faxed|"
    r"emailed|counted|reconciled|flushed|completed|updated|logged|prepared|printed|scanned|"
    r"attested|obtained|swapped|replaced)"
)
_SIGNS = (
    r"(?:signed|sgd|initial+ed|dictated|transcribed|typed|scribed|authenticated|attested|"
    r"auth(?:ori[sz]ed)?|entered)"
)
_PERSONAL = (
    r"(?:npo|nbm|states|stated|reports|denies|denied|c/o|complains|complained|slept|sleeping|"
    r"ate|eating|refused|refuses|resting|"
    r"ambulated|voided|walked|feels|felt|lives|says|said|tearful|upset|cooperative|sat|called|"
    r"phoned|asked|asks|requests)"
)
_STATES = (
    r"(?:is|was|has|had|npo|nbm|states?|stated|reports?|reported|denies|denied|c/o|complains|"
    r"complained|slept|sleeping|ate|eating|"
    r"refused|refuses|remains|remained|resting|alert|awake|asleep|needs|wants|wanted|came|seen|"
    r"admitted|tolerated|tolerating|ambulated|"
    r"voided|due|stable|comfortable|continues|continued|asking|asked|requests|requested|walked|"
    r"calm|afebrile|settled|transferred|"
    r"will|did|does|feels|felt|lives|went|got|goes|says|said|called|presented|presents|"
    r"underwent|received|awaiting|drowsy|confused|"
    r"anxious|tearful|upset|cooperative|sat|oriented|orientated|doing)"
)
_HANDS = (
    r"(?:cut-?up|grossed|annotat(?:or|ed)|minutes(?: taken)?|clerk|cod(?:er|ed)|typ(?:ed|ist)|"
    r"dispens(?:ed|er)|abstract(?:or|ed)|curator|auditor|filed|indexed|keyed|transcrib(?:ed|er)|"
    r"dictat(?:ed|or)|scrib(?:e|ed)|initials|countersigned|sonographer|radiographer|technologist|"
    r"phlebotomist|drawn|verifier|minute-?taker|note-?taker|interviewer|enumerator|data entry|"
    r"entered|logged|sign-?off)"
)
_THINGS = (
    r"(?:labell?ed|marked|engraved|done|merged|closed|next case|case|intervention|owner|reviewed|"
    r"checked|counted|witness(?:ed)?|booked|rung|archived|resolved|pharmacist|night staff|"
    r"day staff|on duty|pharmacist intervention)"
)
_CREDENTIAL = (
    r"(?:M\.?D|R\.?N|D\.?O|N\.?P|P\.?A(?:-C)?|L\.?P\.?N|L\.?V\.?N|C\.?N\.?A|"
    r"C\.?R\.?N\.?A|A\.?R\.?N\.?P|RT\(?R?\)?|PharmD|R\.?Ph|DPT|OTR|RRT|MSW|LCSW|FRCR|FACR|MBBS|"
    r"FRCS|MRCP)"
)


def _place(
    pattern: str, holds: Callable[[re.Match[str]], bool]
) -> tuple[re.Pattern[str], Callable[[re.Match[str]], bool]]:
    return re.compile(pattern, re.IGNORECASE), holds


_PLACES = (
    # 9/3/18 NND; t: 07/02/2015 EMV; at 10:01, mwb.
    _place(
        rf"(?<![\w/.:-])(?:{_DATE}|{_TIME})\s?[,;|]?\s+(?:by\s+)?{_WHOSE}{_OVER}", letters.signs
    ),
    _place(
        rf"(?<!\w)(?:d|t|dd|dt|td|tr|dict|trans)\s?[:/]\s?{_DATE}(?:\s+{_TIME})?\s+{_WHOSE}"
        rf"(?=[ \t]*(?:\n|$))",
        letters.anything,
    ),
    # / FSZ Oct. 16, 2019
    _place(rf"(?<=[/,:;|-])\s?{_WHOSE}(?=\s+{_DATE})", letters.signs),
    # Clerk MR; Minutes: KRC, circulated; Cut-up RE; Annotator DTC: what one person's hand does
    _place(
        rf"\b{_HANDS}\b(?:\s+by)?(?:\s*[:=])?\s+(?-i:(?P<id>[A-Z]{{2,3}}|[A-Z]{{2,3}}/[A-Za-z]{{2,3}}))"
        rf"(?![\w'\u2019-])(?=\s*(?:[.;,:/)|\n]|$|{_DATE}))",
        letters.by_a_hand,
    ),
    _place(
        rf"\b{_HANDS}\b(?:\s+by)?(?:\s*[:=])?\s+{_WHOSE}(?=\s*(?:[.;,)|\n]|$|{_DATE}))",
        letters.signs,
    ),
    _place(
        rf"\b{_THINGS}\b(?:\s*[:=])?\s+{_WHOSE}(?=\s*(?:[.;,:)|\n]|$|{_DATE}))", letters.strange
    ),
    # Rao / TO / 09/30/13; a last line of letters and a date
    _place(
        rf"(?<=[a-z.] / )(?P<id>[A-Za-z]{{2,3}})(?=\s*/?\s*{_DATE}[ \t]*(?:\n|$))",
        letters.by_a_hand,
    ),
    _place(rf"(?:^|(?<=\n))[ \t]*(?P<id>[A-Za-z]{{2,3}})(?=[ \t]+{_DATE}\s*$)", letters.by_a_hand),
    # subj 12-5442-U  (PK)
    _place(
        rf"\b(?:subj(?:ect)?|participant|volunteer|patient|pt|screening|randomi[sz]ation|enrollee)\b\.?"
        rf"\s+(?:(?:no|id|number)\b\.?\s*)?(?=[\w./-]{{0,12}}\d)[\w./-]{{3,20}}\s{{0,3}}[(\[]\s?"
        rf"{_WHOSE}\s?[)\]]",
        letters.anything,
    ),
    # signed SF; /s/ SF
    _place(rf"/s/\s*{_WHOSE}", letters.anything),
    _place(
        rf"\b{_SIGNS}\b(?:\s+by)?(?:\s*[:,])?\s+{_WHOSE}(?=\s*(?:[.;,)\n|]|$|at\b|on\b|over\b|for\b|"
        rf"\d))",
        letters.signs,
    ),
    # read back, LND; changed 14 May by xps
    _place(
        rf"\b{_ACTS}\b(?:\s+by)?(?:\s*[:,])?\s+{_WHOSE}(?=\s*(?:[.;,)\n|]|$|at\b|on\b|over\b|for\b|"
        rf"during\b|after\b|before\b|\d))",
        letters.strange,
    ),
    _place(rf"\b{_ACTS}\b[^\n.;|]{{0,50}}?\b(?:by|per)\s+{_WHOSE}{_OVER}", letters.by_somebody),
    _place(rf"\bread[\s-]?back\b[^\n.;|]{{0,20}}?[,;(-]\s*{_WHOSE}{_OVER}", letters.signs),
    _place(
        r"\b(?:(?:verified|checked|reviewed|discussed|confirmed|counted|seen|spoke|talked|"
        r"reported|given|handed|endorsed|passed|"
        r"signed|hand-?off|hand-?over|report|care)(?:\s+(?:off|out|over|given|on))?\s+(?:with|"
        r"w/|to|by)|d/w|s/w|spoke w)\s+"
        rf"(?-i:{_WHOSE})(?!\s+(?-i:[A-Z][a-z]))",
        letters.told,
    ),
    _place(rf"\b(?:by|per|with|d/w|w/|via)\s+{_WHOSE}{_OVER}", letters.strange),
    # (HAF), (kth), (DMB:gap), [JK]
    _place(rf"[(\[]\s?{_WHOSE}\s?[)\]]", letters.no_definition),
    _place(rf"\d[\w./-]{{3,20}}\s?[(\[]\s?{_WHOSE}\s?[)\]]", letters.signs),
    # 279-580 | TE | M
    _place(
        rf"\d[\w-]{{0,24}}(?:\s*\|\s*|[^\S\t]*\t\s*){_WHOSE}(?=\s*(?:[|\t]|\n|$))",
        letters.in_a_cell,
    ),
    _place(rf"[|\t][^\S\t]*{_WHOSE}(?=\s*(?:[|\t]|\n|$))", letters.strange),
    # EG npo from midnight; KB: slept well
    _place(rf"(?:^|(?<=\n)|(?<=[.;]\s))[ \t>*-]*{_WHOSE}(?=,?\s+{_STATES}\b)", letters.strange),
    _place(rf"(?:^|(?<=\n)|(?<=[.;:]\s))[ \t>*-]*{_WHOSE}(?=,?\s+{_PERSONAL}\b)", letters.signs),
    _place(
        rf"(?:^|(?<=\n)|(?<=[.;:]\s))[ \t>*-]*(?P<id>{_DOTTED})(?=,?\s+(?:{_PERSONAL}|"
        rf"{_STATES})\b)",
        letters.signs,
    ),
    _place(
        rf"\b(?:participant|volunteer|proband|candidate|enrollee|twin|recipient|"
        rf"donor)\s+(?-i:{_WHOSE})(?=\s*[,;(:|]|\s+{_STATES}\b)",
        letters.signs,
    ),
    # RE: M.S., MRN; Pt: JK; cc: KLM, JD
    _place(
        rf"\b(?:re|(?<!\w)subject|witness|verifier|checker|recorder|assistant|surgeon|"
        rf"circulator|scrub|reader|user|observer|pt|patient|name|client|regarding|initials?|"
        rf"init|author|scribe|cc|bcc|from|to|attn|sig|signature|tech|rn|nurse|"
        rf"typist)\.?\s*[:#=]\s*{_WHOSE}(?=\s*(?:[,;|(\n]|$))",
        letters.signs,
    ),
    _place(
        rf"\b(?:re|cc|bcc|subject|signed|by|per|"
        rf"initials?)\b\.?(?:\s*:)?\s*(?P<id>{_DOTTED})(?![\w'\u2019-])",
        letters.signs,
    ),
    _place(
        rf"\b(?:verifier|witness|typist|scribe|transcriptionist|transcriber|recorder|"
        rf"phlebotomist|collector|sonographer|technologist|checker|reader|"
        rf"tech)\s+(?-i:{_WHOSE})(?!\s+(?-i:[A-Z][a-z]))",
        letters.told,
    ),
    _place(
        rf"\b(?:pt|patient|baby|mr|mrs|ms|miss|dr|nurse|"
        rf"sister)\b\.?\s+(?P<id>{_DOTTED})(?![\w'\u2019-])",
        letters.signs,
    ),
    _place(rf"(?:^|(?<=\n))[ \t]*\[\s?{_WHOSE}\s?\]", letters.signs),
    # KB, RN; JM RN
    _place(rf"(?<![\w.'\u2019-]){_WHOSE},\s?(?-i:{_CREDENTIAL})(?!\w)", letters.signs),
    _place(
        rf"(?<![\w.'\u2019-]){_WHOSE}\s(?-i:{_CREDENTIAL})(?=\s*(?:[,;.)\n|]|$|\d|at\b))",
        letters.strange,
    ),
    # Dr. KLM
    _place(
        r"\b(?:dr|mr|mrs|ms|miss|prof)\b\.?\s(?-i:(?P<id>[A-Z]{2,3}))(?![\w'\u2019-])",
        letters.signs,
    ),
    # the last word of a text, or of a line, behind a full stop: "No change. JK"
    _place(
        rf"[.!?]\s+[-\u2013\u2014/~]*\s?{_WHOSE}(?=[ \t]*(?:\.[ \t]*)?(?:\n|$))", letters.closes
    ),
    # a line of nothing else
    _place(rf"(?:^|(?<=\n))[ \t>*~/\u2013\u2014-]*{_WHOSE}[ \t]*(?=\n|$)", letters.strange),
    # JD:kl, TMA/fpe at the end of a line or a sentence
    _place(
        r"(?<![\w/.:-])(?P<id>(?-i:[^\W\d_a-z]{2,3}\s?[:/]\s?[^\W\d_]{2,3}))"
        r"(?![\w/:'\u2019-])(?=\s*(?:[.;,)\]|]|\n|$))",
        letters.strange,
    ),
)


def find(text: str) -> Iterator[Span]:
    """Two or three letters, alone or in a pair, where a person's initials are written."""
    for pattern, holds in _PLACES:
        for found in pattern.finditer(text):
            if holds(found):
                yield Span(found.start("id"), found.end("id"), SafeHarbor.NAME, _SCORE)
