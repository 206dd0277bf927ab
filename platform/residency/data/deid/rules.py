"""Which rule an attribute falls under: the table's action made definite, or ours outside it.

A combined action becomes the one that never breaks an object: a dummy value keeps an attribute of
type 1, an empty one keeps type 2. What is outside the table stays only if its value representation
holds numbers or coded words, or short technical text that nobody's name is expected in.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import cache

from residency.data.deid.table import by_tag, in_removed_group, keyword_of, vr_of


class Rule(Enum):
    """What is done to an attribute's value."""

    REMOVE = auto()
    EMPTY = auto()
    DUMMY = auto()  # sequences: items stay, everything in them is cleaned strictly
    PSEUDONYM = auto()  # the patient's id
    UID = auto()  # sequences: items stay, as with DUMMY
    CLEAN = auto()  # free text, where there is a cleaner; else DUMMY
    KEEP = auto()  # if valid and free of the study's own values; else DUMMY


DATES = frozenset(("DA", "DT", "TM"))
FREE_TEXT = frozenset(("LT", "ST", "UC", "UT"))
SHORT_TEXT = frozenset(("LO", "SH"))
CODES = frozenset((
    "CodeValue", "LongCodeValue", "URNCodeValue", "CodeMeaning", "CodingSchemeDesignator",
    "CodingSchemeVersion",
))  # fmt: skip
"""The parts of a coded entry (PS3.3 Table 8.8-1)."""

_DEFINITE = {
    "X": Rule.REMOVE, "Z": Rule.EMPTY, "D": Rule.DUMMY, "U": Rule.UID,
    "Z/D": Rule.DUMMY, "X/Z": Rule.EMPTY, "X/D": Rule.DUMMY, "X/Z/D": Rule.DUMMY,
    "X/Z/U*": Rule.UID,
}  # fmt: skip
_BIRTH_AND_PLACE = frozenset(
    ("PatientBirthDate", "PatientBirthTime", "GPSTimeStamp", "GPSDateStamp")
)
"""Dates that the Modified Dates Option does not retain."""

_BYTES_KEPT = frozenset((
    "PixelData", "ICCProfile", "WaveformData", "WaveformPaddingValue", "ChannelMinimumValue",
    "ChannelMaximumValue", "FillPattern", "WeightingLookupTableData",
))  # fmt: skip
"""Bytes without a structure of words (VR OB) that an image or a waveform cannot do without."""

_SHORT_TEXT_OF_PEOPLE = frozenset((
    "PatientBirthDateInAlternativeCalendar", "PatientDeathDateInAlternativeCalendar",
    "BreedRegistrationNumber", "ComponentWelderIDs", "DeviceID", "SubstanceAdministrationDeviceID",
    "PlacerOrderNumberProcedure", "FillerOrderNumberProcedure", "ContactDisplayName", "OwnerID",
    "PlacerOrderNumberImagingServiceRequestRetired", "PrinterName", "PrintQueueID", "PrintJobID",
    "FillerOrderNumberImagingServiceRequestRetired", "HangingProtocolCreator",
    "HangingProtocolUserGroupName", "StorageMediaFileSetID", "NTPSourceAddress", "InstructionText",
    "RequestedProcedureDescriptionTrial", "RadiationMachineName", "ResourceDescription",
    "AuthorizationEquipmentCertificationNumber", "StrainStockNumber", "ErrorComment",
))  # fmt: skip
"""Short text outside the table that holds ids, addresses or remarks."""

_REMARKS = ("Comment", "Comments", "Notes")


@cache
def rule_of(tag: int) -> Rule:
    """The rule of an attribute by its tag. Unknown and private attributes are removed."""
    vr = vr_of(tag)
    if in_removed_group(tag) or not vr:
        return Rule.REMOVE
    row = by_tag().get(tag)
    if row is None:
        return _outside(vr, keyword_of(tag))
    return _inside(row.action, vr, keyword_of(tag))


@cache
def fallback_of(tag: int) -> Rule:
    """What is done to a value that its rule could not keep: the table's action, or a dummy.

    An unknown character set is left out, which means the default one.
    """
    if keyword_of(tag) == "SpecificCharacterSet":
        return Rule.REMOVE
    row = by_tag().get(tag)
    return Rule.DUMMY if row is None else _DEFINITE[row.action]


def _inside(action: str, vr: str, keyword: str) -> Rule:
    if keyword == "PatientID":
        return Rule.PSEUDONYM
    if keyword == "PatientAge" or (vr in DATES and keyword not in _BIRTH_AND_PLACE):
        return Rule.KEEP
    return _DEFINITE[action]


def _outside(vr: str, keyword: str) -> Rule:
    if vr in ("OB", "UN", "OB or OW"):
        return Rule.KEEP if keyword in _BYTES_KEPT else Rule.REMOVE
    if keyword in CODES:
        return Rule.KEEP
    if vr in FREE_TEXT:
        return Rule.CLEAN
    people = keyword in _SHORT_TEXT_OF_PEOPLE or keyword.endswith(_REMARKS)
    return Rule.DUMMY if vr in ("PN", "AE", "UR") or people else Rule.KEEP
