"""The bytes of one DICOM file: decoded to a Raw record, or quarantined with a reason."""

from __future__ import annotations

import hashlib

from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.pixels import get_decoder

from residency.data.dicom_bytes import UnpacksTooLarge, read_dicom
from residency.data.dicom_pixels import PixelsTooLarge, decode
from residency.data.header import DAMAGE, quiet
from residency.data.raw import Quarantined, Raw
from residency.data.sources import reasons


def parse(file: str, content: bytes) -> Raw | Quarantined:
    """Parse and decode the bytes of one file.

    pydicom's warnings about odd headers are not errors and are kept silent here.
    """
    with quiet():
        header = _parse(file, content)
        return header if isinstance(header, Quarantined) else _decode(file, content, header)


def _parse(file: str, content: bytes) -> Dataset | Quarantined:
    try:
        return read_dicom(content)
    except InvalidDicomError:
        return Quarantined(file, reasons.NOT_DICOM)
    except UnpacksTooLarge as error:
        return Quarantined(file, reasons.FILE_TOO_LARGE, str(error))
    except DAMAGE as error:
        return Quarantined(file, reasons.HEADER_DAMAGED, type(error).__name__)


def _decode(file: str, content: bytes, dataset: Dataset) -> Raw | Quarantined:
    try:
        if "PixelData" not in dataset:
            return Quarantined(file, reasons.NO_PIXELS)
        if not _has_decoder(dataset):
            return Quarantined(file, reasons.NO_DECODER)
        pixels = decode(dataset)
        del dataset.PixelData
    except PixelsTooLarge as error:
        return Quarantined(file, reasons.TOO_MANY_PIXELS, str(error))
    except DAMAGE as error:
        return Quarantined(file, reasons.PIXELS_DAMAGED, type(error).__name__)
    return Raw(file, hashlib.sha256(content).hexdigest(), dataset, pixels)


def _has_decoder(dataset: Dataset) -> bool:
    """Whether a plug-in for the file's transfer syntax is installed; raw pixels need none."""
    syntax = dataset.file_meta.get("TransferSyntaxUID")
    if syntax is None or not syntax.is_compressed:
        return True
    try:
        return bool(get_decoder(syntax).is_available)
    except NotImplementedError:  # a video, or a syntax of a vendor's own
        return False
