"""A file that two sets of DICOM have is found, whatever was drawn of it and whoever it is of."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from residency.data.curate import ask_record
from residency.data.curation.contamination import BenchmarkIndex, Match
from residency.data.curation.footprint import Footprint, Seen, make_footprint
from residency.data.deidentified import Deidentified
from residency.data.questions import KINDS, Ask, plan_heldout, plan_training
from residency.data.sample import Sample, Turn
from residency.data.sources.dicom import Dicom
from residency.data.sources.folder import LocalFolder
from residency.data.sources.location import resolve_root
from residency.data.sources.reader import Unit
from residency.prepare.gallery import Gallery
from residency.prepare.tools import Tools
from residency.prepare.unit import Preparation
from residency.spec.dataset import Dataset, DicomSource, QuestionKind, Questions, Source, State
from residency.spec.decontamination import Decontamination
from tests.unit.prepare.conftest import MakeTools

FILES = resolve_root("package://pydicom/data/test_files", Path())
LARGE = "693_J2KI.dcm"
TRAIN_VIEWS = 6
NAMES = [kind.name for kind in KINDS]
MODALITY, COLOUR = NAMES.index(QuestionKind.MODALITY), NAMES.index(QuestionKind.COLOUR)


def numbered(make_tools: MakeTools, numbering: str) -> Tools:
    """Tools for a set whose patients are numbered for it alone."""
    tools = make_tools(State.DEIDENTIFIED)
    return replace(tools, rules=replace(tools.rules, numbering=numbering))


def prepared(file: str, tools: Tools) -> Deidentified:
    """What leaves the boundary of one file of pydicom's, in the set that the tools are for."""
    folder = LocalFolder(tools.rules.numbering, FILES)
    found, _ = Preparation(Dicom(), tools, ()).outcomes(folder, Unit(file, rows=1))
    assert isinstance(found, Deidentified)
    return found


def asked(record: Deidentified, asks: Sequence[Ask], name: str) -> list[Sample]:
    questions = Questions(kinds=tuple(QuestionKind), image_size=32)
    source = Source(dicom=DicomSource(paths=("x",)))
    dataset = Dataset(name=name, version="1", licence="MIT", source=source, questions=questions)
    return list(ask_record(record, asks, dataset, seed=0))


def footprint(sample: Sample) -> Footprint:
    seen = Seen(sample.image_digests, sample.image_hashes)
    return make_footprint(sample.sample_id, sample.turns, seen, sample.patient, sample.study)


def index(samples: Sequence[Sample]) -> BenchmarkIndex:
    held = [footprint(sample) for sample in samples]
    return BenchmarkIndex("benchmark", held, (None,) * len(held), Decontamination())


@pytest.mark.parametrize(
    ("trained", "held", "kind", "strongest"),
    [
        ("MR_small.dcm", "MR_small.dcm", COLOUR, Match.EXACT),
        ("MR_small.dcm", "MR_small.dcm", MODALITY, Match.TRIPLE),
        ("MR_small_RLE.dcm", "MR_small_jpeg_ls_lossless.dcm", COLOUR, Match.EXACT),
        ("JPEG2000.dcm", "JPGExtended.dcm", COLOUR, Match.NEAR),  # both with loss
        ("MR_small.dcm", "CT_small.dcm", COLOUR, None),
    ],
)
def test_every_view_of_a_benchmarks_file_is_found(
    make_tools: MakeTools, trained: str, held: str, kind: int, strongest: Match | None
) -> None:
    mine = prepared(trained, numbered(make_tools, "a"))
    theirs = prepared(held, numbered(make_tools, "b"))
    assert mine.outline.patient != theirs.outline.patient
    assert mine.outline.study != theirs.outline.study
    benchmark = index(asked(theirs, list(plan_heldout([theirs.outline], kind, 1)), "theirs"))
    views = asked(mine, list(plan_training([mine.outline], MODALITY, TRAIN_VIEWS)), "mine")
    assert len({view.images for view in views}) == TRAIN_VIEWS
    hits = [benchmark.find(footprint(view)) for view in views]
    assert [hit and hit.strongest for hit in hits] == [strongest] * TRAIN_VIEWS


def test_a_conversation_with_the_same_file_has_the_same_digest(make_tools: MakeTools) -> None:
    """Of all its pixels: views are drawn of a reduced copy, and conversations keep the whole."""
    tools = numbered(make_tools, "a")
    record = prepared(LARGE, tools)
    assert max(record.pixels.frames.shape) < record.outline.shorter_side
    content = (FILES / LARGE).read_bytes()
    (shown,), _ = Gallery(tools).clean([content], ())
    assert (record.outline.picture, record.outline.hash) == (shown.digest, shown.hash)
    told = (Turn("user", "What is this?", images=1), Turn("assistant", "A head CT."))
    held = make_footprint("h", told, Seen((shown.digest,), (shown.hash,)))
    benchmark = BenchmarkIndex("benchmark", [held], (None,), Decontamination())
    (view,) = asked(record, list(plan_training([record.outline], MODALITY, 1)), "mine")
    hit = benchmark.find(footprint(view))
    assert hit is not None
    assert hit.strongest is Match.EXACT
