"""What a source yields: a raw record that still carries identity, or a quarantine row."""

from __future__ import annotations

from dataclasses import dataclass

from pydicom.dataset import Dataset

from residency.data.pixels import Pixels


@dataclass(frozen=True, slots=True)
class Raw:
    """One decoded file with its header. Not a sample: only `deidentify` may read the header."""

    file: str  # relative to the source's root; may itself name a patient
    sha256: str  # of the file's bytes
    header: Dataset  # without pixel data
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that did not become a record, and why. Names the file, so it stays in ingest.

    `reason` comes from a fixed set of sentences; `detail` holds exception types and DICOM
    codes only, never a value of the header.
    """

    file: str
    reason: str
    detail: str = ""
