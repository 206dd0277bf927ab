"""A synthetic note, and what is known of each part of its text."""

from __future__ import annotations

from dataclasses import dataclass

from residency.data.deid.safe_harbor import SafeHarbor


@dataclass(frozen=True, slots=True)
class Label:
    """An identifier: text[start:end]. The subclass is finer than the kind: `vin`, `plate`."""

    start: int
    end: int
    kind: SafeHarbor
    subclass: str


@dataclass(frozen=True, slots=True)
class ClinicalTerm:
    """Words that must stay: text[start:end]. The group says what they are: `drug`, `eponym`."""

    start: int
    end: int
    group: str


@dataclass(frozen=True, slots=True)
class Note:
    """One text. Labels and terms are in the order of the text and never overlap.

    `names` are the values of the study's own header, in the form that DICOM gives them; empty
    where no header came with the text.
    """

    text: str
    identifiers: tuple[Label, ...]
    clinical: tuple[ClinicalTerm, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a note before it is placed: plain words, an identifier or a clinical term."""

    text: str
    kind: SafeHarbor | None = None
    subclass: str = ""
    group: str = ""
