"""Files written oddly, by hand: what pydicom parses late, leniently or not at all stays out."""

import io
import logging
import random
import struct

import pydicom
import pytest
from pydicom.dataset import Dataset, FileDataset
from pydicom.sequence import Sequence

from benchmarks.headers.files import packaged_files, parsed
from residency.data.deid.attribute_text import TextRules
from residency.data.deid.cleaner import Cleaner
from residency.data.deid.dates import DateShift
from residency.data.deid.file import to_bytes
from residency.data.deid.header import clean_header
from residency.data.header import DAMAGE, quiet
from residency.data.pseudonym import TenantKey
from tests.unit.data.conftest import WriteDicom

TOKEN = b"CNRY0123456789AB"
UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD


def tag(number: int) -> bytes:
    return struct.pack("<HH", number >> 16, number & 0xFFFF)


def short(number: int, vr: bytes, value: bytes) -> bytes:
    return tag(number) + vr + struct.pack("<H", len(value)) + value


def long(number: int, vr: bytes, value: bytes, length: int | None = None) -> bytes:
    return (
        tag(number) + vr + struct.pack("<HI", 0, len(value) if length is None else length) + value
    )


def implicit(number: int, value: bytes) -> bytes:
    return tag(number) + struct.pack("<I", len(value)) + value


def items(content: bytes) -> bytes:
    """A sequence's value of undefined length, its item of undefined length too."""
    return (
        tag(ITEM) + struct.pack("<I", UNDEFINED) + content
        + tag(ITEM_END) + bytes(4) + tag(SEQUENCE_END) + bytes(4)
    )  # fmt: skip


ODD = {
    "text in a date": short(0x00080020, b"LO", TOKEN),
    "a date of text": short(0x00080020, b"DA", TOKEN),
    "text in a time": short(0x00080030, b"TM", TOKEN),
    "text in a number": short(0x00180050, b"DS", TOKEN),
    "text in an integer": short(0x00200013, b"IS", TOKEN),
    "text as unsigned numbers": short(0x00280010, b"LO", TOKEN),
    "bytes in a number": long(0x00280010, b"OB", TOKEN),
    "text in a code string": short(0x00180015, b"CS", TOKEN.lower()),
    "bytes in text": long(0x00080070, b"OB", TOKEN),
    "a sequence in text": long(
        0x00080070, b"SQ", items(short(0x00081030, b"LO", TOKEN)), UNDEFINED
    ),
    "text in a sequence": short(0x00081032, b"LO", TOKEN),
    "text in a uid": short(0x0020000D, b"UI", TOKEN),
    "text in a class": short(0x00080016, b"UI", TOKEN),
    "unknown representation": long(0x00081030, b"UN", TOKEN),
    "unknown representation, a name": long(0x00100010, b"UN", TOKEN),
    "no representation at all": short(0x00081030, b"ZZ", TOKEN),
    "private, undefined length": long(
        0x00091010, b"UN", items(implicit(0x00100010, TOKEN)), UNDEFINED
    ),
    "known, undefined length": long(
        0x00081140, b"UN", items(implicit(0x00081030, TOKEN)), UNDEFINED
    ),
    "very long text": short(0x00080080, b"LO", TOKEN * 100),
    "a group length": short(0x00100000, b"UL", TOKEN[:4]) + short(0x00100010, b"PN", TOKEN),
    "an unknown character set": short(0x00080005, b"CS", TOKEN),
    "a message's element": short(0x00001000, b"UI", TOKEN),
    "file meta in the data": short(0x00020016, b"AE", TOKEN),
    "a directory's element": short(0x00041500, b"CS", TOKEN),
    "a length beyond the end": long(0x00104000, b"UT", TOKEN, 10_000),
    "padding": long(0xFFFCFFFC, b"OB", TOKEN),
}


def with_odd(write_dicom: WriteDicom, odd: bytes) -> bytes:
    """A file whose dataset is the odd elements and what pydicom needs to read them."""
    whole = write_dicom().read_bytes()
    meta_end = 144 + struct.unpack("<I", whole[140:144])[0]
    return whole[:meta_end] + odd


@pytest.mark.parametrize("name", ODD)
def test_nothing_of_an_odd_element_survives(
    write_dicom: WriteDicom, key: TenantKey, name: str
) -> None:
    content = with_odd(write_dicom, ODD[name])
    assert TOKEN.lower() in content.lower()
    try:
        with quiet():
            dataset = pydicom.dcmread(io.BytesIO(content))
        released = to_bytes(clean_header(dataset, key))
    except DAMAGE:
        return  # the caller quarantines the file
    assert TOKEN.lower() not in released.lower()


def test_values_read_late_are_cleaned(write_dicom: WriteDicom, key: TenantKey) -> None:
    path = write_dicom(InstitutionName=TOKEN.decode() * 4, ImageComments=TOKEN.decode() * 100)
    dataset = pydicom.dcmread(path, defer_size=16)
    assert TOKEN not in to_bytes(clean_header(dataset, key))


def test_text_of_other_alphabets_stays_readable(write_dicom: WriteDicom, key: TenantKey) -> None:
    path = write_dicom(SpecificCharacterSet="ISO_IR 100", Manufacturer="Müller Röntgen")
    content = to_bytes(clean_header(pydicom.dcmread(path), key))
    assert pydicom.dcmread(io.BytesIO(content)).Manufacturer == "Müller Röntgen"


def test_endless_nesting_is_refused(write_dicom: WriteDicom, key: TenantKey) -> None:
    dataset: FileDataset = pydicom.dcmread(write_dicom())
    inner = Dataset()
    for _ in range(200):
        outer = Dataset()
        outer.ReferencedSeriesSequence = Sequence([inner])
        inner = outer
    dataset.ReferencedSeriesSequence = Sequence([inner])
    with pytest.raises(ValueError, match="deeper than"):
        clean_header(dataset, key)
    with pytest.raises(ValueError, match="deeper than"):
        Cleaner(TextRules(key, DateShift(30), None, None)).dataset(dataset)


def test_damage_raises_nothing_but_what_is_documented(key: TenantKey) -> None:
    chance, raised = random.Random(7), 0
    files = [path.read_bytes() for path in packaged_files() if path.stat().st_size < 20_000]
    for _ in range(150):
        damaged = bytearray(chance.choice(files))
        for _ in range(8):
            damaged[chance.randrange(len(damaged) // 8, len(damaged))] = chance.randrange(256)
        dataset = parsed(bytes(damaged))
        if dataset is None:
            continue
        try:
            to_bytes(clean_header(dataset, key))
        except DAMAGE:
            raised += 1
    assert raised > 0


def test_no_odd_value_is_logged(
    write_dicom: WriteDicom, key: TenantKey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for odd in ODD.values():
        dataset = parsed(with_odd(write_dicom, odd))
        if dataset is not None:
            clean_header(dataset, key)
    assert caplog.text == ""
