"""Pictures of a conversation: decoded within limits, upright, without the file around them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from residency.data.dicom_bytes import MAX_FILE_BYTES, UnpacksTooLarge, read_dicom
from residency.data.dicom_pixels import PixelsTooLarge, decode
from residency.data.header import DAMAGE, quiet
from residency.data.image import MAX_PIXELS, ImageTooLarge, ImageUnreadable, decode_image
from residency.data.pixels import Picture, Pixels

MAX_RECORD_PIXELS = 2 * MAX_PIXELS
_PREAMBLE = 128
_MAGIC = b"DICM"


@dataclass(frozen=True, slots=True)
class Plain:
    """A decoded PNG or JPEG; whatever else the file said is gone."""

    picture: Picture
    format: str


@dataclass(frozen=True, slots=True)
class Framed:
    """The decoded frames of a DICOM file, with the header that still names a patient."""

    pixels: Pixels
    header: Dataset
    sha256: str
    format: str = "DICOM"

    @property
    def size(self) -> int:
        """How many pixels were decoded, of all frames."""
        return int(np.prod(self.pixels.frames.shape[:3]))


class Unusable(ValueError):
    """A picture that cannot be used: a fixed sentence, and the type of what went wrong."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def is_dicom(content: bytes) -> bool:
    """Whether an encoded picture is a DICOM file (PS3.10 7.1)."""
    return content[_PREAMBLE : _PREAMBLE + len(_MAGIC)] == _MAGIC


def decode_dicoms(contents: Sequence[bytes], most: int = MAX_RECORD_PIXELS) -> dict[int, Framed]:
    """Those pictures of one record that are DICOM files, by number: together so many pixels.

    Raises:
        Unusable: one is over a limit, or damaged.
    """
    found: dict[int, Framed] = {}
    for number, content in enumerate(contents):
        if is_dicom(content):
            found[number] = _decode_dicom(content, min(most, MAX_PIXELS))
            most -= found[number].size
    return found


def decode_picture(content: bytes) -> Plain | Framed:
    """Decode one PNG, JPEG or DICOM file. Raises what decode_plain raises."""
    return _decode_dicom(content, MAX_PIXELS) if is_dicom(content) else decode_plain(content)


def decode_plain(content: bytes) -> Plain:
    """Decode one PNG or JPEG; bytes and pixels are limited before it is decoded.

    Raises:
        Unusable: over a limit, of another format, or damaged.
    """
    try:
        picture = decode_image(content)
    except ImageTooLarge as error:
        raise Unusable("image larger than the limit", type(error).__name__) from None
    except ImageUnreadable as error:
        raise Unusable("image does not decode", type(error).__name__) from None
    return Plain(picture, "PNG" if content.startswith(b"\x89PNG") else "JPEG")


def _decode_dicom(content: bytes, max_pixels: int) -> Framed:
    if len(content) > MAX_FILE_BYTES:
        raise Unusable("image larger than the limit", "DICOM")
    try:
        with quiet():
            header = read_dicom(content)
            if int(header.Rows) * int(header.Columns) > max_pixels:
                raise Unusable("image larger than the limit", "PixelsTooLarge")
            pixels = decode(header)
            del header.PixelData
    except Unusable:  # a ValueError, as damage is
        raise
    except (PixelsTooLarge, UnpacksTooLarge) as error:
        raise Unusable("image larger than the limit", type(error).__name__) from None
    except (InvalidDicomError, *DAMAGE) as error:
        raise Unusable("image does not decode", type(error).__name__) from None
    return Framed(pixels, header, hashlib.sha256(content).hexdigest())
