"""Numbers of certificates and licences: of clinicians, drivers, prescribers."""

from __future__ import annotations

from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.labelled import labelled
from residency.data.deid.safe_harbor import SafeHarbor

_FORMS = (
    # Great Britain: five letters of the surname, six digits of the birth date, five to end
    form(SafeHarbor.LICENCE, r"(?<!\w)[a-z9]{5}[ -]?\d{6}[ -]?[a-z9]{2}\d[a-z]{2}(?!\w)"),
    labelled(
        SafeHarbor.LICENCE,
        r"(?:medical |state |nursing |md |rn |np |professional |physician |pharmacy |"
        r"pilot(?:'s)? |driv(?:er|ing)[\u2019']?s? |commercial |controlled substance |"
        r"practi[cs]e |concealed (?:carry |weapon )?|provider )?licen[cs]e|lic|"
        r"dea|d\.e\.a\.?|npi|n\.p\.i\.?|gmc|nmc|hcpc|gphc|gdc|goc|mci(?=\s?(?:no|num|reg|#|:))|"
        r"smc|cpso|cpsbc|"
        r"cno|cmpa|cmq|ahpra|upin|ptan|clia|ecfmg|arrt|ardms|cdl|d/l|dl(?=\s?(?:no|"
        r"num|#|:))|"
        r"(?:[a-z]{2,5} )?(?:medical )?council|state (?:board|lic)|board "
        r"cert(?:ification|ificate)?|certificate|certification(?=\s?(?:no|num|#|:))|"
        r"cert|credential|registration|regn|reg\.?|dln|permit|prescriber|"
        r"pin(?=\s?(?:no|num|#|:|\d))|ofsted|"
        r"mmc|kmc|dmc|tnmc|apmc|wbmc|nurse pin|cdcr|bndd",
    ),
    form(SafeHarbor.LICENCE, r"\b[abcdefghjklmprstux][a-z9]\d{7}\b"),  # DEA
    form(
        SafeHarbor.LICENCE, r"\b[a-z]{2}[a-z9]{3}\d{6}[a-z9]{2}\w{3}(?:\s?\d{2})?\b"
    ),  # Great Britain
    form(SafeHarbor.LICENCE, r"\b[a-z]\d{3}[-\s]\d{4}[-\s]\d{4}\b"),  # Illinois, Wisconsin
    form(SafeHarbor.LICENCE, r"\b[a-z]\d{4}[-\s]\d{5}[-\s]\d{5}\b"),  # Ontario, New Jersey
    form(SafeHarbor.LICENCE, r"\b[a-z]\d{3}-\d{3}-\d{2}-\d{3}(?:-\d)?\b"),  # Florida
    form(SafeHarbor.LICENCE, r"\b[a-z]{2}[-\s]?\d{2}[-\s]?(?:19|20)\d{2}[-\s]?\d{7}\b"),  # India
    form(SafeHarbor.LICENCE, r"\b\d{2}[a-z]\d{4}[a-z]\b"),  # nurses, Great Britain
    form(SafeHarbor.LICENCE, r"\b(?:rt|md|rn|np|pa|do|me|os|ca|tx|ny|il|fl)[-#]\s?\d{4,}\b"),
)


def find(text: str) -> Iterator[Span]:
    """Licence numbers by their label and by their form."""
    yield from spans_of(_FORMS, text)
