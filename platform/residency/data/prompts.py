"""How questions are put: one wording for all sets, so that a model meets no set's own.

The endings are those that the field evaluates with: the option's letter for multiple choice, a
single word or phrase for closed questions, yes or no alone for those that these answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from residency.data.sample import AnswerType, Turn

LETTER: Final = "Answer with the option's letter from the given choices directly."
PHRASE: Final = "Answer the question using a single word or phrase."
YES_NO: Final = "Answer with yes or no only."
YES_NO_MAYBE: Final = "Answer with yes, no or maybe only."
CAPTION: Final = "Describe this image."
LABEL: Final = "Which class does this image belong to?"
REPORT: Final = "Write the findings and the impression of this chest X-ray study."
IMPRESSION: Final = "Write the impression of this chest X-ray report."
_WORDS: Final = frozenset({"yes", "no"})
_ENDINGS: Final = (LETTER, PHRASE, YES_NO, YES_NO_MAYBE, CAPTION, LABEL, REPORT, IMPRESSION)


def choices(question: str, options: Mapping[str, str]) -> str:
    """A question with its options by letter."""
    listed = "\n".join(f"{letter}. {text}" for letter, text in options.items())
    return f"{question}\n{listed}\n{LETTER}"


def asked(question: str, answer: str, answer_type: AnswerType) -> str:
    """A question as it is put: open ones as they are, closed ones with what may be answered."""
    if answer_type == "open":
        return question
    return f"{question}\n{YES_NO if answer.strip().lower() in _WORDS else PHRASE}"


def without_ending(prompt: str) -> str:
    """What is asked, without the wording that all sets have in common."""
    found = next((ending for ending in _ENDINGS if prompt.endswith(ending)), "")
    return prompt.removesuffix(found).rstrip()


def dialogue(prompt: str, answer: str, images: int = 0) -> tuple[Turn, Turn]:
    """One question of a user about so many images, and its answer."""
    return Turn("user", prompt, images), Turn("assistant", answer)


def with_prior(turns: Sequence[Turn], prior: int) -> tuple[Turn, ...]:
    """A report's turns, told that the first `prior` images are of an earlier study."""
    if not prior:
        return tuple(turns)
    first, *rest = turns
    told = f"The first {prior} of the images are of the study before.\n{first.text}"
    return (Turn(first.role, told, first.images), *rest)
