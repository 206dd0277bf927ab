"""DICOM files of a folder: each is decoded to a Raw record or quarantined with a reason."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from residency.data.dicom_pixels import PixelsTooLarge, decode
from residency.data.header import DAMAGE, quiet
from residency.data.raw import Quarantined, Raw

MAX_FILE_BYTES = 512 * 1024 * 1024


def read(root: Path, file: str) -> Raw | Quarantined:
    """Read and decode one file of the folder `root`.

    pydicom's warnings about odd headers are not errors and are kept silent here.
    """
    path = root / file
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return Quarantined(file, "file larger than the limit", f"{MAX_FILE_BYTES} bytes")
        content = path.read_bytes()
    except OSError as error:  # its own message names the file, which may name a patient
        return Quarantined(file, "file cannot be read", type(error).__name__)
    with quiet():
        header = _parse(file, content)
        return header if isinstance(header, Quarantined) else _decode(file, content, header)


def _parse(file: str, content: bytes) -> Dataset | Quarantined:
    try:
        return pydicom.dcmread(io.BytesIO(content))
    except InvalidDicomError:
        return Quarantined(file, "not a DICOM file")
    except DAMAGE as error:
        return Quarantined(file, "header does not parse", type(error).__name__)


def _decode(file: str, content: bytes, dataset: Dataset) -> Raw | Quarantined:
    try:
        if "PixelData" not in dataset:
            return Quarantined(file, "no pixel data")
        pixels = decode(dataset)
        del dataset.PixelData
    except PixelsTooLarge as error:
        return Quarantined(file, "more pixels than the limit", str(error))
    except DAMAGE as error:
        return Quarantined(file, "pixels do not decode", type(error).__name__)
    except BaseException as error:
        if not _is_panic(error):
            raise
        return Quarantined(file, "pixels do not decode", type(error).__name__)
    return Raw(file, hashlib.sha256(content).hexdigest(), dataset, pixels)


def _is_panic(error: BaseException) -> bool:
    """Whether a decoder written in Rust (pylibjpeg-rle 2.2) gave up: no Exception in Python."""
    return type(error).__module__ == "pyo3_runtime"
