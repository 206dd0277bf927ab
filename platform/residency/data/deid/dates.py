"""Dates move by a whole number of days that is the patient's own: intervals stay, dates do not.

PS3.15 E.3.6, Retain Longitudinal Temporal Information with Modified Dates Option. Times of day
stay, offsets from UTC go: they tell the region.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from residency.data.pseudonym import TenantKey

MIN_DAYS_BACK = 30
MAX_DAYS_BACK = 3650
_DATE = re.compile(r"(\d{4})\.?(\d{2})\.?(\d{2})")  # with points: ACR-NEMA, before DICOM
_TIME = re.compile(r"([01]\d|2[0-3])(:?[0-5]\d(:?([0-5]\d|60)(\.\d{1,6})?)?)?")
_DATE_TIME = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})?(?P<day>\d{2})?"
    r"(?P<time>(?:[01]\d|2[0-3])(?:[0-5]\d(?:(?:[0-5]\d|60)(?:\.\d{1,6})?)?)?)?"
    r"(?P<zone>[+-]\d{4})?"
)


@dataclass(frozen=True, slots=True)
class DateShift:
    """Moves every date of one patient back by `days`."""

    days: int

    @classmethod
    def of_patient(cls, key: TenantKey, patient: str) -> DateShift:
        """The keyed shift of `patient`: MIN_DAYS_BACK to MAX_DAYS_BACK days, never none.

        Equal in every process and run of a tenant. `patient` is what identifies the patient in
        the files, as it is written there; an empty one shares a shift with all other empty ones.
        """
        spread = MAX_DAYS_BACK - MIN_DAYS_BACK + 1
        return cls(MIN_DAYS_BACK + key.number("date", patient or "no patient id") % spread)

    def date(self, text: str) -> str | None:
        """A date (VR DA) moved; None where `text` is not a date or leaves the calendar."""
        found = _DATE.fullmatch(text.strip(" \0"))
        moved = self._moved(found[1], found[2], found[3]) if found else None
        return None if moved is None else _written(moved)

    def date_time(self, text: str) -> str | None:
        """A date and time (VR DT) moved, in its own precision; None where it is not one."""
        found = _DATE_TIME.fullmatch(text.strip(" \0"))
        if found is None or (found["time"] and not found["day"]):
            return None
        moved = self._moved(found["year"], found["month"] or "01", found["day"] or "01")
        if moved is None:
            return None
        digits = 4 + 2 * bool(found["month"]) + 2 * bool(found["day"])
        return _written(moved)[:digits] + (found["time"] or "")

    def _moved(self, year: str, month: str, day: str) -> datetime.date | None:
        try:
            first = datetime.date(int(year), int(month), int(day))
            return first - datetime.timedelta(days=self.days)
        except (ValueError, OverflowError):
            return None


def time(text: str) -> str | None:
    """A time of day (VR TM) as it is; None where `text` is not one."""
    stripped = text.strip(" \0")
    return stripped if _TIME.fullmatch(stripped) else None


def _written(moved: datetime.date) -> str:
    return f"{moved.year:04}{moved.month:02}{moved.day:02}"
