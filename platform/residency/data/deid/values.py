"""Values of one attribute: dummies by value representation, and which text is well formed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydicom.dataelem import DataElement
from pydicom.multival import MultiValue

Value = str | list[str] | None

_TEXT = "ANONYMIZED"
_DUMMIES = {
    "AS": "000Y", "DA": "19000101", "DT": "19000101000000", "TM": "000000", "DS": "0", "IS": "0",
    "UR": "http://anonymized.invalid",  # RFC 2606 reserves .invalid
}  # fmt: skip
_FORMS = {
    "CS": re.compile(r"[A-Z0-9 _]{0,16}"),
    "DS": re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*"),
    "IS": re.compile(r"\s*[+-]?\d{1,12}\s*"),
}
_NUMBERS = frozenset(("AT", "FD", "FL", "SL", "SS", "SV", "UL", "US", "UV"))
_BYTES = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "UN"))


def is_number(vr: str) -> bool:
    """Whether a value representation, or one of several ("US or SS"), holds binary numbers."""
    return not _NUMBERS.isdisjoint(vr.split(" or "))


def is_bytes(vr: str) -> bool:
    """Whether a value representation, or one of several ("OB or OW"), holds bytes."""
    return not _BYTES.isdisjoint(vr.split(" or "))


def same_kind(expected: str, found: str) -> bool:
    """Whether the file's value representation is of the dictionary's kind.

    Kinds are sequences, binary numbers, bytes and text: bytes in an attribute of text, or numbers
    where bytes belong, are not what they say.
    """
    if "SQ" in (expected, found):
        return expected == found
    kinds = (is_number(expected), is_bytes(expected))
    if kinds == (False, False):
        return not is_number(found) and not is_bytes(found)
    return (kinds[0] and is_number(found)) or (kinds[1] and is_bytes(found))


def texts(element: DataElement) -> list[str]:
    """The element's values as stripped text; an empty list where all are empty."""
    value = element.value
    several = value if isinstance(value, MultiValue | list | tuple) else [value]
    found = ["" if one is None else str(one).strip(" \0") for one in several]
    return found if any(found) else []


def well_formed(vr: str, text: str) -> bool:
    """Whether `text` has the form of its value representation (PS3.5 Table 6.2-1)."""
    form = _FORMS.get(vr)
    return form is None or form.fullmatch(text) is not None


def packed(values: Sequence[str]) -> Value:
    """Values as pydicom takes them: one as text, several as a list."""
    return values[0] if len(values) == 1 else list(values)


def dummy_text(vr: str) -> str:
    """One dummy value: meaningless, and valid in form for the value representation."""
    return _DUMMIES.get(vr, _TEXT)


def dummy_numbers(count: int) -> int | list[int]:
    """`count` zeros."""
    return [0] * count if count > 1 else 0


def dummy_bytes() -> bytes:
    """Eight zero bytes: whole words of every width."""
    return bytes(8)
