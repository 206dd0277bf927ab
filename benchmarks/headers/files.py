"""Every DICOM file that the packages pydicom and pydicom-data hold."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pydicom
from pydicom.dataset import FileDataset
from pydicom.errors import InvalidDicomError

from residency.data.header import DAMAGE, quiet

_NOT_DICOM = frozenset((".py", ".pyc", ".json", ".txt", ".md"))


def packaged_files() -> Iterator[Path]:
    """The files of both packages, in order; some of them are no DICOM or damaged on purpose."""
    for package, folder in (("pydicom", "data"), ("data_store", "data")):
        root = Path(str(files(package).joinpath(folder)))
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix not in _NOT_DICOM:
                yield path


def parsed(content: bytes) -> FileDataset | None:
    """The dataset of a file's bytes; None where pydicom cannot read it."""
    try:
        with quiet():
            return pydicom.dcmread(io.BytesIO(content))
    except (*DAMAGE, InvalidDicomError):
        return None
