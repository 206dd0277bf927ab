"""Copies of one record with invented identities, and what the boundary makes of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from pydicom.dataset import Dataset

from residency.data.deid.file import to_bytes
from residency.data.deid.header import clean_header
from residency.data.deid.planted import (
    Identity,
    burned_in,
    invent,
    planted_header,
    planted_text,
)
from residency.data.deid.planted_file import as_file
from residency.data.deidentified import Deidentified
from residency.data.header import DAMAGE, quiet
from residency.data.image import decode_image, encode_png
from residency.data.pixels import Picture, Pixels, Window
from residency.data.raw import Quarantined, Raw, RawSample
from residency.prepare.boundary import deidentify
from residency.prepare.pictures import Framed, Plain, Unusable, decode_picture
from residency.prepare.tools import Rules, Tools

TAGS, TEXT, PIXELS = CHANNELS = ("tags", "text", "pixels")


class Fate(StrEnum):
    """What became of identities that were planted."""

    REMOVED = "removed"
    QUARANTINED = "quarantined"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True)
class Told:
    """The fate of some identities of one channel."""

    channel: str
    identities: int
    fate: Fate


def fates(raw: Raw | RawSample, tools: Tools, seed: int) -> Iterator[Told]:
    """Copy a record for each channel that its dataset's rules search; tell what became of each.

    Nothing is told of a channel that cannot be planted: a picture too small for a line of text,
    a header too damaged to be copied.
    """
    name = raw.file if isinstance(raw, Raw) else raw.key
    digest = hashlib.sha256(f"meter\0{seed}\0{name}".encode(errors="surrogatepass")).digest()
    random = np.random.default_rng(int.from_bytes(digest[:16], "big"))
    who = invent(random)
    if isinstance(raw, Raw):
        yield from _tags(raw, tools, who)
        yield from _burned_into_file(raw, tools, who, random)
        return
    if tools.rules.searches:
        yield from _text(raw, tools, who)
    first = _first_picture(raw)
    if isinstance(first, Framed):
        yield from _tags_of_picture(raw, first, tools, who)
    if first is not None and _searched(first, tools.rules):
        yield from _burned_into_picture(raw, first, tools, (who, random))


def _tags(raw: Raw, tools: Tools, who: Identity) -> Iterator[Told]:
    """Values are looked for in all that is kept, and in every byte of the cleaned header."""
    try:
        with quiet():
            header = planted_header(raw.header, who)
            found = deidentify(replace(raw, header=header), tools)
            written, before = (_cleaned(one, tools) for one in (header, raw.header))
    except DAMAGE:
        return
    if isinstance(found, Quarantined):
        yield Told(TAGS, len(who.values), Fate.QUARANTINED)
        return
    outline = found.outline
    said = (written, *outline.attributes.values(), outline.patient, outline.study)
    yield from _in_words(TAGS, said, who, before)


def _cleaned(header: Dataset, tools: Tools) -> str:
    """Every byte of what is left of a header, a character each."""
    return to_bytes(clean_header(header, tools.key)).decode("latin-1")


def _text(raw: RawSample, tools: Tools, who: Identity) -> Iterator[Told]:
    *others, last = raw.turns
    turns = (*others, replace(last, text=planted_text(last.text, who)))
    # Nobody tells the search whose text it is: it finds the names by themselves, as in any report.
    found = deidentify(replace(raw, turns=turns), tools)
    if isinstance(found, Quarantined):
        yield Told(TEXT, len(who.values), Fate.QUARANTINED)
    else:
        said = [*(t.text for t in found.turns), found.answer, *found.alternatives]
        yield from _in_words(TEXT, said, who, _words(raw))


def _words(raw: RawSample) -> str:
    """All words of a record."""
    return "\n".join([*(turn.text for turn in raw.turns), raw.answer, *raw.alternatives])


def _tags_of_picture(raw: RawSample, first: Framed, tools: Tools, who: Identity) -> Iterator[Told]:
    """Values are looked for in all that is kept of a record whose first picture is DICOM."""
    try:
        with quiet():
            content = as_file(planted_header(first.header, who), first.pixels.picture())
            before = _words(raw) + _cleaned(first.header, tools)
    except DAMAGE:
        return
    found = deidentify(replace(raw, images=(content, *raw.images[1:])), tools)
    if isinstance(found, Quarantined):
        yield Told(TAGS, len(who.values), Fate.QUARANTINED)
        return
    outline = found.outline
    said = (
        *(turn.text for turn in found.turns), found.answer, *found.alternatives,
        outline.patient, outline.study,
        *outline.attributes.values(), *(image.decode("latin-1") for image in found.images),
    )  # fmt: skip
    yield from _in_words(TAGS, said, who, before)


def _in_words(channel: str, said: Sequence[str], who: Identity, before: str) -> Iterator[Told]:
    """A part that stood in the record `before`, as 10/28 may, tells nothing of the identity."""
    whole = "\n".join(said).casefold()
    survived = 0
    for value, *parts in who.values:
        told = [value, *(part for part in parts if not _stands_in(part, before))]
        survived += any(_stands_in(each.casefold(), whole) for each in told)
    yield Told(channel, survived, Fate.SURVIVED)
    yield Told(channel, len(who.values) - survived, Fate.REMOVED)


def _stands_in(value: str, whole: str) -> bool:
    """Whether a text holds the value; digits in a longer number are another one's, as of a UID."""
    if not value[0].isdecimal():
        return value in whole
    return re.search(rf"(?<!\d){re.escape(value)}(?!\d)", whole) is not None


