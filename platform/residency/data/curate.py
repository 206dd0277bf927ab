"""From de-identified records (or the dictionary) to samples: filter, split, ask."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from residency.data.deidentify import Deidentified
from residency.data.dictionary import TextQuestion, dictionary_questions
from residency.data.filters import apply_filters
from residency.data.image import encode_png
from residency.data.outline import Outline
from residency.data.questions import KINDS, Ask, draw, plan_heldout, plan_training
from residency.data.sample import DataState, Sample, Split, Turn, sample_id
from residency.data.split import heldout_subjects
from residency.errors import DataError
from residency.spec.dataset import Dataset, Questions

TEXT = "text"
"""The kind of a sample without pictures."""


@dataclass(frozen=True, slots=True)
class Curated:
    """The samples of one dataset, and how its records came to them."""

    samples: tuple[Sample, ...]
    records: int  # that passed every filter
    dropped: Mapping[str, int]

    def of(self, split: Split) -> tuple[Sample, ...]:
        """The samples of one side."""
        return tuple(sample for sample in self.samples if sample.split == split)


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """Which records are kept, and what is asked of each."""

    records: int
    dropped: Mapping[str, int]
    asks: Mapping[str, tuple[Ask, ...]]  # by source key


def plan_images(outlines: Iterable[Outline], dataset: Dataset, seed: int) -> ImagePlan:
    """Filter, split by subject, and plan the questions; no pixels are needed for it.

    Raises:
        DataError: nothing is left after filtering, or too few questions are held out.
    """
    asked = _questions(dataset)
    filtered = apply_filters(outlines, dataset.filters)
    if not filtered.kept:
        raise DataError(
            f"{dataset.reference}: no image is left after filtering "
            f"(dropped: {dict(filtered.dropped) or 'none'}).",
            "Relax the filters, or look into the step's quarantine list.",
        )
    heldout = heldout_subjects(filtered.kept, dataset.split.heldout, seed)
    training = [record for record in filtered.kept if record.subject not in heldout]
    tested = [record for record in filtered.kept if record.subject in heldout]
    planned: dict[str, list[Ask]] = {record.source_key: [] for record in filtered.kept}
    for number, kind in enumerate(KINDS):
        if kind.name in asked.kinds:
            for ask in plan_training(training, number, asked.train_views):
                planned[ask.source_key].append(ask)
            for ask in plan_heldout(tested, number, asked.heldout_views):
                planned[ask.source_key].append(ask)
    asks = {key: tuple(own) for key, own in planned.items()}
    _check_heldout(dataset, sum(a.split == "heldout" for own in asks.values() for a in own))
    return ImagePlan(len(filtered.kept), filtered.dropped, asks)


def ask_record(
    record: Deidentified, asks: Iterable[Ask], dataset: Dataset, seed: int
) -> Iterator[Sample]:
    """Draw the planned questions of one record."""
    side, outline = _questions(dataset).image_size, record.outline
    for ask in asks:
        kind = KINDS[ask.kind]
        key = f"{outline.source_key}/{kind.text}/{ask.split}/{ask.answer}/{ask.view}"
        yield Sample(
            sample_id=sample_id(dataset.reference, key),
            dataset=dataset.reference,
            source_key=outline.source_key,
            patient=outline.patient,
            study=outline.study,
            split=ask.split,
            state=DataState.DEIDENTIFIED,
            kind=kind.name.value,
            answer_type=kind.answer_type,
            answer=ask.answer,
            turns=(Turn("user", kind.text, images=1), Turn("assistant", ask.answer)),
            images=(encode_png(draw(ask, record.pixels, side, seed)),),
            attributes=outline.attributes,
        )


def curate_dictionary(entries: int, dataset: Dataset, seed: int) -> Curated:
    """Text-only samples; attributes are split by a seeded hash, the words all train."""
    questions = list(dictionary_questions(entries, seed))
    samples = tuple(_text_sample(q, dataset, _text_side(q, dataset, seed)) for q in questions)
    _check_heldout(dataset, sum(sample.split == "heldout" for sample in samples))
    return Curated(samples, len(questions), {})


def _questions(dataset: Dataset) -> Questions:
    if dataset.questions is None:
        raise DataError(
            f"{dataset.reference}: a source of images needs `questions`.",
            "List the kinds of questions to ask.",
        )
    return dataset.questions


def _text_sample(question: TextQuestion, dataset: Dataset, split: Split) -> Sample:
    return Sample(
        sample_id=sample_id(dataset.reference, question.text),
        dataset=dataset.reference,
        source_key=question.group,
        patient="",
        split=split,
        state=DataState.DEIDENTIFIED,
        kind=TEXT,
        answer_type="open",
        answer=question.answer,
        turns=(Turn("user", question.text), Turn("assistant", question.answer)),
    )


def _text_side(question: TextQuestion, dataset: Dataset, seed: int) -> Split:
    if not question.splits:
        return "train"
    digest = hashlib.sha256(f"text\0{seed}\0{question.group}".encode()).digest()
    share = int.from_bytes(digest[:8], "big") / 2**64
    return "heldout" if share < dataset.split.heldout else "train"


def _check_heldout(dataset: Dataset, found: int) -> None:
    least = dataset.split.minimum_questions
    if found < least:
        raise DataError(
            f"{dataset.reference}: {found} questions are held out; "
            f"the recipe asks for at least {least}.",
            "Hold out a larger share, ask more kinds, or lower split.minimumQuestions.",
        )
