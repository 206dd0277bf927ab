"""One attribute of text: its values kept, moved, mapped, cleaned or replaced, each by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pydicom.charset import python_encoding
from pydicom.datadict import DicomDictionary
from pydicom.dataelem import DataElement

from residency.data.deid import dates
from residency.data.deid.ages import capped
from residency.data.deid.identity import SHORTEST_NUMBER
from residency.data.deid.rules import Rule, fallback_of
from residency.data.deid.uids import names_a_class, pseudonymous
from residency.data.deid.values import Value, dummy_text, packed, well_formed
from residency.data.pseudonym import TenantKey

CleanText = Callable[[str], str]

_LONGEST = {"LO": 64, "SH": 16, "ST": 1024, "LT": 10240}  # characters, PS3.5 Table 6.2-1
_IMAGE_GROUP = 0x0028  # its coded words say how to read pixels; none is typed by a person


@dataclass(frozen=True, slots=True)
class TextRules:
    """What one study's text becomes. `denied` finds the study's own identifying values."""

    key: TenantKey
    shift: dates.DateShift
    denied: re.Pattern[str] | None
    clean_text: CleanText | None

    def value(self, element: DataElement, vr: str, rule: Rule, values: list[str]) -> Value:
        """The new value of an attribute whose text is `values`; None to leave the attribute out.

        An empty attribute stays empty, so that an object's conformance does not change by it.
        What `clean_text` raises is passed on.
        """
        if not values or rule is Rule.EMPTY:
            return ""
        if rule is Rule.PSEUDONYM:
            return self.key.pseudonym("patient", "\\".join(values))
        made = [self._one(element, vr, rule, value) if value else "" for value in values]
        if None not in made:
            return packed([value or "" for value in made])
        fallback = fallback_of(element.tag) if rule in (Rule.KEEP, Rule.CLEAN) else rule
        if fallback is Rule.REMOVE:
            return None
        if fallback is Rule.EMPTY:
            return ""
        return packed([dummy_text(vr) if value is None else value for value in made])

    def _one(self, element: DataElement, vr: str, rule: Rule, value: str) -> str | None:
        """What stays of one value or stands for it; None where nothing of it may stay."""
        if vr == "UI":
            stays = rule is Rule.KEEP and names_a_class(element.keyword, value)
            return value if stays else pseudonymous(self.key, value)
        if rule is Rule.CLEAN and self.clean_text is not None:
            value = self.clean_text(value)[: _LONGEST.get(vr)].strip()
        elif rule is not Rule.KEEP:
            return None
        return self._judged(element, vr, value)

    def _judged(self, element: DataElement, vr: str, value: str) -> str | None:
        """A date moved, an age capped, text as it is; None where it may not stay."""
        if vr == "DA":
            return self.shift.date(value)
        if vr == "DT":
            return self.shift.date_time(value)
        if vr == "TM":
            return dates.time(value)
        if vr == "AS":
            return capped(value)
        if element.keyword == "SpecificCharacterSet":
            return value if value in python_encoding else None
        sound = well_formed(vr, value) and not self._names_somebody(element, vr, value)
        return value if sound else None

    def _names_somebody(self, element: DataElement, vr: str, value: str) -> bool:
        if self.denied is None or vr in ("DS", "IS") or element.tag.group == _IMAGE_GROUP:
            return False
        found = [hit.group() for hit in self.denied.finditer(value)]
        return any(vr != "CS" or not _words(hit) <= _vocabulary() for hit in found)


def denying(values: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern that finds any of `values` as whole words; None where there is none to find."""
    words = [
        re.escape(value)
        for value in sorted(values, key=len, reverse=True)
        if len(value) >= SHORTEST_NUMBER or not value.isdecimal()
    ]
    if not words:
        return None
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])", re.IGNORECASE)


@cache
def _vocabulary() -> frozenset[str]:
    """DICOM's own words: a coded TEXT is no name, though a patient be called so."""
    return frozenset().union(*(_words(name) for _, _, name, _, _ in DicomDictionary.values()))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+|\d+", text.lower()))
