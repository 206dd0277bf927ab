"""From what a model said to its one declared answer. Strict: nothing is guessed or repaired."""

from __future__ import annotations

from residency.ports import FinishReason

UNDECODABLE = "\N{REPLACEMENT CHARACTER}"


def parse_answer(text: str, finish: FinishReason) -> str | None:
    """The declared answer, normalised; None where there is none.

    The declared answer is the whole final channel, ended by the model itself. An answer that ran
    into the token limit, broke the format, is empty, or holds undecodable bytes is malformed.
    """
    if finish is not FinishReason.STOP or UNDECODABLE in text:
        return None
    return normalise(text) or None


def normalise(text: str) -> str:
    """What exact match compares: surrounding space and letter case do not count."""
    return text.strip().casefold()