def _burned_into_file(
    raw: Raw, tools: Tools, who: Identity, random: np.random.Generator
) -> Iterator[Told]:
    if not tools.rules.searches_pixels:
        return
    drawn = burned_in(raw.pixels, who, random)
    if drawn is not None:
        # Another content than the one that a person may have reviewed.
        found = deidentify(replace(raw, pixels=drawn.pixels, sha256=""), tools)
        left = found.pixels if isinstance(found, Deidentified) else None
        yield _in_pixels(left is not None and drawn.legible(left), left)


def _burned_into_picture(
    raw: RawSample,
    first: Plain | Framed,
    tools: Tools,
    planted: tuple[Identity, np.random.Generator],
) -> Iterator[Told]:
    """The first picture is written on; of a DICOM one, its first frame as it is shown."""
    picture = first.picture if isinstance(first, Plain) else first.pixels.picture()
    drawn = burned_in(_pixels(picture), *planted)
    if drawn is None:
        return
    try:
        content = _encoded(first, drawn.pixels.picture())
    except DAMAGE:
        return
    found = deidentify(replace(raw, images=(content, *raw.images[1:])), tools)
    if isinstance(found, Quarantined):
        yield _in_pixels(False, None)
    else:
        left = _pixels(decode_image(found.images[0]))
        yield _in_pixels(drawn.legible(left), left)


def _encoded(first: Plain | Framed, picture: Picture) -> bytes:
    if isinstance(first, Plain):
        return encode_png(picture)
    with quiet():
        return as_file(first.header, picture)


def _searched(first: Plain | Framed, rules: Rules) -> bool:
    return rules.searches if isinstance(first, Plain) else rules.searches_pixels


def _in_pixels(legible: bool, left: Pixels | None) -> Told:
    if left is None:
        return Told(PIXELS, 1, Fate.QUARANTINED)
    return Told(PIXELS, 1, Fate.SURVIVED if legible else Fate.REMOVED)


def _first_picture(raw: RawSample) -> Plain | Framed | None:
    """The first image, where it decodes."""
    try:
        return decode_picture(raw.images[0]) if raw.images else None
    except Unusable:
        return None


def _pixels(picture: Picture) -> Pixels:
    return Pixels(picture[None], Window(0.0, 255.0), total_frames=1, colour=True)
