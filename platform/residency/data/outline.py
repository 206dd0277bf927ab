"""What is known of a de-identified record without its pixels and its text.

Filters, the split and the plan of questions need no more, so that no process ever holds the
content of a whole dataset: an outline takes about 2 KB of an image, 1 KB of a conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from residency.data.pixels import Picture
from residency.data.sample import AnswerType

THUMBNAIL_SIDE = 16


@dataclass(frozen=True, slots=True)
class Outline:
    """Identity-free facts of one file.

    `content`, `picture` and `hash` are of cleaned pixels, never of the file's bytes, and carry no
    key: a set under another key has them too. To who has not those pixels they tell nothing. What
    is made of the bytes, which hold a name, is keyed (`Deidentified.sha256`).
    """

    source_key: str  # pseudonym of the file's name
    patient: str  # pseudonym, empty where the file names no patient
    study: str  # pseudonym, empty where the file names no study
    content: str  # SHA-256 of the decoded pixels, on which every seeded choice is based
    picture: str  # SHA-256 of the first frame as it is shown, before any view of it is drawn
    hash: int | None  # perceptual hash of the same; None of a flat one
    attributes: Mapping[str, str]  # words of closed vocabularies
    shorter_side: int  # pixels, as stored
    thumbnail: bytes  # the first frame, uint8 [16, 16, 3]

    @property
    def subject(self) -> str:
        """What is split as one: the patient, else the study, else the file."""
        return self.patient or self.study or self.content

    @property
    def colour(self) -> bool:
        return self.attributes.get("colour") == "colour"

    def levels(self) -> NDArray[np.float32]:
        """The thumbnail as float32 [16, 16, 3] in grey levels of 255."""
        shape = (THUMBNAIL_SIDE, THUMBNAIL_SIDE, 3)
        return np.frombuffer(self.thumbnail, np.uint8).reshape(shape).astype(np.float32)


@dataclass(frozen=True, slots=True)
class SampleOutline:
    """Identity-free facts of one conversation."""

    source_key: str  # pseudonym of its key in the source
    patient: str  # pseudonym, empty where the source names no patient
    study: str  # pseudonym, empty where the source names no study
    official: str  # the set's own side: train, validate or test; empty where it has none
    answer_type: AnswerType
    content: str  # SHA-256 of the normal form of its text and of its pictures
    pictures: tuple[str, ...]  # SHA-256 of each picture's pixels
    hashes: tuple[int | None, ...]  # perceptual hash of each; None of a flat one
    sides: tuple[int, ...]  # shorter side of each, in pixels
    characters: int  # of all turns
    attributes: Mapping[str, str]  # short words


def make_thumbnail(picture: Picture) -> bytes:
    """A picture as uint8 [16, 16, 3], for the search of near-duplicates."""
    image = Image.fromarray(picture)
    return image.resize((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BOX).tobytes()
