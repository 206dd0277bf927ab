"""Datasets: where samples come from, in what state, and what is kept of them."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from posixpath import normpath
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from residency.spec.base import Count, Name, Share, SpecModel

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _apart(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a folder that is named twice or lies in another: its files would be read twice."""
    roots = sorted(f"{normpath(path)}/" for path in paths)
    for above, below in pairwise(roots):
        if below.startswith(above):
            raise ValueError(
                f"`{below[:-1]}` is part of `{above[:-1]}`, so its files would be read twice; "
                "name each folder once"
            )
    return paths


Paths = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_apart)]


class State(StrEnum):
    """How far patient identity is out of a dataset; ordered, low to high.

    In a recipe: what a person says of it before ingest touches it. In a sample: what it is now.
    """

    RAW = "raw"
    DEIDENTIFIED = "deidentified"
    ATTESTED = "attested"

    @property
    def may_leave_ingest(self) -> bool:
        """Training, evaluation and tracking accept nothing below `deidentified`."""
        return self is not State.RAW

    @property
    def ingested(self) -> State:
        """What a dataset is once ingest has de-identified it."""
        return State.DEIDENTIFIED if self is State.RAW else self


class ReviewedFile(SpecModel):
    """A file whose pixels a person looked at and found free of identity.

    The digest decides. `file` is for people who read the recipe: it may name a patient, so it is
    forgotten here, and no plan, fingerprint or tracker has it.
    """

    file: str
    sha256: Sha256

    @field_validator("file")
    @classmethod
    def _forgotten(cls, _name: str) -> str:
        return ""


class PixelPolicy(SpecModel):
    """Which pixels of a `raw` set may pass, and whether text is looked for in them.

    Text is searched, and redacted where it is found. `modalities` narrows what may pass at all;
    an empty list leaves that to the search. `search: false` turns the search off: pixels of
    `modalities` then pass by that list alone, and the data card says so. Files that a person
    reviewed pass as they are.

    A search takes time in proportion to the picture. One of more than `most_pixels`, in all the
    frames that are read, is quarantined unsearched, with that reason.
    """

    search: bool = True
    most_pixels: Annotated[int, Field(ge=1, le=64_000_000)] = 16_000_000
    modalities: tuple[str, ...] = ()
    reviewed: tuple[ReviewedFile, ...] = ()


class DicomSource(SpecModel):
    """Folders of DICOM files; `package://name/sub` names data of an installed package."""

    paths: Paths
    pixels: PixelPolicy = PixelPolicy()


class DictionarySource(SpecModel):
    """Text-only samples made from the DICOM data dictionary (PS3.6)."""

    entries: Count = 400


class FolderSource(SpecModel):
    """Files of one known layout below the given paths."""

    paths: Paths


class ImagesSource(FolderSource):
    """Rows that name their images.

    `images` is the folder of the images, relative to each path; without it, the folders that the
    set is published with are tried.
    """

    images: str | None = None


class SlakeSource(ImagesSource):
    """SLAKE's questions in one language: `en` or `zh`."""

    language: str = "en"


class OpenISource(ImagesSource):
    """Open-i's reports, as a folder of XML files or the archive of them.

    With `images` named, a report whose images are not there is quarantined; without it, such a
    report becomes a question about its text.
    """


class MimicCxrSource(FolderSource):
    """MIMIC-CXR's studies, all views of one as one sample.

    `longitudinal: true` puts the views of the same patient's study before it in front of them.
    """

    longitudinal: bool = False


class Columns(SpecModel):
    """Which fields of a row hold what; those that a row does not have are passed over."""

    image: str = "image"
    images: str = "images"
    conversations: str = "conversations"
    question: str = "question"
    options: str = "options"
    answer: str = "answer"
    caption: str = "caption"
    text: str = "text"
    label: str = "label"
    split: str = "split"
    patient: str = "patient"
    study: str = "study"


class ColumnsSource(ImagesSource):
    """Rows whose fields the recipe names."""

    columns: Columns = Columns()


class Source(SpecModel):
    """Exactly one member is given: it names the reader."""

    dicom: DicomSource | None = None
    dictionary: DictionarySource | None = None
    llava: ImagesSource | None = None
    webdataset: ColumnsSource | None = None
    parquet: ColumnsSource | None = None
    hugging_face: ColumnsSource | None = None
    captions: ColumnsSource | None = None
    vqa_rad: ImagesSource | None = None
    slake: SlakeSource | None = None
    path_vqa: ImagesSource | None = None
    vqa_med: ImagesSource | None = None
    pub_med_qa: FolderSource | None = None
    med_qa: FolderSource | None = None
    med_mcqa: FolderSource | None = None
    med_xpert_qa: ImagesSource | None = None
    mimic_cxr: MimicCxrSource | None = None
    open_i: OpenISource | None = None
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
    DUPLICATE_TEXT = "duplicate-text"
    NEAR_DUPLICATE_TEXT = "near-duplicate-text"
    SINGLE_PANEL = "single-panel"
    SCREENSHOT = "screenshot"
    OVERLAID_TEXT = "overlaid-text"
    EMPTY_CAPTION = "empty-caption"
    MISLEADING_NUMBERS = "misleading-numbers"
    CAPTION_LENGTH = "caption-length"
    LANGUAGE = "language"
    RESOLUTION = "resolution"


