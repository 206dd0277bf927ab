"""Notations of wards, laboratories and scanners that hold figures, with their own letters.

Each is told by its own letters, or by the words beside it: no number of a person is written so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.phrases.figures.row import Row, row, unlabelled

_PAINFUL = (
    r"at rest|on (?:movement|exertion|walking|inspiration)|"
    r"(?:non-?)?radiating(?: to [a-z ]{3,20})?|no radiation|colicky|throbbing|stabbing|crushing|"
    r"burning|cramping|pleuritic|gnawing|shooting|pounding|intensity|severity"
)
_TEN = r"(?:10|\d)(?:\s?-\s?(?:10|\d))?/10"
_OESTROGEN = r"(?:ER|oestrogen receptors?|estrogen receptors?)"
_PROGESTERONE = r"(?:PR|PgR|progesterone receptors?)"
_QUICK = r"[0-8]/8"
_MARKER = (
    r"CK\s?\d{1,2}(?:/\d{1,2})?|CKAE1/AE3|AE1/AE3|"
    r"CD\d{1,3}[a-z]?|(?-i:p(?:16|21|27|40|53|63|"
    r"120))|TTF-?1|WT-?1|PAX-?[258]|SOX-?1[01]|S-?100|HMB-?45|GATA-?3|GCDFP-?15|CDX-?2|SATB-?2|"
    r"DOG-?1|BCL-?[26]|MUM-?1|MLH1|PMS2|MSH[26]|HER-?2|Ki-?67|PD-?L1|INI-?1|SMARC[AB]\d|STAT-?6|"
    r"NKX[23]\.[12]|ERG|IDH-?1|ATRX|D2-?40|CAM\s?5\.2|BER-?EP4|Melan-?A|CA-?125|CA-?19-9"
)
_RESULT = (
    r"(?:is |was |are )?(?:strongly |weakly |diffusely |focally |"
    r"patchy )?(?:positiv\w*|negativ\w*|"
    r"retained|intact|wild-?type|mutated|expression|amplified|stain\w*)"
)
_OF_A_BREAST = re.compile(
    r"\b(?:breast|mammogra\w+|HER-?2|BI-?RADS|axilla\w*|ductal|lobular|Ki-?67)\b", re.IGNORECASE
)
_LEVEL_WORDS = (
    r"dis[ck]s?|vertebra\w*|cord|wedge|burst|compression|fractures?|collapse|protrusion|bulge|"
    r"levels?|laminectom\w*|fusion|kyphoplast\w*|vertebroplast\w*|myelomalacia|stenosis|spine|"
    r"spinal|spondyl\w*|kyphos\w*|scolios\w*|apex|endplate|screws?|pedicles?|koch'?s|lesion"
)
_DORSAL = r"D(?:1[0-2]|[1-9])(?:\s?[-/\u2013]\s?(?:[DL])?(?:1[0-2]|[1-9]))?"
_ICD = r"[A-TV-Z]\d[\dA-Z](?:\.[\dA-Z]{1,4})?"
_CPT = r"\d{5}"
_CODES = (
    r"(?:(?<![\s\S])|(?<=\n)|(?<=[.;]\s)|\b(?i:ICD(?:-10)?(?:-CM)?|diagnos[ei]s|diagnostic|"
    r"procedure|billing|discharge|clinical)\s)(?i:codes?):?\s"
)
"""At the beginning of a sentence, or of what a bill is made of: no code of a door, a badge or a
post office."""
_OF_A_KIDNEY = re.compile(r"\b(?:CKD|KDIGO|e?GFR|stage)\b", re.IGNORECASE)

_REGISTERED = re.compile(
    r"\b(?:reg(?:istration)?|plate|no|number|id|ref|unit|flat|at)[\s:#.=]{0,2}$", re.I
)
_TITLED = re.compile(r"\b(?:dr|mr|mrs|ms|miss|by|with|to|from|at|and)\W{1,2}$", re.IGNORECASE)
_STREET = re.compile(r"\s[A-Z][a-z]+")


def _free_of_a_postcode(found: re.Match[str]) -> bool:
    """No inward half of a British postal code: "SW1A 2WW"."""
    before = found.string[max(0, found.start() - 12) : found.start()]
    outward = re.search(r"[A-Z]{1,2}\d[A-Z\d]?[\s,.-]{0,4}$", before, re.IGNORECASE)
    return outward is None and unlabelled(found)


NOTATIONS: tuple[Row, ...] = (
    row(
        "pain, of ten",
        rf"(?:{_PAINFUL}),\s(?P<id>{_TEN})(?=\s?(?:[,;]\s[a-z]|\.\s*(?:[A-Z\n]|$)|in (?:severity|"
        r"intensity)))",
        "numeric rating scale of pain",
    ),
    row(
        "pain, now of ten",
        rf"\bpain\s(?:is\s|was\s|now\s|has\s|score\s){{0,2}}(?:improved|reduced|"
        rf"decreased|increased|"
        rf"settled|down|up|rated|scored|graded)\s(?:(?:to|as)\s{_TEN}|"
        rf"from\s{_TEN}\sto\s{_TEN})(?![\w/])",
        "numeric rating scale of pain",
    ),
    row(
        "quick score",
        rf"(?<![^\W_]){_OESTROGEN}\s(?:positive|negative|"
        rf"allred(?: score)?)?\s?\(?{_QUICK}\)?[,;]?\s"
        rf"(?:and\s)?{_PROGESTERONE}\s(?:positive|negative|"
        rf"allred(?: score)?)?\s?\(?{_QUICK}\)?(?![\w/])",
        "Allred et al. 1998, proportion and intensity of eight; elsewhere ER is a department",
        lambda found: _OF_A_BREAST.search(found.string) is not None,
    ),
    row(
        "electrolyte",
        r"(?<![^\W_])(?:Na\s1[0-7]\d|K\s[1-9]\.\d{1,2}|Hb\s\d{2,3})(?![\w/-]|\.\d)",
        "laboratories",
        lambda found: (
            unlabelled(found)
            and _TITLED.search(found.string[: found.start()][-12:]) is None
            and _STREET.match(found.string, found.end()) is None
        ),
        exact=True,
    ),
    row("per body surface", r"/1\.73\s?m[2\u00b2](?![^\W_])", "KDIGO 2012: mL/min/1.73 m2"),
    row(
        "marker and result",
        rf"(?<![^\W_])(?:{_MARKER})\s{_RESULT}\b",
        "immunohistochemistry",
        unlabelled,
    ),
    row(
        "two-week wait",
        r"(?<![^\W_])2\s?WW(?![^\W_])",
        "NHS: urgent referral for suspected cancer",
        _free_of_a_postcode,
    ),
    row(
        "heart sounds in a sum",
        r"(?<![^\W_])(?:HS\s?:?\s?(?:I|1|S1)\s?\+\s?(?:II|2|S2)\s?\+\s?(?:0|"
        r"nil)|S1\s?\+\s?S2\s?\+\s?0|"
        r"S1S2(?=\s(?:normal|heard|present|nil|\+)))(?![^\W_])",
        "auscultation",
    ),
    row(
        "coma scale in parts",
        r"(?<![^\W_])E[1-4]\s?V[1-5T]\s?M[1-6](?![^\W_])",
        "Teasdale and Jennett 1974",
        unlabelled,
        exact=True,
    ),
    row(
        "parity",
        r"(?<![^\W_])(?:G\d{1,2}\s?)?P\d{1,2}\s?\+\s?\d(?![\w/-])",
        "obstetrics",
        unlabelled,
    ),
    row(
        "dorsal level",
        rf"(?<![^\W_])(?:(?:{_LEVEL_WORDS})\s(?:of|at|from|in the|seen at)\s|"
        rf"at\s(?:the\s)?(?=D\d+\s"
        rf"(?:level|vertebra))){_DORSAL}(?![\w-])|"
        rf"(?<![^\W_]){_DORSAL}:?\s(?:{_LEVEL_WORDS})\b",
        "thoracic vertebrae, as India and France count them",
        unlabelled,
    ),
    row(
        "lymphatic, venous, perineural",
        r"(?<![^\W_])(?:V[0-2]|L[01]|Pn[01])(?:[ ,]{1,2}(?:V[0-2]|L[01]|Pn[01]|"
        r"R[0-2])){1,3}(?![^\W_])",
        "TNM, 8th edition",
        unlabelled,
        exact=True,
    ),
    row(
        "kidney disease by cause and albumin",
        r"(?<![^\W_])(?:CKD\s)?G[1-5][ab]?A[1-3](?![^\W_])",
        "KDIGO 2012; elsewhere a room",
        lambda found: unlabelled(found) and _OF_A_KIDNEY.search(found.string) is not None,
        exact=True,
    ),
    row(
        "imaging category",
        r"(?<![^\W_])(?-i:[UPMC][1-5])(?=\s(?:axilla|lesion|mass|nodule|"
        r"cytology|node|on ultrasound|"
        r"appearance))|(?<=mm, )(?-i:[UM][1-5])(?=\.)|"
        r"(?<![^\W_])(?-i:[PUM][1-5](?:[ ,/]{1,2}[PUM][1-5])"
        r"{1,2})(?![^\W_])",
        "Royal College of Radiologists Breast Group; BTA for the thyroid",
        unlabelled,
    ),
    row(
        "probe",
        r"(?<![^\W_])(?:[CELPSVX]\d{1,2}-\d{1,2}|\d{1,2}[LCS]\d{1,2})\s(?:(?:linear|"
        r"curvilinear|curved|sector|matrix|endocavity|high-frequency|micro-?convex)\s)?"
        r"(?:array\s)?(?:transducer|probe)s?\b",
        "makers of ultrasound machines",
        unlabelled,
        exact=True,
    ),
    row(
        "time of screening",
        r"\b(?:screening|fluoroscopy|fluoro|exposure|clamp|ischaemic|ischemic|"
        r"tourniquet|bypass)\stime"
        r"(?:\sof|:|\swas)?\s\d{1,3}(?:[.:]\d{1,2})?\s?(?:seconds?|secs?|s|minutes?|mins?|m)\b",
        "fluoroscopy, surgery",
    ),
    row(
        "degrees",
        r"(?<![\w./-])(?:(?:9[5-9]|10[0-5])\.\d\s?\u00b0?\s?F|(?:3[4-9]|4[01])\.\d\s?\u00b0?\s?C)"
        r"(?![^\W_])",
        "temperature of a body",
        lambda found: _REGISTERED.search(found.string[: found.start()][-24:]) is None,
    ),
    row(
        "codes in a row",
        rf"{_CODES}(?:{_ICD}|CPT\s{_CPT})(?:[,;]\s(?:{_ICD}|CPT\s{_CPT})){{1,8}}(?![\w-])|"
        rf"{_CODES}[A-TV-Z]\d[\dA-Z]\.[\dA-Z]{{1,4}}(?![\w-])|"
        rf"(?<![^\W_])CPT(?:\scodes?)?:?\s{_CPT}(?![\w-])",
        "ICD-10, CPT",
        exact=True,
    ),
)
"""What they match is explained, letters and figures."""


def noted(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each notation in `text`."""
    for one in NOTATIONS:
        for found in one.pattern.finditer(text):
            if one.holds(found):
                yield found.span("id") if "id" in one.pattern.groupindex else found.span()
