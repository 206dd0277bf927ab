"""The Basic Application Level Confidentiality Profile: what is done to which attribute.

PS3.15 Table E.1-1, edition 2026c, as data: `table.json` holds its 655 rows (652 attributes and the
ranges of curves and overlays). The table's line about private attributes is a rule here: every
odd group is removed. The action codes are those of PS3.15 Table E.1-1a:

    D dummy value   Z zero length   X remove   U pseudonymous UID   C clean
    Z/D, X/Z, X/D, X/Z/D, X/Z/U*    the first that keeps the object valid
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydicom.datadict import DicomDictionary

EDITION = "2026c"
CURVES = range(0x5000, 0x5100)
OVERLAYS = range(0x6000, 0x6100)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `tag` in 8 hexadecimal digits, with `x` for any digit in a range."""

    tag: str
    action: str  # of the basic profile
    cleanable: bool  # "C" under the Clean Descriptors Option
    name: str

    @property
    def number(self) -> int | None:
        """The tag as a number; None for a range."""
        return None if "x" in self.tag else int(self.tag, 16)


@cache
def rows() -> tuple[Row, ...]:
    """All rows, by tag. ValueError where the file is of another edition than EDITION."""
    path = resources.files("residency.data.deid").joinpath("table.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    if content["edition"] != EDITION:
        raise ValueError(f"table.json is of edition {content['edition']}, not {EDITION}")
    return tuple(Row(tag, action, clean == "C", name) for tag, action, clean, name in
                 content["rows"])  # fmt: skip


@cache
def by_tag() -> dict[int, Row]:
    """The rows of single attributes."""
    return {row.number: row for row in rows() if row.number is not None}


def in_removed_group(tag: int) -> bool:
    """Private groups, curves, overlays, and what belongs to a file or a message, not an object.

    Group 0002 is rebuilt by the writer; 0000 is a network message, 0004 a media directory.
    Elements gggg,0000 are retired group lengths. 4010 describes luggage and its owners.
    """
    group, element = tag >> 16, tag & 0xFFFF
    return (
        group % 2 == 1
        or group in CURVES
        or group in OVERLAYS
        or group <= 0x0006
        or group in (0x4010, 0xFFFA, 0xFFFC, 0xFFFE)
        or element == 0
    )


def vr_of(tag: int) -> str:
    """The value representation in PS3.6, "US or SS" where it has several, empty if unknown."""
    return DicomDictionary[tag][0] if tag in DicomDictionary else ""


def keyword_of(tag: int) -> str:
    """The attribute's keyword in PS3.6, empty if unknown."""
    return DicomDictionary[tag][4] if tag in DicomDictionary else ""
