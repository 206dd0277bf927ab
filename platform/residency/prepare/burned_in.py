"""Whose pixels may pass: looked at by a person, searched for text, or of a listed modality."""

from __future__ import annotations

from pydicom.dataset import Dataset

from residency.data.header import text_value
from residency.data.pixels import Picture, Pixels
from residency.prepare.pixels import (
    CleanPixels,
    SearchPolicy,
    Unclean,
    clean_picture,
    clean_pixels,
)
from residency.prepare.tools import Tools
from residency.spec.dataset import PixelPolicy

NOT_ALLOWED = "pixels not on the allow-list"
CLEAN, REDACTED = "clean", "redacted"
NOT_CLEAN = "pixels not found clean"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
"""SOP classes that begin so hold screens and reports, such as dose sheets of a CT."""

Judged = tuple[Pixels, str]
"""Pixels that may pass, and what was done to them in a fixed word."""


class Refused(ValueError):
    """Pixels that may not pass: a fixed sentence, and a fixed word of why."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def judge_file(
    pixels: Pixels, header: Dataset, sha256: str, tools: Tools, identifying: tuple[str, ...] = ()
) -> Judged:
    """The pixels of a DICOM file whose (raw) header is given.

    `identifying` are values of the record that the file belongs to, beside those of its header.
    A reviewed file passes as it is. Another one must be of a listed modality, where a list is
    given, and must be found clean; where pixels are not searched, the list alone decides.

    Raises:
        Refused: nobody vouches for them, or they could not be found clean.
    """
    rules = tools.rules
    if not rules.searches:
        return pixels, "not searched"
    if sha256 in {file.sha256 for file in rules.policy.reviewed}:
        return pixels, "reviewed"
    if rules.searches_pixels:
        _check_modality(header, rules.policy)
        limits = SearchPolicy(most_pixels=rules.policy.most_pixels)
        return _judged(clean_pixels(pixels, header, tools.finders.detector, limits, identifying))
    _check_unsearched(header, rules.policy)
    return pixels, "of a listed modality"


def judge_picture(
    picture: Picture, identifying: tuple[str, ...], tools: Tools
) -> tuple[Picture, str]:
    """A picture without a header; `identifying` are the study's own values.

    Raises:
        Refused: it could not be found clean.
    """
    if not tools.rules.searches:
        return picture, "not searched"
    found, done = _judged(clean_picture(picture, identifying, tools.finders.detector))
    return found.picture(), done


def pixel_facts(done: str, tools: Tools) -> tuple[str, ...]:
    """What to count of pixels that passed: what was done, and what looked for text."""
    searched = done in (CLEAN, REDACTED)
    return (f"pixels/{done}", *([f"detector/{tools.finders.detector.name}"] * searched))


def _judged(verdict: CleanPixels | Unclean) -> Judged:
    if isinstance(verdict, Unclean):
        raise Refused(NOT_CLEAN, verdict.reason)
    return verdict.pixels, REDACTED if verdict.touched else CLEAN


def _check_modality(header: Dataset, policy: PixelPolicy) -> None:
    listed = policy.modalities
    if listed and text_value(header, "Modality").upper() not in listed:
        raise Refused(NOT_ALLOWED, "modality")


def _check_unsearched(header: Dataset, policy: PixelPolicy) -> None:
    if f"{text_value(header, 'SOPClassUID')}.".startswith(f"{SECONDARY_CAPTURE}."):
        raise Refused(NOT_ALLOWED, "secondary capture")
    if text_value(header, "BurnedInAnnotation").upper() not in ("", "NO"):
        raise Refused(NOT_ALLOWED, "burned-in annotation")
    if text_value(header, "Modality").upper() not in policy.modalities:
        raise Refused(NOT_ALLOWED, "modality")
