"""The bytes of a DICOM file, parsed in bounded memory.

Two kinds of a few megabytes unpack to gigabytes: a deflated file (PS3.5 A.5), which pydicom
inflates whole, and a compressed frame whose own header announces more pixels than the file's.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import Final

import pydicom
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.tag import BaseTag
from pydicom.uid import DeflatedExplicitVRLittleEndian

MAX_FILE_BYTES: Final = 512 * 1024 * 1024
_PREFIX = 132  # bytes before the file meta: preamble and DICM (PS3.10 7.1)
_STEP = 1024 * 1024
_NO_SIZE = frozenset((0xC4, 0xC8, 0xCC))  # of SOF's range: tables and extensions
_SOF = (frozenset(range(0xC0, 0xD0)) - _NO_SIZE) | {0xF7}  # ISO 10918-1 B.1.1.3; F7: JPEG-LS
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))  # markers without a length
_SIZ = b"\xff\x4f\xff\x51"  # how every JPEG 2000 codestream begins (ISO 15444-1 A.4)


class UnpacksTooLarge(ValueError):
    """A deflated file holds more than we are willing to inflate."""


def read_dicom(content: bytes, most: int = MAX_FILE_BYTES) -> Dataset:
    """The dataset of a file, its pixels still encoded.

    Raises:
        UnpacksTooLarge: before it is inflated, where more than `most` bytes would come out.
        pydicom.errors.InvalidDicomError, residency.data.header.DAMAGE: as pydicom.
    """
    if _inflated_exceeds(content, most):
        raise UnpacksTooLarge(f"more than {most} bytes")
    return pydicom.dcmread(io.BytesIO(content))


def announced_size(frame: bytes) -> tuple[int, int] | None:
    """Rows and columns that a JPEG, JPEG-LS or JPEG 2000 frame says it has; None of others."""
    start = frame.find(_SIZ)
    if start >= 0 and not frame.startswith(b"\xff\xd8"):
        siz = frame[start + 8 : start + 16]
        return None if len(siz) < 8 else struct.unpack(">II", siz)[::-1]
    return _jpeg_size(frame) if frame.startswith(b"\xff\xd8") else None


def _jpeg_size(frame: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(frame) and frame[at] == 0xFF:
        marker = frame[at + 1]
        if marker in _SOF:
            rows, columns = struct.unpack(">HH", frame[at + 5 : at + 9])
            return rows, columns
        if marker == 0xFF:  # a fill byte
            at += 1
        elif marker in _ALONE:
            at += 2
        else:
            at += 2 + int.from_bytes(frame[at + 2 : at + 4])
    return None


def _inflated_exceeds(content: bytes, most: int) -> bool:
    if content[_PREFIX - 4 : _PREFIX] != b"DICM":
        return False
    file = io.BytesIO(content)
    file.seek(_PREFIX)
    meta = read_dataset(file, False, True, stop_when=_is_after_meta)
    if meta.get("TransferSyntaxUID") != DeflatedExplicitVRLittleEndian:
        return False
    inflater, total = zlib.decompressobj(-zlib.MAX_WBITS), 0
    packed = file.read()
    while packed and not inflater.eof and total <= most:
        total += len(inflater.decompress(packed, _STEP))
        packed = inflater.unconsumed_tail
    return total > most


def _is_after_meta(tag: BaseTag, _vr: str | None, _length: int) -> bool:
    return tag.group != 2
