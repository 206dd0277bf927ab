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

GIVEN = ("Marisol", "Henrik", "Oluwaseun", "Priyanka", "Tadeusz", "Guinevere", "Anneliese")
FAMILY = ("Quatrebarbes", "Lindqvist", "Abernathy", "Venkataraman", "Wojciechowski", "Okonkwo")
_ACCESSION = "ACC"
_LOCAL = len("555-0100")
_DAY = len("MM/DD")
_LEAST_SIDE = 96  # pixels; a smaller picture has no room for a line of text
_LEAST_GLYPHS = 50  # pixels of text; less was cut off at the edge
_LEAST_CONTRAST = 30 / 255  # of the window, below which a character is not written for anybody
_MOST_LEFT = 1  # character, as at a border of what is covered; it names nobody
_MOST_OF_IT = 0.5  # of a character's strokes, by which it can still be told


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
    def values(self) -> tuple[tuple[str, ...], ...]:
        """What must not be found afterwards: each value, and the parts that tell it by themselves.

        A number without its prefix, a telephone number without its area, a day without its year.
        """
        return (
            (self.given,), (self.family,), (self.mrn,),
            (self.accession, self.accession.removeprefix(_ACCESSION)),
            (self.phone, self.phone[-_LOCAL:]),
            (self.birth, self.birth[:_DAY]),
        )  # fmt: skip


def invent(random: np.random.Generator) -> Identity:
    """An identity that depends on the generator alone."""
    return Identity(
        given=str(random.choice(GIVEN)),
        family=str(random.choice(FAMILY)),
        mrn=f"{random.integers(10_000_000, 99_999_999)}",
        accession=f"{_ACCESSION}{random.integers(10_000_000, 99_999_999)}",
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
    """Pixels with a line of text drawn into every frame, and where its characters are."""

    pixels: Pixels
    characters: NDArray[np.uint8]  # [H, W]: the number of the character drawn there; 0: none

    def legible(self, cleaned: Pixels) -> bool:
        """Whether more than _MOST_LEFT characters are still to be read, in any frame."""
        return any(self._left(cleaned, frame) > _MOST_LEFT for frame in range(len(cleaned.frames)))

    def _left(self, cleaned: Pixels, frame: int) -> int:
        """How many characters have most of their strokes left, on another ground.

        A box that is filled with the ink's own grey leaves every stroke, and nothing to read.
        """
        drawn, now = self.pixels.frames[frame], cleaned.frames[frame]
        least = _LEAST_CONTRAST * (cleaned.window.high - cleaned.window.low)
        left = 0
        for number in _numbers(self.characters):
            strokes = self.characters == number
            ground = _around(strokes) & (self.characters == 0)
            ink = drawn[strokes][0].astype(np.float32)
            kept = (drawn[strokes] == now[strokes]).mean() > _MOST_OF_IT
            left += bool(kept and np.abs(now[ground] - ink).mean() >= least)
        return left


def _around(strokes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The rectangle of a character and 2 pixels on each side."""
    rows, columns = np.nonzero(strokes)
    found = np.zeros_like(strokes)
    top, left = max(int(rows.min()) - 2, 0), max(int(columns.min()) - 2, 0)
    found[top : rows.max() + 3, left : columns.max() + 3] = True
    return found


def burned_in(pixels: Pixels, who: Identity, random: np.random.Generator) -> BurnedIn | None:
    """Name and number in one line of 20 px or more, where it stands out; None without room."""
    height, width = pixels.frames.shape[1:3]
    if min(height, width) < _LEAST_SIDE:
        return None
    characters = _characters(f"{who.family} {who.mrn}", height, width, random)
    strokes = characters > 0
    if strokes.sum() < _LEAST_GLYPHS:
        return None
    frames = pixels.frames.copy()
    low, high = pixels.window.low, pixels.window.high
    # Just off the ends of the range, so that no fill of a redaction is taken for it.
    dark, bright = low + 0.03 * (high - low), low + 0.97 * (high - low)
    background = float(np.median(frames[:, strokes]))
    frames[:, strokes] = bright if background < (low + high) / 2 else dark
    drawn = replace(pixels, frames=frames)
    seen = _standing_out(characters, drawn, pixels)
    return BurnedIn(drawn, seen) if len(np.unique(seen)) > 1 + _MOST_LEFT else None


def _standing_out(
    characters: NDArray[np.uint8], drawn: Pixels, before: Pixels
) -> NDArray[np.uint8]:
    """The characters without those that lie on pixels of their own grey, which nobody can read."""
    least = _LEAST_CONTRAST * (before.window.high - before.window.low)
    seen = characters.copy()
    for number in _numbers(characters):
        where = characters == number
        contrast = np.abs(drawn.frames[:, where].astype(np.float32) - before.frames[:, where])
        if contrast.mean() < least:
            seen[where] = 0
    return seen


def _numbers(characters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.unique(characters[characters > 0])


def _characters(
    line: str, height: int, width: int, random: np.random.Generator
) -> NDArray[np.uint8]:
    """A line of text as the number of the character at each pixel: [H, W], from 1."""
    size = max(20, height // 20)
    font = ImageFont.load_default(size)
    while size > 12 and font.getlength(line) > width - 8:
        size -= 1
        font = ImageFont.load_default(size)
    top = int(random.integers(4, max(5, height - 2 * size)))
    found = np.zeros((height, width), np.uint8)
    band = found[top : top + 2 * size]
    for number, character in enumerate(line, 1):
        sheet = Image.new("L", band.shape[::-1])
        left = 4 + font.getlength(line[: number - 1])
        ImageDraw.Draw(sheet).text((left, 0), character, fill=255, font=font)
        band[np.asarray(sheet) > 127] = number
    return found
