"""A study's own identifying values: what must not be found again in its text or its pixels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from pydicom.dataset import Dataset

from residency.data.deid.values import texts
from residency.data.header import DAMAGE, quiet

SHORTEST = 3  # characters; shorter values are found everywhere
SHORTEST_NUMBER = 4  # digits; the same of numbers
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
MAX_DEPTH = 64  # of sequences in sequences
_NAMES = frozenset((
    "PatientName", "OtherPatientNames", "PatientBirthName", "PatientMotherBirthName",
    "ReferringPhysicianName", "PerformingPhysicianName", "PhysiciansOfRecord", "OperatorsName",
    "NameOfPhysiciansReadingStudy", "RequestingPhysician", "ScheduledPerformingPhysicianName",
    "ConsultingPhysicianName", "VerifyingObserverName", "PersonName", "ResponsiblePerson",
    "ContentCreatorName", "ReviewerName", "ReferencedPersonName",
))  # fmt: skip
_DATES = frozenset((
    "PatientBirthDate", "StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate",
    "AcquisitionDateTime", "AdmittingDate", "PerformedProcedureStepStartDate",
))  # fmt: skip
_IDS = frozenset((
    "PatientID", "OtherPatientIDs", "IssuerOfPatientID", "AccessionNumber", "StudyID",
    "InstitutionName", "InstitutionAddress", "InstitutionalDepartmentName", "StationName",
    "PatientAddress", "PatientTelephoneNumbers", "PersonTelephoneNumbers", "PersonAddress",
    "ReferringPhysicianAddress", "ReferringPhysicianTelephoneNumbers", "DeviceSerialNumber",
    "AdmissionID",
    "PlacerOrderNumberImagingServiceRequest", "FillerOrderNumberImagingServiceRequest",
))  # fmt: skip
_PLACEHOLDERS = frozenset((
    "anon", "anonymous", "anonymized", "none", "null", "test", "unknown", "patient", "not", "name",
    "phantom",
))  # fmt: skip
_DATE_FORMS = (
    "%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%m/%d/%Y",
    "%m-%d-%Y", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y",
    "%d %B %Y", "%B %d, %Y",
)  # fmt: skip
_LEADING_ZERO = re.compile(r"(?<!\d)0(?=\d)")


def identifying_ids(values: Iterable[str]) -> tuple[str, ...]:
    """Those of a record's own ids (of its patient, its study) that its text must not hold, sorted.

    Without what stands everywhere: words that name nobody, less than SHORTEST_NUMBER letters and
    digits, and numbers of so many that are years or round, which are figures of a report.
    """
    found = {form for value in values for form in _with_leading_zeros(value.strip())}
    return tuple(sorted(filter(_names_a_record, found)))


def _with_leading_zeros(value: str) -> tuple[str, ...]:
    """An id, and how a report writes one that begins with zeros."""
    return (value, value.lstrip("0")) if value.isdecimal() else (value,)


def _names_a_record(value: str) -> bool:
    """Signs between letters and digits do not count: the search lets them vary."""
    signs = [sign for sign in value if sign.isalnum()]
    if len(signs) < SHORTEST_NUMBER or value.lower() in _PLACEHOLDERS:
        return False
    number = "".join(signs)
    if not number.isdecimal() or len(number) > SHORTEST_NUMBER:
        return True
    return not (number.endswith("00") or _FIRST_YEAR <= int(number) <= _LAST_YEAR)


def identifying_values(dataset: Dataset) -> tuple[str, ...]:
    """Names whole and in parts, ids, places and dates in the ways they are written, sorted.

    Each is at least SHORTEST characters long. Sequences are looked into. They identify a patient,
    so they never leave ingest. Values that do not parse are left out.

    Raises:
        ValueError: sequences lie in each other deeper than MAX_DEPTH.
    """
    with quiet():
        found = {value.strip() for value in _values(dataset, 0)}
    return tuple(sorted(filter(_names_somebody, found)))


def _names_somebody(value: str) -> bool:
    return len(value) >= SHORTEST and value.lower() not in _PLACEHOLDERS


def _values(dataset: Dataset, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        raise ValueError(f"sequences lie deeper than {MAX_DEPTH} levels")
    for tag in list(dataset.keys()):
        try:
            element = dataset[tag]
            items = element.value if element.VR == "SQ" else ()
            written = [] if element.VR == "SQ" else texts(element)
        except DAMAGE:
            continue
        for text in written:
            yield from _forms(element.keyword, text)
        for item in items:
            yield from _values(item, depth + 1)


def _forms(keyword: str, text: str) -> Iterator[str]:
    """The ways in which one value of an attribute is written."""
    if keyword in _NAMES:
        yield from _names(text)
    elif keyword in _DATES:
        yield from _dates(text)
    elif keyword in _IDS:
        yield from (text, *text.splitlines())


def _names(text: str) -> Iterator[str]:
    """A person name (VR PN) in its groups (=), components (^) and words, and as written."""
    for group in text.split("="):
        words = [word for word in re.split(r"[\^\s,;]+", group) if word]
        yield from words
        for word in words:
            yield from word.split("-")
        components = [" ".join(part.split()) for part in group.split("^") if part.strip()]
        yield from components
        if len(components) > 1:
            family, given = components[:2]
            yield from (f"{given} {family}", f"{family} {given}", f"{family}, {given}")
            yield from (f"{family},{given}", f"{family}^{given}")


def _dates(text: str) -> Iterator[str]:
    digits = text.replace(".", "")[:8]
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return
    for form in _DATE_FORMS:
        written = day.strftime(form)
        yield from (written, _LEADING_ZERO.sub("", written))
