"""A de-identified dataset as a DICOM file (PS3.10)."""

from __future__ import annotations

import io

from pydicom.dataset import Dataset
from pydicom.filewriter import dcmwrite

from residency.data.header import quiet

_PREAMBLE = bytes(128)


def to_bytes(dataset: Dataset) -> bytes:
    """The file of a dataset that `clean_header` made: zeroed preamble, its file meta, the data.

    Raises:
        ValueError: the dataset does not say that its identity was removed.
        residency.data.header.DAMAGE: a value cannot be encoded.
    """
    if dataset.get("PatientIdentityRemoved") != "YES":
        raise ValueError("only a dataset that clean_header made is written")
    buffer = io.BytesIO()
    with quiet():
        dataset.preamble = _PREAMBLE
        dcmwrite(buffer, dataset)
    return buffer.getvalue()
