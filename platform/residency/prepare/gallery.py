"""The pictures of one conversation, cleaned and encoded anew, one after the other.

Questions about one picture follow each other in many sets, each with a copy of it: what was made
of a picture is remembered, so that it is decoded, searched and encoded once.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from residency.data.deid.header import identifying_values
from residency.data.header import DAMAGE, quiet
from residency.data.image import encode_png
from residency.data.likeness import image_digest, perceptual_hash
from residency.data.pixels import Picture
from residency.prepare.burned_in import Refused, judge_file, judge_picture, pixel_facts
from residency.prepare.pictures import (
    Framed,
    Unusable,
    decode_dicoms,
    decode_plain,
)
from residency.prepare.tools import Tools

MOST_REMEMBERED: Final = 64 * 1024 * 1024  # bytes
_BESIDE: Final = 4096  # bytes of one entry beside its PNG: its name, with values of the study

Denied = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One picture that may leave ingest."""

    content: bytes  # PNG
    digest: str
    hash: int | None
    side: int  # the shorter one, in pixels
    facts: tuple[str, ...]


@dataclass(slots=True)
class Gallery:
    """Cleans the pictures of one record after the other; remembers `most` bytes of them."""

    tools: Tools
    most: int = MOST_REMEMBERED
    _known: OrderedDict[tuple[str, Denied], Cleaned | Refused] = field(default_factory=OrderedDict)
    _bytes: int = 0

    def clean(
        self, contents: Sequence[bytes], identifying: Denied
    ) -> tuple[tuple[Cleaned, ...], Denied]:
        """The pictures, and all values that the record must not hold: those of headers too.

        Raises:
            Unusable: one does not decode, or is over a limit.
            Refused: one could not be found clean.
        """
        dicoms = decode_dicoms(contents)
        denied = (*identifying, *_named(list(dicoms.values())))
        cleaned = tuple(
            _file(dicoms[number], denied, self.tools)
            if number in dicoms
            else self._plain(content, denied)
            for number, content in enumerate(contents)
        )
        return cleaned, denied

    def _plain(self, content: bytes, denied: Denied) -> Cleaned:
        name = (hashlib.sha256(content).hexdigest(), denied)
        known = self._known.get(name)
        if known is None:
            known = self._judge(content, denied)
            self._remember(name, known)
        if isinstance(known, Refused):
            raise Refused(known.reason, known.detail)  # anew: a raised one holds its frames
        return known

    def _judge(self, content: bytes, denied: Denied) -> Cleaned | Refused:
        decoded = decode_plain(content)
        try:
            picture, done = judge_picture(decoded.picture, denied, self.tools)
        except Refused as refusal:
            return Refused(refusal.reason, refusal.detail)
        return _cleaned(picture, (*pixel_facts(done, self.tools), f"format/{decoded.format}"))

    def _remember(self, name: tuple[str, Denied], known: Cleaned | Refused) -> None:
        self._known[name] = known
        self._bytes += _size(known)
        while self._bytes > self.most:
            _, forgotten = self._known.popitem(last=False)
            self._bytes -= _size(forgotten)


def _file(decoded: Framed, denied: Denied, tools: Tools) -> Cleaned:
    pixels, done = judge_file(decoded.pixels, decoded.header, decoded.sha256, tools, denied)
    return _cleaned(pixels.picture(), (*pixel_facts(done, tools), f"format/{decoded.format}"))


def _cleaned(picture: Picture, facts: tuple[str, ...]) -> Cleaned:
    return Cleaned(
        content=encode_png(picture),
        digest=image_digest(picture),
        hash=perceptual_hash(picture),
        side=min(picture.shape[:2]),
        facts=facts,
    )


def _size(known: Cleaned | Refused) -> int:
    """Bytes of what is remembered, refusals included: there may be millions of them."""
    return _BESIDE + (len(known.content) if isinstance(known, Cleaned) else 0)


def _named(decoded: Sequence[Framed]) -> Denied:
    """Values of the DICOM headers that no text and no picture of the record may hold."""
    try:
        with quiet():
            return tuple(value for one in decoded for value in identifying_values(one.header))
    except DAMAGE as error:
        raise Unusable("header cannot be cleaned", type(error).__name__) from None
