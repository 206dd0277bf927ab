"""Devices: serial and lot numbers of implants and equipment, unique device identifiers."""

from __future__ import annotations

from collections.abc import Iterator

from residency.data.deid.findings import Span
from residency.data.deid.phrases.form import form, spans_of
from residency.data.deid.phrases.labelled import announced, labelled
from residency.data.deid.safe_harbor import SafeHarbor

_KIND = SafeHarbor.DEVICE
_FORMS = (
    labelled(
        _KIND,
        r"serial(?:\s?(?:no|num|number|#))?|ser\.?(?:\s?(?:no|num|number|#))|"
        r"s\s?/\s?n|s\.n\.|sn|lot(?=\W)(?!\s+of)|batch(?=\s?(?:no|num|#|:|\d))|"
        r"udi(?:-di|-pi)?|gtin|upn|hibc|imei|imsi|iccid|device(?:\s?(?:id|serial|"
        r"identifier)|(?=\s?[:#]))|equipment id|asset tag|model(?=\s?(?:no|num|#|:))|"
        r"(?:ventilator|pump|scanner|monitor|machine|bed|concentrator)"
        r" unit|catalog(?:ue)?(?=\s?(?:no|num|#|:))|dosimeter",
    ),
    announced(
        _KIND,
        r"model|ref|cat|implant|generator|pacemaker|icd|lead|pump|scanner|machine|"
        r"console|transducer|probe|monitor|ventilator|device|equipment|"
        r"valve|stent|prosthesis|stimulator|recorder|stn|station|system|detector|"
        r"glucometer|cpap|aid|lens|iol|stem|cup|component|plate|rod|screw|catheter|"
        r"port|filter|coil|clip|mesh|shunt|injector|c-arm|gantry|tube",
    ),
    form(_KIND, r"\(\s?01\s?\)\s?\d{14}(?:\s?\(\s?\d{2,3}\s?\)\s?[\w./+-]+)*"),
    form(_KIND, r"(?<!\w)\(\s?\d{2}\s?\)\s?\d{6,14}(?:\s?\(\s?\d{2,3}\s?\)\s?[\w./+-]+)+"),
    form(_KIND, r"(?<!\w)\(\s?(?:10|11|17|21|240)\s?\)\s?(?=[\w./-]*\d)[\w./-]{3,}"),
    form(_KIND, r"(?<![\w])\+[a-z]\d{3}[a-z0-9]{3,}(?:/[$\w.+-]+)*"),  # HIBC
    form(_KIND, r"(?<![\w])=/?[a-z]?\d{4,}=?[\w=,;-]*"),  # ISBT 128, ICCBBA
    form(_KIND, r"\b01\d{14}(?:1[017]|21)[\w-]+\b"),
)


def find(text: str) -> Iterator[Span]:
    """Serial numbers by their label, unique device identifiers by their form."""
    yield from spans_of(_FORMS, text)
