"""Datasets: where samples come from, in what state, and what is kept of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from residency.spec.base import Count, Name, Share, SpecModel

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class State(StrEnum):
    """What a person says of a dataset's identity content before ingest touches it."""

    RAW = "raw"
    DEIDENTIFIED = "deidentified"
    ATTESTED = "attested"


class ReviewedFile(SpecModel):
    """A file whose pixels a person looked at and found free of identity."""

    file: str
    sha256: Sha256


class PixelPolicy(SpecModel):
    """The allow-list that stands for pixel de-identification until text detection exists."""

    modalities: tuple[str, ...] = ()
    reviewed: tuple[ReviewedFile, ...] = ()


class DicomSource(SpecModel):
    """Folders of DICOM files; `package://name/sub` names data of an installed package."""

    paths: Annotated[tuple[str, ...], Field(min_length=1)]
    pixels: PixelPolicy = PixelPolicy()


class DictionarySource(SpecModel):
    """Text-only samples made from the DICOM data dictionary (PS3.6)."""

    entries: Count = 400


class FolderSource(SpecModel):
    """Files of one known layout below the given paths."""

    paths: Annotated[tuple[str, ...], Field(min_length=1)]


class Source(SpecModel):
    """Exactly one member is given: it names the reader."""

    dicom: DicomSource | None = None
    dictionary: DictionarySource | None = None
    llava: FolderSource | None = None
    webdataset: FolderSource | None = None
    parquet: FolderSource | None = None
    hugging_face: FolderSource | None = None
    captions: FolderSource | None = None
    vqa_rad: FolderSource | None = None
    slake: FolderSource | None = None
    path_vqa: FolderSource | None = None
    vqa_med: FolderSource | None = None
    pub_med_qa: FolderSource | None = None
    med_qa: FolderSource | None = None
    med_mcqa: FolderSource | None = None
    med_xpert_qa: FolderSource | None = None
    mimic_cxr: FolderSource | None = None
    open_i: FolderSource | None = None
    image_pairs: FolderSource | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Source:
        given = self.given
        if len(given) != 1:
            raise ValueError(
                f"a source names exactly one reader, this one names {given or 'none'}"
            )
        return self

    @property
    def given(self) -> list[str]:
        """The members that are set, by field name."""
        return [name for name in type(self).model_fields if getattr(self, name) is not None]

    @property
    def kind(self) -> str:
        """The reader's name: a field name of this model."""
        return self.given[0]


class FilterName(StrEnum):
    """Filters that ingest applies before the split, each counted by this name."""

    MIN_SIDE = "min-side"
    BLANK = "blank"
    DUPLICATE_PIXELS = "duplicate-pixels"
    NEAR_DUPLICATE_PIXELS = "near-duplicate-pixels"
    SINGLE_PANEL = "single-panel"
    SCREENSHOT = "screenshot"
    OVERLAID_TEXT = "overlaid-text"
    EMPTY_CAPTION = "empty-caption"
    MISLEADING_NUMBERS = "misleading-numbers"
    CAPTION_LENGTH = "caption-length"
    LANGUAGE = "language"
    RESOLUTION = "resolution"


class Filter(SpecModel):
    """One filter by name, with its one number where it takes one."""

    name: FilterName
    value: float | None = None


class QuestionKind(StrEnum):
    """What may be asked of an image: the pixels determine each answer."""

    MODALITY = "modality"
    PLANE = "plane"
    COLOUR = "colour"
    FRAMES = "frames"
    WINDOW = "window"
    ORIENTATION = "orientation"


class Questions(SpecModel):
    """Question-answer samples made from images."""

    kinds: Annotated[tuple[QuestionKind, ...], Field(min_length=1)]
    train_views: Count = 8
    heldout_views: Count = 1
    image_size: Annotated[int, Field(ge=16, le=1344)] = 64


class Split(SpecModel):
    """How samples are divided: whole patients, stratified by modality.

    `official` keeps the division that the dataset was published with; the rest then counts not.
    """

    official: bool = False
    heldout: Share = 0.25
    minimum_questions: Annotated[int, Field(ge=0)] = 60


class Dataset(SpecModel):
    """One dataset, read once for all stages."""

    name: Name
    version: str
    source: Source
    state: State = State.RAW
    attestation: str | None = None
    licence: str
    split: Split = Split()
    filters: tuple[Filter, ...] = ()
    quarantine_limit: Share = 0.05
    questions: Questions | None = None

    @property
    def reference(self) -> str:
        """`name@version`, by which records and samples name it."""
        return f"{self.name}@{self.version}"

    @model_validator(mode="after")
    def _attested_has_attestation(self) -> Dataset:
        if self.state is State.ATTESTED and not self.attestation:
            raise ValueError(
                "state `attested` needs an `attestation`: who vouches, and where it is filed"
            )
        return self