RANGED: Final = frozenset({FilterName.CAPTION_LENGTH, FilterName.RESOLUTION})
"""Filters with a range of numbers."""
EXACT: Final = frozenset({FilterName.DUPLICATE_PIXELS, FilterName.DUPLICATE_TEXT})
"""Filters without a number: equal is equal."""
OF_TEXT: Final = frozenset({FilterName.DUPLICATE_TEXT, FilterName.NEAR_DUPLICATE_TEXT})
"""Filters over a set that compare what conversations say."""


class Filter(SpecModel):
    """One filter by name, with its one number where it takes one, or a range where it has one."""

    name: FilterName
    value: float | None = None
    maximum: float | None = None  # of caption-length and resolution

    @model_validator(mode="after")
    def _number_is_of_use(self) -> Filter:
        if self.value is not None and self.name in EXACT:
            raise ValueError(f"the filter {self.name.value} takes no value: leave it out")
        if self.maximum is not None and self.name not in RANGED:
            ranged = " and ".join(sorted(RANGED))
            raise ValueError(
                f"the filter {self.name.value} has no maximum, only {ranged} have: leave it out"
            )
        if min(self.value or 0.0, self.maximum or 0.0) < 0:
            raise ValueError(
                f"the filter {self.name.value} is given a number below 0: give one from 0 on"
            )
        return self


class QuestionKind(StrEnum):
    """What may be asked of an image: the pixels determine each answer."""

    MODALITY = "modality"
    PLANE = "plane"
    COLOUR = "colour"
    FRAMES = "frames"
    WINDOW = "window"
    ORIENTATION = "orientation"


TEXT_KIND: Final = "text"
"""The kind of a sample without pictures that a dictionary source makes."""


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
    """One dataset, read once for all stages.

    `people` names whose numbering its patient and study ids follow: sets of one numbering that
    hold equal ids hold the same patient. Without it a `raw` set follows the tenant's own, and any
    other one its own: patient 1 of two published sets is not one person.
    """

    name: Name
    version: str
    source: Source
    state: State = State.RAW
    attestation: str | None = None
    people: Name | None = None
    licence: str
    split: Split = Split()
    filters: tuple[Filter, ...] = ()
    quarantine_limit: Share = 0.05
    questions: Questions | None = None

    @property
    def reference(self) -> str:
        """`name@version`, by which records and samples name it."""
        return f"{self.name}@{self.version}"

    @property
    def numbering(self) -> str:
        """Whose patient ids these are; empty for the tenant's own."""
        return self.people or ("" if self.state is State.RAW else self.name)

    @model_validator(mode="after")
    def _all_of_it_acts(self) -> Dataset:
        """What the reader of the source would pass over is refused, not ignored."""
        source, names = self.source, {one.name for one in self.filters}
        if source.dictionary is not None and names:
            raise ValueError("a dictionary source has nothing to filter: leave `filters` out")
        if self.split.official and (source.dictionary or source.dicom):
            raise ValueError(
                f"a {source.kind} source has no split of its own: leave `split.official` out"
            )
        if source.dicom is not None and names & OF_TEXT:
            raise ValueError(
                f"DICOM files have no text: leave the filter {min(names & OF_TEXT)} out"
            )
        if source.webdataset is not None and source.webdataset.images is not None:
            raise ValueError("a webdataset holds its images itself: leave `images` out")
        return self

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its samples where the recipe decides them; empty where its rows do."""
        if self.questions is not None:
            return tuple(kind.value for kind in self.questions.kinds)
        return (TEXT_KIND,) if self.source.dictionary is not None else ()

    @property
    def holds_text(self) -> bool:
        """Whether its records are words of people, in which a search has to find identity."""
        return self.source.kind not in ("dicom", "dictionary")

    @model_validator(mode="after")
    def _raw_text_has_attestation(self) -> Dataset:
        if self.state is State.RAW and self.holds_text and not self.attestation:
            raise ValueError(
                "a `raw` set of texts needs an `attestation`: who reads a sample of what comes "
                "out, and where that is filed, since the search of text misses identifiers "
                "(docs/data.md says how many); where the set holds none, declare its `state`"
            )
        return self

    @model_validator(mode="after")
    def _attested_has_attestation(self) -> Dataset:
        if self.state is State.ATTESTED and not self.attestation:
            raise ValueError(
                "state `attested` needs an `attestation`: who vouches, and where it is filed"
            )
        return self
