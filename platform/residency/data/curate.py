"""From de-identified records (or the dictionary) to samples: filter the set, split, ask."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from residency.data.curation.set_filters import filter_images, filter_samples
from residency.data.deidentified import Deidentified
from residency.data.dictionary import TextQuestion, dictionary_questions
from residency.data.image import encode_png
from residency.data.outline import Outline, SampleOutline
from residency.data.questions import KINDS, Ask, draw, plan_heldout, plan_training
from residency.data.sample import Sample, Split, Turn, sample_id
from residency.data.split import heldout_samples, heldout_subjects, official_side
from residency.errors import DataError
from residency.spec.dataset import TEXT_KIND, Dataset, Questions, State


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """Which records are kept, and what is asked of each."""

    records: int
    dropped: Mapping[str, int]
    asks: Mapping[str, tuple[Ask, ...]]  # by source key


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """Which conversations are kept, and on which side each is."""

    dropped: Mapping[str, int]
    sides: Mapping[str, Split]  # by source key


def plan_samples(
    outlines: Sequence[SampleOutline],
    dataset: Dataset,
    seed: int,
    alike: Mapping[str, str] | None = None,
) -> SamplePlan:
    """Filter the set and split it: by its own division, or by patient, study and picture.

    `alike`: by source key, that of the first conversation with nearly the same text.

    Raises:
        DataError: nothing is left after filtering, two rows have one key, too few are held out,
            or the set's own division is asked for and a row has none.
    """
    check_keys(dataset, [outline.source_key for outline in outlines])
    # Of equal rows on both sides of a set's own division the one that trains goes.
    ordered = sorted(outlines, key=_later) if dataset.split.official else outlines
    filtered = filter_samples(ordered, dataset.filters, alike)
    kept = filtered.kept
    if not kept:
        raise nothing_left(dataset, filtered.dropped)
    sides = _official(kept) if dataset.split.official else _by_patient(kept, dataset, seed)
    _check_heldout(dataset, sum(side == "heldout" for side in sides.values()))
    return SamplePlan(filtered.dropped, sides)


def plan_images(outlines: Iterable[Outline], dataset: Dataset, seed: int) -> ImagePlan:
    """Filter, split by subject, and plan the questions; no pixels are needed for it.

    Raises:
        DataError: nothing is left after filtering, or too few questions are held out.
    """
    asked = _questions(dataset)
    outlines = tuple(outlines)
    check_keys(dataset, [outline.source_key for outline in outlines])
    filtered = filter_images(outlines, dataset.filters)
    if not filtered.kept:
        raise nothing_left(dataset, filtered.dropped)
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
    """Draw the planned questions of one record.

    Digest and hash are of the picture that the views are drawn of, not of a view: those are
    cropped and mirrored at random, and a benchmark that has the same file must be found by it.
    """
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
            state=dataset.state.ingested,
            kind=kind.name.value,
            answer_type=kind.answer_type,
            answer=ask.answer,
            turns=(Turn("user", kind.text, images=1), Turn("assistant", ask.answer)),
            images=(encode_png(draw(ask, record.pixels, side, seed)),),
            image_digests=(outline.picture,),
            image_hashes=(outline.hash,),
            attributes=outline.attributes,
        )


def curate_dictionary(entries: int, dataset: Dataset, seed: int) -> tuple[Sample, ...]:
    """Text-only samples; attributes are split by a seeded hash, the words all train."""
    questions = list(dictionary_questions(entries, seed))
    samples = tuple(_text_sample(q, dataset, _text_side(q, dataset, seed)) for q in questions)
    _check_heldout(dataset, sum(sample.split == "heldout" for sample in samples))
    return samples


def check_keys(dataset: Dataset, keys: Sequence[str]) -> None:
    """Raise DataError where two records have one key: their samples would be told apart by none.

    It says how many, and names neither.
    """
    doubled = len(keys) - len(set(keys))
    if doubled:
        raise DataError(
            f"{dataset.reference}: {doubled} rows have a key that another row has.",
            "Name each row once in the source: ids must be unique in a dataset.",
        )


def nothing_left(dataset: Dataset, dropped: Mapping[str, int]) -> DataError:
    """What to raise where no record passes the filters."""
    return DataError(
        f"{dataset.reference}: no record is left after filtering "
        f"(dropped: {dict(dropped) or 'none'}).",
        "Relax the filters, or look into the step's quarantine list.",
    )


def _later(outline: SampleOutline) -> int:
    """0 for a test set, 1 for what may be held out in its place, 2 for the rest."""
    return {"test": 0, "validate": 1}.get(outline.official, 2)


def _official(kept: Sequence[SampleOutline]) -> dict[str, Split]:
    has_test = any(outline.official == "test" for outline in kept)
    return {o.source_key: official_side(o, has_test=has_test) for o in kept}


def _by_patient(kept: Sequence[SampleOutline], dataset: Dataset, seed: int) -> dict[str, Split]:
    heldout = heldout_samples(kept, dataset.split.heldout, seed)
    return {o.source_key: "heldout" if o.source_key in heldout else "train" for o in kept}


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
        state=State.DEIDENTIFIED,
        kind=TEXT_KIND,
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
