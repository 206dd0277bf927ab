"""What of a sample is compared with a benchmark: digests and hashes, and its text if it is long.

Questions about pictures are templates ("What modality is shown?"): that a benchmark asks the same
says nothing. So a text counts by itself only where it stands without a picture, or is long.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from residency.data.likeness import normal_text, text_digest
from residency.data.prompts import without_ending
from residency.data.sample import Turn


@dataclass(frozen=True, slots=True)
class Seen:
    """The pictures of one sample, as far as they are compared: what ingest wrote beside them."""

    digests: tuple[str, ...] = ()
    hashes: tuple[int | None, ...] = ()  # None of a flat one, which looks like nothing


@dataclass(frozen=True, slots=True)
class Footprint:
    """One sample, as far as it is compared. Empty strings are like nothing."""

    sample_id: str
    images: tuple[str, ...] = ()  # digests of pixels
    hashes: tuple[int, ...] = ()
    text: str = ""  # digest of what is said in a sample without pictures
    triple: str = ""  # digest of pictures, question and answer
    patient: str = ""
    study: str = ""


def make_footprint(
    sample_id: str, turns: Sequence[Turn], seen: Seen, patient: str = "", study: str = ""
) -> Footprint:
    """The footprint of a sample with these turns and pictures."""
    question = "\n".join(turn.text for turn in turns if turn.role != "assistant")
    answer = "\n".join(turn.text for turn in turns if turn.role == "assistant")
    return Footprint(
        sample_id=sample_id,
        images=seen.digests,
        hashes=tuple(one for one in seen.hashes if one is not None),
        text="" if seen.digests else text_digest(f"{question}\n{answer}"),
        triple=_triple(seen.digests, question, answer) if seen.digests else "",
        patient=patient,
        study=study,
    )


def long_text(turns: Sequence[Turn], least: int) -> str | None:
    """What is said in a sample, where it has `least` words or more; with pictures, twice as many.

    The endings of our own prompts are left out: "... above. Answer with the option's letter from
    the given choices directly. D" is a run of thirteen words that unrelated questions share.
    """
    text = "\n".join(without_ending(turn.text) for turn in turns)
    enough = least * 2 if any(turn.images for turn in turns) else least
    return text if len(normal_text(text).split()) >= enough else None


def _triple(images: Sequence[str], question: str, answer: str) -> str:
    parts = (*images, normal_text(question), normal_text(answer))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
