"""Numbers of a person: social security, records, health plans, accounts, and any other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.labelled import IS, announced, labelled
from residency.data.deid.safe_harbor import SafeHarbor

_PUBLIC = re.compile(
    r"(?:nct|pmid|pmc|pmcid|rs|gse|chembl|cas|isrctn|eudract|actrn|umin|chictr|"
    r"drks|doi|bay|azd|mk|ly|sb|gsk|hl|mc|cd|il|hla|ec|nm|np|chr|snomed|icd|cpt|"
    r"loinc|hcpcs|ndc|covid|sars|iso|fda|brca|pd|ki|her|c|t|grch|hg)[-_: ]?\d",
    re.IGNORECASE,
)
_SSN = (
    form(
        SafeHarbor.SSN,
        r"(?<![\w-])(?:\d{3}|[x*#•]{3})\s?[-\u2013. ]\s?(?:\d{2}|[x*#•]{2})"
        r"\s?[-\u2013. ]\s?\d{4}(?![\w]|-\d)",
    ),
    form(SafeHarbor.SSN, r"(?<![\w])[x*#•]{2,9}[-\s]?\d{4}\b"),
    form(
        SafeHarbor.SSN,
        r"\b(?:s\.?s\.?n?\.?|soc(?:ial)?(?:\.|\s)?\s?sec(?:urity)?\.?|social|tin|itin)"
        r"(?![a-z])(?:\s*(?:#|no|number|card))?[\s.:#(]*(?:is|was)?\s*(?:\(?\s*"
        r"(?:last|final|ending|ends|end)?\s*(?:in|with|on|are)?\s*(?:the\s*)?(?:4|"
        r"four)?\s*(?:digits)?(?:\s*(?:of|are|is|were|in))?\s*\)?)"
        r"[\s:#.=-]*(?P<id>\d[\d\s-]{2,10}\d)(?!\d)",
    ),
    form(
        SafeHarbor.SSN,
        r"\b(?:last|final)[-\s](?:4|four)(?:\s*(?:digits|numbers|ssn|social|of|the|"
        r"his|her|security|number|are|is|were|in|#))*[\s:#.=(-]*(?P<id>\d{4})\b",
    ),
    form(
        SafeHarbor.SSN,
        r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D](?!\w)",
    ),  # National Insurance
    form(
        SafeHarbor.SSN, r"(?<!\w)[a-z]{2}\s\d{2}\s\d{2}\s\d{2}\s[a-z](?!\w)"
    ),  # the same, of any letters
    form(
        SafeHarbor.SSN, r"(?<![\w.-])\d{3}[- ]\d{3}[- ]\d{3}(?![\w]|[-.]\d)"
    ),  # Social Insurance, Canada
    form(
        SafeHarbor.SSN, r"(?<![\w.-])\d{4}[ -]\d{4}[ -]\d{4}(?![\w]|[ -]\d{4})"
    ),  # Aadhaar, India
    form(SafeHarbor.SSN, r"\b[a-z]{5}\d{4}[a-z]\b"),  # permanent account number, India
    labelled(
        SafeHarbor.SSN,
        r"ssn|ss#|social security(?: number)?|social insurance(?: number)?|"
        r"sin(?=\s?(?:no|num|#|:|\d))|national insurance(?: number)?|ni(?: no| number|"
        r"no)|nino|n\.i\.|aadh?aar|uidai|pan(?: card| no| number|:)|passport|ration card|"
        r"(?:residence|work) permit|citizenship|national "
        r"id(?:entity)?(?: card)?|cnic|nric|curp|dni|tax(?:payer)? id|voter id|epic "
        r"no|visa no|alien (?:registration|number)|a-number|ihi|tfn|pps|ppsn|abha",
    ),
)
_MRN = (
    labelled(
        SafeHarbor.MRN,
        r"m\.?r\.?n\.?s?|mr\s?#|mr\.? ?no|med(?:ical)?\.?\s?rec(?:ord)?s?\.?|mrno|mpi|"
        r"empi|urn|u\.?r\.?|uhid|ump|upi|crn|cr\s?no|op\s?(?:d\s?)?no|ip\s?(?:d\s?)"
        r"?no|"
        r"ip\s?(?:no|number|#)|hn(?=\s?(?:no|num|#|:|\d))|hosp(?:ital)?\.?\s?(?:no|"
        r"num|number|id|#)|unit\s?(?:no|number|#)|chart(?=\s?(?:no|num|id|#|:|\d))|"
        r"patient\s?(?:id|no|num|number|#|identifier|identification|record)|"
        r"pt\.?\s?(?:id|no|#|number)|"
        r"pid|patid|patientid|nhs|chi(?: no| number|:|#)|h&c|record(?=\s?(?:no|num|id|"
        r"#))|file\s?(?:no|number|#)|emr|ehr|epic(?: id)?|case\s?(?:no|number|#|id)|"
        r"registration\s?(?:no|number|#)|"
        r"reg\.?\s?(?:no|number|#)|folder|dossier|jacket|x-?ray\s?(?:no|number)|"
        r"hospital id|clinic\s?(?:no|number)|identity no|k number|district no",
    ),
    form(SafeHarbor.MRN, r"(?<![\w.-])\d{3}[ -]\d{3}[ -]\d{4}(?![\w]|[-.]\d)"),  # NHS number
    form(
        SafeHarbor.MRN, r"(?<![\w.-])\d{2,3}-\d{2}-\d{2,3}(?![\w]|[-.]\d)"
    ),  # terminal digit charts
    form(
        SafeHarbor.MRN,
        r"(?<![\w-])(?:mrn|mr(?!\d{3}w?\b)|uhid|pid|pt|hn(?=\s?(?:no|num|#|:|\d))|nhs|urn|emr|ehr|"
        r"med|pat)[-_#:.]?\d{3,}[a-z0-9-]*",
    ),
)
_PLAN = (
    labelled(
        SafeHarbor.HEALTH_PLAN,
        r"member(?:ship)?|group(?=\s?(?:no|num|id|#|:|/))|grp|policy|policies|"
        r"subscriber|enrol(?:l)?ee|beneficiary|insured(?:'s)?|insurance|insurer|"
        r"health\s?(?:plan|card|insurance)|plan(?=\s?(?:no|num|id|#|:))|medicare|"
        r"medicaid|medi-?cal|"
        r"mbi|hicn?|ohip|msp|phn|ramq|ahcip|health number|bcbs|blue\s?cross(?:\s?(?:/|"
        r"&|and)?\s?blue\s?shield)?|blue shield|aetna|cigna|united\s?health(?:care)?|"
        r"uhc|humana|kaiser|anthem|tricare|champus|"
        r"wellpoint|centene|molina|payer|payor|rx\s?(?:bin|grp|group|pcn|id)|claim|"
        r"cghs|esi(?:c|s)?|echs|pmjay|ayushman(?: bharat)?|mediclaim|tpa|star health|"
        r"bupa|axa|vitality|pre-?auth(?:orization)?|"
        r"prior auth(?:orization)?|auth(?:orization|orisation)?|authori[sz]ation|"
        r"workers['\u2019]? comp(?:ensation)?|wsib|coverage|contract(?=\s?(?:no|num|"
        r"id|#|:))|cardholder",
    ),
    form(
        SafeHarbor.HEALTH_PLAN,
        r"\b[1-9][ac-hj-km-np-rt-y][ac-hj-km-np-rt-y0-9]\d[\s-]?[ac-hj-km-np-rt-y][ac-"
        r"hj-km-np-rt-y0-9]\d[\s-]?[ac-hj-km-np-rt-y]{2}\d{2}\b",
    ),
    form(
        SafeHarbor.HEALTH_PLAN,
        r"(?<![\w-])\d{4}[-\s]\d{3}[-\s]\d{3}(?:[-\s]?[a-z]{2}\b)?(?![\w-])",
    ),
)
_ACCOUNT = (
    labelled(
        SafeHarbor.ACCOUNT,
        r"acc(?:oun)?t\.?s?|a/c|acnt|guarantor|billing|bill|invoice|encounter|"
        r"visit(?=\s?(?:id|no|num|#|:))|csn|fin(?=\s?(?:no|num|#|:|\d))|"
        r"har(?=\s?(?:no|num|#|:|\d))|hsp|hospital account|iban|swift|bic|sort\s?code|"
        r"ifsc|routing|aba|bank|"
        r"(?:credit|debit|payment|visa|mastercard|amex|american express|discover|bank)"
        r"?\s?card|visa|mastercard|amex|american express|discover|maestro|rupay|"
        r"upi(?: id)?|transit|institution no|receipt|statement\s?(?:no|number|#|id)|"
        r"ledger|customer|client id|cheque",
    ),
    form(SafeHarbor.ACCOUNT, r"(?<![\w-])(?:\d{4}[ -]?){3}\d{1,7}(?![\w-])"),
    form(SafeHarbor.ACCOUNT, r"(?<![\w-])3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?![\w-])"),
    form(
        SafeHarbor.ACCOUNT,
        r"\b(?-i:[A-Z]{2}\d{2}(?=[A-Z0-9\s]*\d)(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,4})?)\b",
    ),  # IBAN
    form(
        SafeHarbor.ACCOUNT,
        r"\b(?:gb|de|fr|ie|nl|es|it|ch|be|at)\d{2}(?:\s?[a-z0-9]{4})"
        r"{3,7}(?:\s?[a-z0-9]{1,3})?\b",
    ),
    form(
        SafeHarbor.ACCOUNT,
        r"\b[a-z]{4}0[a-z0-9]{6}\b",
        lambda found: any(c.isdigit() for c in found.group()[5:]),
    ),  # IFSC
    form(SafeHarbor.ACCOUNT, r"(?<![\w-])\d{2}-\d{2}-\d{2}\s+\d{8}\b"),
    form(SafeHarbor.ACCOUNT, r"\bsort\s?code" + IS + r"(?P<id>\d{2}[\s-]?\d{2}[\s-]?\d{2})\b"),
    form(
        SafeHarbor.ACCOUNT,
        r"\bcard\s+(?:\w+\s+){0,3}?(?:ending|ends|last four|last 4)(?: in| with| "
        r"digits)?\s*[:#]?\s*(?P<id>\d{4})\b",
    ),
)
_OTHER = (
    labelled(
        SafeHarbor.OTHER,
        r"acc(?:ession)?s?|acsn|a#|acc#|specimen|spec(?=\s?(?:no|num|id|#|:))|requisition|"
        r"subject|participant|"
        r"randomi[sz]ation|prescription|badge|employee|payroll|edipi|dod id|username|"
        r"login|user id|wristband|consent|dictation|confirmation|"
        r"unos|docket|inmate|booking|our ref|your ref|tracking|barcode|study[ "
        r"-](?:subject|participant|patient|id|uid)|rx(?=\s?(?:#|no|num|id|:|\d{4}))|"
        r"order(?=\s?(?:#|no|num|id|:|\d{5}))",
    ),
    announced(
        SafeHarbor.OTHER,
        r"slide|path(?:ology)?|cytology|histology|biopsy|sample|tube|kit|"
        r"lab(?:oratory)?|order|req|request|study|trial|protocol|enrol(?:l)?ment|"
        r"screening|script|dispensing|emp|staff|personnel|student|service|military|"
        r"user|referral|ref|reference|document|doc|job|transcription|report|exam|"
        r"series|image|instance|dicom|uid|procedure|event|incident|complaint|ticket|"
        r"donor|recipient|graft|transplant|cohort|registry|research|irb|site|"
        r"visit|key|token|bracelet|tag|locker|asset|inventory|warrant|court|police|"
        r"prisoner|genotype|case|block|container|cassette|unit|din|donation|bag|"
        r"session|reader|scan|file|batch|folder|transaction|scheduled|appointment|"
        r"booking|encounter|episode|person|authorization",
    ),
    form(
        SafeHarbor.OTHER,
        r"\b(?:id|no|nr|number)s?\s?[.:#]\s?(?P<id>[a-z]{0,6}[-/]?\d[\w/-]{2,})(?!\w|"
        r"\s?(?:mm|cm|mg|ml|%))",
        lambda found: len(re.findall(r"\d", found.group("id"))) >= 3,
    ),
    form(SafeHarbor.OTHER, r"(?<![\w&])#\s?(?P<id>[a-z]{0,4}-?\d{3,}[\w-]*)"),
    form(  # a specimen: S-24-10233, 24SP-10233, C24/4567, 24:K539522
        SafeHarbor.OTHER,
        r"(?<![\w./-])(?:[a-z]{1,4}[-\s]?\d{2}[-/:]\d{3,6}|\d{2}-?[a-z]{1,3}[-:/]?\d{4,6}|"
        r"\d{2,4}:[a-z]{1,2}-?\d{4,7}|[a-z]{1,3}-\d{2}-\d{3,6})(?:[-./][a-z\d]{1,3})?(?![\w%])",
        lambda found: (
            (_PUBLIC.match(found.group()) is None or found.group()[1].isdigit())
            and not _of_a_word(found.group())
        ),
    ),
    form(SafeHarbor.OTHER, r"(?<![\w.])[0-2](?:\.\d+){5,}(?!\w|\.\d)"),  # a UID
    form(SafeHarbor.OTHER, r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"),
    form(
        SafeHarbor.OTHER, r"\b[0-9a-f]{24,}\b", lambda found: bool(re.search(r"\d", found.group()))
    ),
)


_MODE = re.compile(
    r"(?:DDD|VVI|AAI|DDI|VDD)R?|PSV|PCV|VCV|SIMV|CPAP|BiPAP|PRVC|APRV|ASB", re.IGNORECASE
)


def _of_a_word(written: str) -> bool:
    """A mode, a space and a range: "DDDR 60-130", "PSV 12/8" above "08:10"."""
    word, space, _ = written.partition(" ")
    return bool(space) and _MODE.fullmatch(word) is not None


def find(text: str) -> Iterator[Span]:
    """Numbers by their label, and by their form."""
    for forms in (_SSN, _MRN, _PLAN, _ACCOUNT, _OTHER):
        yield from spans_of(forms, text)
