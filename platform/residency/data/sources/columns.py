"""Rows of no published layout, whose fields the recipe names: what they hold decides the sample.

In this order: a conversation, a question with its answer (and options), a caption, a label, text.
"""

from __future__ import annotations

from dataclasses import replace

from residency.data import prompts
from residency.data.raw import RawSample
from residency.data.sample import AnswerType, Turn
from residency.data.sources.conversations import conversation_sample
from residency.data.sources.fields import Row, items, optional, text
from residency.data.sources.multiple_choice import choice_sample, lettered
from residency.data.sources.names import split_word
from residency.data.sources.place import Place
from residency.spec.dataset import Columns


def column_sample(
    row: Row, columns: Columns, place: Place, images: tuple[bytes, ...]
) -> RawSample:
    """The sample of a row whose images are at hand."""
    return replace(
        _sample(row, columns, place, images),
        patient=optional(row, columns.patient),
        study=optional(row, columns.study),
        split=split_word(optional(row, columns.split)) or place.split,
    )


def _sample(row: Row, columns: Columns, place: Place, images: tuple[bytes, ...]) -> RawSample:
    if turns := items(row, columns.conversations):
        return conversation_sample(place.key, turns, images)
    if question := optional(row, columns.question):
        return _question(row, columns, question, place, images)
    if images and (caption := optional(row, columns.caption, columns.text)):
        return _pair(place, prompts.CAPTION, caption, "caption", images)
    if images and (label := optional(row, columns.label)):
        return _pair(place, prompts.LABEL, label, "label", images)
    words = text(row, columns.text)
    return RawSample(place.key, (Turn("assistant", words),), kind="text", answer=words)


def _question(
    row: Row, columns: Columns, question: str, place: Place, images: tuple[bytes, ...]
) -> RawSample:
    answer = text(row, columns.answer)
    if row.get(columns.options):
        options = lettered([text({"": one}, "") for one in items(row, columns.options)])
        by_text = {option: letter for letter, option in options.items()}
        return choice_sample(place, question, options, by_text.get(answer, answer), images)
    answer_type: AnswerType = "closed" if answer.lower() in ("yes", "no") else "open"
    prompt = prompts.asked(question, answer, answer_type)
    sample = _pair(place, prompt, answer, "question", images)
    return replace(sample, answer_type=answer_type)


def _pair(
    place: Place, prompt: str, answer: str, kind: str, images: tuple[bytes, ...]
) -> RawSample:
    turns = prompts.dialogue(prompt, answer, len(images))
    return RawSample(place.key, turns, images, kind=kind, answer=answer)
