"""What a source yields: raw records that still carry identity, or why a row is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydicom.dataset import Dataset

from residency.data.pixels import Pixels
from residency.data.sample import AnswerType, Turn


@dataclass(frozen=True, slots=True)
class Raw:
    """One decoded file with its header. Not a sample: only `deidentify` may read the header."""

    file: str  # relative to the source's root; may itself name a patient
    sha256: str  # of the file's bytes
    header: Dataset  # without pixel data
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class RawSample:
    """One conversation as a published set or a hospital's export holds it, not yet a sample.

    Images are encoded files (PNG, JPEG or DICOM) in the order of the turns that they belong to.
    """

    key: str  # file and row, or the set's own id; unique in the dataset, and may name a patient
    turns: tuple[Turn, ...]
    images: tuple[bytes, ...] = ()
    kind: str = "open"  # what is asked, in the set's own words: CLOSED, modality, caption, ...
    answer: str = ""
    alternatives: tuple[str, ...] = ()  # answers that the set counts as right, too
    answer_type: AnswerType = "open"
    patient: str = ""
    study: str = ""
    split: str = ""  # the set's own: train, validate, test, ...; empty where it has none
    attributes: Mapping[str, str] = field(default_factory=dict)  # organ, modality, ...


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file or row that did not become a record, and why. Names the file: it stays in ingest.

    `reason` comes from a fixed set of sentences; `detail` holds exception types and DICOM
    codes only, never a value of the header or the row.
    """

    file: str
    reason: str
    detail: str = ""
    row: int | None = None  # from 0, in a file of many rows


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A row that is as it should be, and no sample: one of a test set without its answers.

    It counts as dropped under its reason, which comes from the fixed set of sentences.
    """

    file: str
    reason: str
    row: int | None = None
