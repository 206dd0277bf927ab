"""Tokens planted into a dataset: one for each row of the profile's table, and around it.

A token is 12 characters that every value representation of text takes, upper case and digits, so
that nothing removes it for its form alone. Dates, UIDs and binary values have no room for a token:
they get values of their own that are compared afterwards.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from pydicom import config, dcmread, dcmwrite
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset
from pydicom.sequence import Sequence

from residency.data.deid.table import Row, vr_of
from residency.data.header import DAMAGE, quiet

MARK = "CNRY"
NUMBER_MARK = "7351"
PRIVATE, CURVE, OVERLAY, UNKNOWN = 0x00091010, 0x50000010, 0x60000022, 0x0018FFF1
_DATES = ("DA", "DT", "TM")
_BYTES = ("OB", "UN", "OW")
_FIRST_DAY = date(1931, 1, 1)


@dataclass(slots=True)
class Planted:
    """What was planted where: tokens by place, and values that are compared."""

    tokens: dict[str, str] = field(default_factory=dict)  # token -> place
    uids: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)  # as YYYYMMDD

    def token(self, place: str) -> str:
        """A token of 12 characters for a place; the same place, the same token."""
        letters = hashlib.sha256(place.encode()).hexdigest().upper()[:8]
        self.tokens[MARK + letters] = place
        return MARK + letters

    def number(self, place: str) -> str:
        """A token of 12 digits."""
        digits = int(hashlib.sha256(place.encode()).hexdigest(), 16) % 10**8
        token = f"{NUMBER_MARK}{digits:08}"
        self.tokens[token] = place
        return token


def plant(dataset: FileDataset, rows: Iterable[Row], *, as_text: bool = True) -> Planted:
    """Plant into `dataset`, at the top and two sequences deep, and into what lies around it.

    as_text: dates, times and ages get tokens too, which are malformed there; otherwise valid
    values, to be compared.
    """
    planted, rows = Planted(), [row for row in rows if row.number is not None]
    inner, middle = Dataset(), Dataset()
    for row in rows:
        _put(dataset, planted, row, "top", as_text=as_text)
        _put(inner, planted, row, "nested", as_text=as_text)
    _around(inner, planted, "nested")
    middle.PlaneOrientationSequence = Sequence([inner])
    dataset.SharedFunctionalGroupsSequence = Sequence([middle])
    _around(dataset, planted, "top")
    dataset.preamble = planted.token("preamble").encode().ljust(128, b"\0")
    _set(dataset.file_meta, 0x00020016, "AE", planted.token("meta source AE"))
    _set(dataset.file_meta, 0x00020017, "AE", planted.token("meta sending AE"))
    _set(dataset.file_meta, 0x00020100, "UI", "1.2.999.1")
    _set(dataset.file_meta, 0x00020102, "OB", planted.token("meta private").encode())
    return planted


def _around(dataset: Dataset, planted: Planted, level: str) -> None:
    """What no single row names: private groups, curves, overlays, unknown elements."""
    _set(dataset, 0x00090010, "LO", planted.token(f"{level} private creator"))
    _set(dataset, PRIVATE, "LT", planted.token(f"{level} private"))
    _set(dataset, CURVE, "LO", planted.token(f"{level} curve"))
    _set(dataset, 0x50003000, "OB", planted.token(f"{level} audio").encode())
    _set(dataset, OVERLAY, "LO", planted.token(f"{level} overlay"))
    _set(dataset, 0x60003000, "OB", planted.token(f"{level} overlay bits").encode())
    _set(dataset, 0x60004000, "LT", planted.token(f"{level} overlay comments"))
    _set(dataset, UNKNOWN, "LO", planted.token(f"{level} unknown"))


def _put(dataset: Dataset, planted: Planted, row: Row, level: str, *, as_text: bool) -> None:
    tag = int(row.tag, 16)
    if tag >> 16 in (0x0000, 0x0002, 0x0004):  # never in an object's dataset
        return
    place, vr = f"{level} {row.tag} {row.name}", vr_of(tag) or "LO"
    if vr == "SQ":
        _set(dataset, tag, vr, Sequence([_item(planted, place)]))
    elif vr == "UI":
        planted.uids.append(f"1.2.999.{tag}.{len(planted.uids)}")
        _set(dataset, tag, vr, planted.uids[-1])
    elif vr in _BYTES:
        _set(dataset, tag, vr, planted.token(place).encode())
    elif vr in ("DS", "IS"):
        _set(dataset, tag, vr, planted.number(place))
    elif vr == "US":
        _set(dataset, tag, vr, 7351)
    elif vr in (*_DATES, "AS") and not as_text:
        _set(dataset, tag, vr, _valid(planted, vr))
    else:
        _set(dataset, tag, vr, planted.token(place))


def _item(planted: Planted, place: str) -> Dataset:
    """An item whose text only the row above it can take out, beside what has rows itself."""
    item, inner = Dataset(), Dataset()
    _set(item, 0x00080104, "LO", planted.token(f"{place} / code meaning"))
    _set(item, 0x0040A160, "UT", planted.token(f"{place} / text"))
    _set(inner, 0x00700006, "ST", planted.token(f"{place} / unformatted text"))
    _set(inner, 0x00080104, "LO", planted.token(f"{place} / inner code meaning"))
    _set(inner, 0x00080080, "LO", planted.token(f"{place} / institution"))
    item.ReferencedSeriesSequence = Sequence([inner])
    return item


def _valid(planted: Planted, vr: str) -> str:
    if vr == "AS":
        return "097Y"
    if vr == "TM":
        return "073510"
    day = _FIRST_DAY + timedelta(days=len(planted.dates))
    planted.dates.append(day.strftime("%Y%m%d"))
    return planted.dates[-1] if vr == "DA" else f"{planted.dates[-1]}073510.735100+0515"


def _set(dataset: Dataset, tag: int, vr: str, value: object) -> None:
    """As it stands: pydicom would refuse a token where a date belongs."""
    if vr in ("DA", "DT", "TM", "DS", "IS", "AS"):
        element = DataElement(tag, vr, value, already_converted=True)
    else:
        element = DataElement(tag, vr, value, validation_mode=config.IGNORE)
    dataset[tag] = element


def planted_file(
    content: FileDataset, rows: Iterable[Row], *, as_text: bool = True
) -> tuple[FileDataset, Planted]:
    """`content` with tokens, written and read back, so that it is parsed as a file from outside.

    What cannot be written (damaged test files) is handed over as it stands in memory.
    """
    planted = plant(content, rows, as_text=as_text)
    buffer = io.BytesIO()
    try:
        with quiet():
            dcmwrite(buffer, content)
            buffer.seek(0)
            return dcmread(buffer), planted
    except DAMAGE:
        return content, planted
