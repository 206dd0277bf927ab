"""Samples of questions with lettered options."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase

from residency.data.prompts import choices, dialogue
from residency.data.raw import RawSample
from residency.data.sources.place import Place
from residency.data.sources.reasons import ANSWER_UNKNOWN, FIELD_MISSING, Malformed


def lettered(texts: list[str]) -> dict[str, str]:
    """Options by letter, A first."""
    return dict(zip(ascii_uppercase, texts, strict=False))


def choice_sample(
    place: Place,
    question: str,
    options: Mapping[str, str],
    letter: str,
    images: tuple[bytes, ...] = (),
) -> RawSample:
    """One question; its answer is the letter. Malformed where that letters no option."""
    if len(options) < 2:
        raise Malformed(FIELD_MISSING)
    if letter not in options:
        raise Malformed(ANSWER_UNKNOWN)
    return RawSample(
        key=place.key,
        turns=dialogue(choices(question, options), letter, len(images)),
        images=images,
        kind="choice",
        answer=letter,
        answer_type="closed",
        split=place.split,
    )
