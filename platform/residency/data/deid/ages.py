"""Ages above 89 years identify (45 CFR 164.514(b)(2)(i)(C)): they become 90."""

from __future__ import annotations

import re

HIGHEST_AGE_SHOWN = 89
CAPPED = "090Y"
_AGE = re.compile(r"\d{3}[DWMY]")


def capped(age: str) -> str | None:
    """A DICOM age string (VR AS) of at most 90 years; None where it is not one.

    Days, weeks and months of three digits never pass 89 years.
    """
    text = age.strip(" \0")
    if not _AGE.fullmatch(text):
        return None
    return CAPPED if text[3] == "Y" and int(text[:3]) > HIGHEST_AGE_SHOWN else text
