"""DICOM files of a folder: each is decoded to a Raw record or quarantined with a reason."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from residency.data.dicom_pixels import PixelsTooLarge, decode
from residency.data.header import quiet
from residency.data.raw import Quarantined, Raw

MAX_FILE_BYTES = 512 * 1024 * 1024

# What reading a damaged file raises in pydicom and its decoders; anything else is our fault.
DAMAGE = (ValueError, TypeError, AttributeError, KeyError, IndexError, EOFError, OSError,
          NotImplementedError, RuntimeError, RecursionError, OverflowError)  # fmt: skip


def read(root: Path, file: str) -> Raw | Quarantined:
    """Read and decode one file of the folder `root`.

    pydicom's warnings about odd headers are not errors and are kept silent here.
    """
    path = root / file
    if path.stat().st_size > MAX_FILE_BYTES:
        return Quarantined(file, "file larger than the limit", f"{MAX_FILE_BYTES} bytes")
    content = path.read_bytes()
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
    return Raw(file, hashlib.sha256(content).hexdigest(), dataset, pixels)
