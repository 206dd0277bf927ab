"""The eighteen identifiers of HIPAA's Safe Harbor."""

from __future__ import annotations

from enum import StrEnum


class SafeHarbor(StrEnum):
    """What must go for a text to count as de-identified: 45 CFR 164.514(b)(2)(i), (A) to (R)."""

    NAME = "name"
    GEOGRAPHY = "geography"  # smaller than a state; facilities named after a place included
    DATE = "date"  # but for the year; ages over 89 included
    PHONE = "phone"
    FAX = "fax"
    EMAIL = "email"
    SSN = "ssn"
    MRN = "mrn"
    HEALTH_PLAN = "health_plan"
    ACCOUNT = "account"
    LICENCE = "licence"  # certificate and licence numbers
    VEHICLE = "vehicle"  # identification numbers and licence plates
    DEVICE = "device"  # device identifiers and serial numbers
    URL = "url"
    IP = "ip"
    BIOMETRIC = "biometric"
    PHOTOGRAPH = "photograph"
    OTHER = "other"  # any other number, characteristic or code that is one person's alone

    @property
    def textual(self) -> bool:
        """Whether it stands in text: finger prints, voices and photographs do not."""
        return self not in (SafeHarbor.BIOMETRIC, SafeHarbor.PHOTOGRAPH)
