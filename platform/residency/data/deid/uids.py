"""UIDs: pseudonyms under 2.25 (a number of 128 bits); what names a class or a standard stays."""

from __future__ import annotations

from pydicom.uid import UID_dictionary

from residency.data.pseudonym import TenantKey

NAMES_A_CLASS = frozenset((
    "CodingSchemeUID", "ContextUID", "MappingResourceUID", "ContextGroupExtensionCreatorUID",
))  # fmt: skip
"""Attributes whose UID names a code system, beside those of SOP classes and transfer syntaxes."""

_DICOM_ROOT = "1.2.840.10008."
_LONGEST = 64
_DIGITS = frozenset("0123456789.")


def pseudonymous(key: TenantKey, uid: str) -> str:
    """`2.25.` and HMAC-SHA256 of `uid`, 128 bits; registered UIDs and the empty one stay.

    The same in every process and run of a tenant, so references between files hold together
    (PS3.5 B.2 gives the form, PS3.15 action U the rule). `uid` may be any text.
    """
    cleaned = uid.strip(" \0")
    if not cleaned or cleaned in UID_dictionary:
        return cleaned
    return f"2.25.{key.number('uid', cleaned)}"


def names_a_class(keyword: str, uid: str) -> bool:
    """Whether the value of an attribute outside the table names a class and may stay."""
    if len(uid) > _LONGEST or not _DIGITS.issuperset(uid):
        return False
    of_class = "SOPClass" in keyword or "TransferSyntax" in keyword or keyword in NAMES_A_CLASS
    return of_class or uid.startswith(_DICOM_ROOT)
