"""Invented identities, and copies of records that carry them: what the recall meter looks for.

Every value is invented; telephone numbers are of the range that is kept for fiction (555-01xx).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from residency.data.pixels import Pixels

_GIVEN = ("Marisol", "Henrik", "Oluwaseun", "Priyanka", "Tadeusz", "Guinevere", "Anneliese")
_FAMILY = ("Quatrebarbes", "Lindqvist", "Abernathy", "Venkataraman", "Wojciechowski", "Okonkwo")
_LEAST_SIDE = 96  # pixels; a smaller picture has no room for a line of text
_LEAST_GLYPHS = 50  # pixels of text; less was cut off at the edge


@dataclass(frozen=True, slots=True)
class Identity:
    """One invented person, as a hospital would know them."""

    given: str
    family: str
    mrn: str
    accession: str
    phone: str
    birth: str  # MM/DD/YYYY

    @property
    def values(self) -> tuple[str, ...]:
        """What must not be found afterwards."""
        return (self.given, self.family, self.mrn, self.accession, self.phone, self.birth)


def invent(random: np.random.Generator) -> Identity:
    """An identity that depends on the generator alone."""
    return Identity(
        given=str(random.choice(_GIVEN)),
        family=str(random.choice(_FAMILY)),
        mrn=f"{random.integers(10_000_000, 99_999_999)}",
        accession=f"ACC{random.integers(10_000_000, 99_999_999)}",
        phone=f"({random.integers(201, 989)}) 555-01{random.integers(10, 99)}",
        birth=f"{random.integers(1, 13):02d}/{random.integers(1, 29):02d}"
        f"/{random.integers(1935, 1999)}",
    )


def planted_header(header: Dataset, who: Identity) -> Dataset:
    """A copy of a header with the identity in tags, a private block, and a nested sequence."""
    marked = copy.deepcopy(header)
    name = f"{who.family}^{who.given}"
    marked.PatientName, marked.PatientID = name, who.mrn
    marked.OtherPatientNames = name
    marked.AccessionNumber = who.accession
    marked.PatientTelephoneNumbers = who.phone
    marked.ReferringPhysicianName = name
    marked.ImageComments = f"{who.given} {who.family}, born {who.birth}, call {who.phone}"
    asked = Dataset()
    asked.RequestingPhysician, asked.RequestedProcedureID = name, who.mrn
    marked.RequestAttributesSequence = Sequence([asked])
    block = marked.private_block(0x0099, "INVENTED", create=True)
    block.add_new(0x01, "LO", f"{who.family} {who.accession}")
    return marked


def planted_text(text: str, who: Identity) -> str:
    """A text with the identity told in the ways of a report."""
    return (
        f"Patient: {who.given} {who.family}  DOB: {who.birth}  MRN: {who.mrn}\n{text}\n"
        f"Accession number: {who.accession}. Reported to Ms. {who.family}, phone {who.phone}."
    )


@dataclass(frozen=True, slots=True)
class BurnedIn:
    """Pixels with a line of text drawn into every frame, and where its strokes are."""

    pixels: Pixels
    strokes: NDArray[np.bool_]  # [H, W]

    def legible(self, cleaned: Pixels, most: float = 0.02) -> bool:
        """Whether more than `most` of the strokes are still what was drawn, in any frame."""
        drawn, left = self.pixels.frames[:, self.strokes], cleaned.frames[:, self.strokes]
        kept = (drawn == left).reshape(len(drawn), -1).mean(axis=1)
        return bool(kept.max() > most)


def burned_in(pixels: Pixels, who: Identity, random: np.random.Generator) -> BurnedIn | None:
    """Name and number in one line of 20 px or more, where it stands out; None without room."""
    height, width = pixels.frames.shape[1:3]
    if min(height, width) < _LEAST_SIDE:
        return None
    strokes = _strokes(f"{who.family} {who.mrn}", height, width, random)
    if strokes.sum() < _LEAST_GLYPHS:
        return None
    frames = pixels.frames.copy()
    low, high = pixels.window.low, pixels.window.high
    # Just off the ends of the range, so that no fill of a redaction is taken for it.
    dark, bright = low + 0.03 * (high - low), low + 0.97 * (high - low)
    background = float(np.median(frames[:, strokes]))
    frames[:, strokes] = bright if background < (low + high) / 2 else dark
    return BurnedIn(replace(pixels, frames=frames), strokes)


def _strokes(line: str, height: int, width: int, random: np.random.Generator) -> NDArray[np.bool_]:
    size = max(20, height // 20)
    font = ImageFont.load_default(size)
    while size > 12 and font.getlength(line) > width - 8:
        size -= 1
        font = ImageFont.load_default(size)
    sheet = Image.new("L", (width, height))
    top = int(random.integers(4, max(5, height - 2 * size)))
    ImageDraw.Draw(sheet).text((4, top), line, fill=255, font=font)
    return np.asarray(sheet) > 127
