"""The rules applied to a dataset, its sequences and their items, into a new dataset.

Nothing is carried over unread: each element is parsed, judged and built anew with the value
representation of the data dictionary, so odd encodings of the original do not survive.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydicom import config
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from residency.data.deid.attribute_text import TextRules
from residency.data.deid.identity import MAX_DEPTH
from residency.data.deid.rules import CODES, FREE_TEXT, SHORT_TEXT, Rule, rule_of
from residency.data.deid.table import by_tag, keyword_of, vr_of
from residency.data.deid.values import (
    dummy_bytes,
    dummy_numbers,
    is_bytes,
    is_number,
    same_kind,
    texts,
)
from residency.data.header import DAMAGE

STANDARD_SCHEMES = frozenset((
    "DCM", "SCT", "SRT", "SNM3", "LN", "UCUM", "FMA", "NCIT", "RADLEX", "UMLS", "ACR", "I9C",
    "I10", "ICD10", "MDC", "ISO3166_1", "RFC5646", "NEU", "MA", "ITIS_TSN", "PUBCHEM_CID",
))  # fmt: skip
"""Code systems whose codes name things, never persons (PS3.16 Table 8-1)."""

_REPLACED_IF_STRICT = FREE_TEXT | SHORT_TEXT | {"DS", "FD"}


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Walks one study's datasets."""

    text: TextRules

    def dataset(self, original: Dataset, *, strict: bool = False, depth: int = 0) -> Dataset:
        """A cleaned copy; `original` is only read. An element that does not parse is left out.

        strict: within a sequence that the table replaces, no text, code of a local code system
        or decimal number stays.

        Raises:
            ValueError: sequences lie in each other deeper than MAX_DEPTH.
        """
        if depth > MAX_DEPTH:
            raise ValueError(f"sequences lie deeper than {MAX_DEPTH} levels")
        local = strict and _scheme(original) not in STANDARD_SCHEMES
        cleaned = Dataset()
        for tag in list(original.keys()):
            rule = self._rule(int(tag), strict=strict, local=local)
            element = None if rule is Rule.REMOVE else _parsed(original, int(tag))
            made = None if element is None else self._element(element, rule, strict, depth)
            if made is not None:
                cleaned.add(made)
        return cleaned

    def _rule(self, tag: int, *, strict: bool, local: bool) -> Rule:
        """The attribute's rule here: with a cleaner for text, and within a replaced sequence."""
        rule, vr = rule_of(tag), vr_of(tag)
        if not strict:
            row = by_tag().get(tag)
            cleanable = row is not None and row.cleanable and vr in FREE_TEXT | SHORT_TEXT
            return Rule.CLEAN if cleanable and self.text.clean_text is not None else rule
        if rule not in (Rule.KEEP, Rule.CLEAN):
            return rule
        if keyword_of(tag) in CODES:
            return Rule.DUMMY if local else rule
        return Rule.DUMMY if vr in _REPLACED_IF_STRICT else rule

    def _element(
        self, element: DataElement, rule: Rule, strict: bool, depth: int
    ) -> DataElement | None:
        tag, vr = element.tag, vr_of(element.tag)
        if not same_kind(vr, element.VR):
            return None
        if vr == "SQ":
            return self._sequence(element, rule, strict, depth)
        if is_bytes(vr) or is_number(vr):
            return _binary(element, rule)
        values = _texts(element)
        value = None if values is None else self.text.value(element, vr, rule, values)
        if value is None:
            return None
        return DataElement(tag, vr, value, validation_mode=config.IGNORE)

    def _sequence(self, element: DataElement, rule: Rule, strict: bool, depth: int) -> DataElement:
        """Strict within what the table replaces, and within all that lies in there."""
        strict = strict or rule is not Rule.KEEP
        items = [] if rule is Rule.EMPTY else list(element.value)
        return DataElement(element.tag, "SQ", Sequence(
            self.dataset(item, strict=strict, depth=depth + 1) for item in items
        ))  # fmt: skip


def _parsed(original: Dataset, tag: int) -> DataElement | None:
    try:
        return original[tag]
    except DAMAGE:
        return None


def _texts(element: DataElement) -> list[str] | None:
    try:
        return texts(element)
    except DAMAGE:  # such as a name of broken characters, which is decoded only now
        return None


def _scheme(item: Dataset) -> str:
    try:
        return str(item.get("CodingSchemeDesignator") or "").strip().upper()
    except DAMAGE:
        return ""


def _binary(element: DataElement, rule: Rule) -> DataElement:
    """Numbers and bytes as they are, emptied, or zeros."""
    if rule is Rule.EMPTY:
        return DataElement(element.tag, element.VR, None)
    if rule is Rule.KEEP or element.is_empty:
        kept = DataElement(element.tag, element.VR, element.value, already_converted=True)
        kept.is_undefined_length = element.is_undefined_length
        return kept
    zeros = dummy_bytes() if is_bytes(element.VR) else dummy_numbers(element.VM)
    return DataElement(element.tag, element.VR, zeros)
