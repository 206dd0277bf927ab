"""The recall meter: invented identities go through the boundary, and none may come out."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from residency.data.deid.findings import Span
from residency.data.deid.planted import burned_in, invent
from residency.data.deid.planted_file import as_file
from residency.data.pixels import Pixels, Window
from residency.data.raw import RawSample
from residency.data.sample import Turn
from residency.data.sources.reader import Unit
from residency.errors import DataError
from residency.prepare.meter import COPIES, Reading, check, choose, measure, readings
from residency.prepare.meter_copies import _stands_in
from residency.prepare.pictures import Framed, decode_picture
from residency.prepare.tools import Finders, Tools
from residency.spec.dataset import State
from tests.thorough import BrightDetector, ThoroughScrubber
from tests.unit.data.conftest import WriteDicom
from tests.unit.prepare.conftest import MakePng, MakeTools
from tests.unit.prepare.files import raw_of


def thorough(tools: Tools) -> Tools:
    return replace(tools, finders=Finders(ThoroughScrubber(), BrightDetector()))


def sample(make_png: MakePng) -> RawSample:
    turns = (Turn("user", "What is shown?", images=1), Turn("assistant", "A chest film."))
    return RawSample("row-1", turns, (make_png(1, (256, 256)),))


def test_identities_in_tags_are_removed(write_dicom: WriteDicom, make_tools: MakeTools) -> None:
    raw = raw_of(write_dicom, Modality="CT")
    found = readings(measure(raw, make_tools(search=False, modalities=("CT",)), 0))
    assert found["tags"].survived == 0
    assert found["tags"].removed == found["tags"].planted > 0


def test_identities_in_text_and_pixels_are_removed(
    make_tools: MakeTools, make_png: MakePng
) -> None:
    found = readings(measure(sample(make_png), thorough(make_tools()), 0))
    assert found["text"] == Reading(planted=6, quarantined=0, survived=0)
    assert found["pixels"].planted == 1
    assert found["pixels"].survived == 0
    check("scans@1", found)


def test_what_a_blind_scrubber_lets_through_fails_the_step(
    make_tools: MakeTools, make_png: MakePng
) -> None:
    found = readings(measure(sample(make_png), make_tools(), 0))
    assert found["text"].survived > 0
    assert found["pixels"].survived == 1
    with pytest.raises(DataError, match=r"scans@1.*text: \d of 6; pixels: 1 of 1") as raised:
        check("scans@1", found)
    assert "Quatrebarbes" not in str(raised.value)


def test_a_set_that_is_not_searched_is_measured_in_its_tags_alone(
    make_tools: MakeTools, make_png: MakePng
) -> None:
    assert readings(measure(sample(make_png), make_tools(State.DEIDENTIFIED), 0)) == {}


def test_the_same_record_is_measured_with_the_same_identity(
    make_tools: MakeTools, make_png: MakePng
) -> None:
    assert measure(sample(make_png), make_tools(), 3) == measure(sample(make_png), make_tools(), 3)
    one, other = (invent(np.random.default_rng(seed)) for seed in (0, 1))
    assert one != other


def test_records_are_drawn_from_all_units_and_no_more_than_are_copied() -> None:
    units = [Unit("a", rows=1000), Unit("b", rows=3), Unit("c.tar")]
    chosen = choose(units, 0)
    assert sum(map(len, chosen.values())) == COPIES
    assert choose(units, 0) == chosen
    assert all(row < (units[n].rows or 1) for n, rows in chosen.items() for row in rows)
    assert choose([Unit("b", rows=2)], 5) == {0: frozenset({0, 1})}
    assert choose([], 0) == {}


def test_text_that_is_covered_is_not_legible_and_text_left_is() -> None:
    dark = Pixels(np.zeros((2, 128, 400), np.float32), Window(0.0, 100.0), 2)
    random = np.random.default_rng(0)
    drawn = burned_in(dark, invent(random), random)
    assert drawn is not None
    assert drawn.legible(drawn.pixels)
    assert not drawn.legible(dark)
    one_frame = drawn.pixels.frames.copy()
    one_frame[0] = 0.0
    assert drawn.legible(replace(dark, frames=one_frame)), "text on the second frame is text"


def test_a_picture_without_room_for_a_line_is_not_written_on() -> None:
    tiny = Pixels(np.zeros((1, 64, 64), np.float32), Window(0.0, 1.0), 1)
    random = np.random.default_rng(0)
    assert burned_in(tiny, invent(random), random) is None


def test_one_character_left_names_nobody_and_two_do() -> None:
    dark = Pixels(np.zeros((1, 128, 400), np.float32), Window(0.0, 100.0), 1)
    drawn = burned_in(dark, invent(np.random.default_rng(0)), np.random.default_rng(0))
    assert drawn is not None
    frames = dark.frames.copy()
    frames[0, drawn.characters == 1] = drawn.pixels.frames.max()
    assert not drawn.legible(replace(dark, frames=frames))
    frames[0, drawn.characters == 2] = drawn.pixels.frames.max()
    assert drawn.legible(replace(dark, frames=frames))


def test_characters_on_pixels_of_their_own_grey_are_not_looked_for() -> None:
    half = np.zeros((1, 128, 400), np.float32)
    half[..., 120:] = 96.0  # what is drawn on dark pixels has 97
    pixels = Pixels(half, Window(0.0, 100.0), 1)
    drawn = burned_in(pixels, invent(np.random.default_rng(0)), np.random.default_rng(0))
    assert drawn is None or not (drawn.characters[:, 140:] > 0).any()


def test_digits_within_a_longer_number_are_not_the_identity_s() -> None:
    """A pseudonymous UID has 39 digits: now and then eight of them are those of an identity."""
    assert not _stands_in("12345678", "2.25.9123456781")
    assert _stands_in("12345678", "MRN 12345678.")
    assert _stands_in("okonkwo", "xokonkwo7")


class KeepsLocalNumbers:
    """Finds all that is planted, and of a telephone number its area alone."""

    name = "keeps local numbers 1"

    def find(
        self, texts: Sequence[str], denied: Sequence[Sequence[str]]
    ) -> Sequence[tuple[Span, ...]]:
        found = ThoroughScrubber().find(texts, denied)
        return [
            tuple(
                replace(span, end=span.start + 5) if text[span.start] == "(" else span
                for span in spans
            )
            for text, spans in zip(texts, found, strict=True)
        ]  # fmt: skip


def test_a_part_of_a_value_that_stays_has_survived(
    make_tools: MakeTools, make_png: MakePng
) -> None:
    tools = thorough(make_tools())
    tools = replace(tools, finders=replace(tools.finders, scrubber=KeepsLocalNumbers()))
    assert readings(measure(sample(make_png), tools, 0))["text"].survived == 1


def test_names_that_only_a_list_of_the_study_would_tell_have_survived(
    make_tools: MakeTools, make_png: MakePng
) -> None:
    """The scrubber without a model finds names by a list alone; a report comes without one."""
    found = readings(measure(sample(make_png), make_tools(), 0))
    assert found["text"].survived == 4  # both names, the accession, the phone


def test_a_number_that_the_record_held_before_is_not_the_identitys(
    make_tools: MakeTools, make_png: MakePng
) -> None:
    """10/28 is as much a count of nodes as a day."""
    turns = tuple(
        Turn("user", f"{n:02d}/{m:02d} nodes") for n in range(1, 13) for m in range(1, 29)
    )
    raw = RawSample("row-1", turns)
    assert readings(measure(raw, thorough(make_tools()), 0))["text"].survived == 0


DAYS = [f"{month:02d}/{day:02d}" for month in range(1, 13) for day in range(1, 29)]


def test_a_figure_that_a_header_kept_is_not_the_identitys(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    """VA 10/10 is a version; a set is not refused for an invented birthday of that day."""
    versions = [" ".join(DAYS[n : n + 8]) for n in range(0, len(DAYS), 8)]
    raw = raw_of(write_dicom, Modality="CT", SoftwareVersions=versions)
    found = readings(measure(raw, make_tools(search=False, modalities=("CT",)), 0))
    assert found["tags"].survived == 0
    turns = (Turn("user", " ".join(DAYS), images=1), Turn("assistant", "A chest film."))
    record = replace(with_dicom(write_dicom), turns=turns)
    assert readings(measure(record, make_tools(State.ATTESTED), 0))["tags"].survived == 0


def test_a_box_that_is_filled_with_the_ink_leaves_nothing_to_read() -> None:
    dark = Pixels(np.zeros((1, 128, 400), np.float32), Window(0.0, 100.0), 1)
    drawn = burned_in(dark, invent(np.random.default_rng(0)), np.random.default_rng(0))
    assert drawn is not None
    filled = np.full_like(dark.frames, drawn.pixels.frames.max())
    assert not drawn.legible(replace(dark, frames=filled))


def with_dicom(write_dicom: WriteDicom, **elements: object) -> RawSample:
    """A conversation about one DICOM file, as MIMIC-CXR's folders hold them."""
    dark = np.zeros((192, 256), np.uint16)
    dark[0] = 4000
    path = write_dicom(pixels=dark, PhotometricInterpretation="MONOCHROME1", **elements)
    turns = (Turn("user", "What is shown?", images=1), Turn("assistant", "A chest film."))
    return RawSample("p10/s1", turns, (path.read_bytes(),))


def test_dicom_pictures_of_conversations_are_measured_in_tags_and_pixels(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    found = readings(measure(with_dicom(write_dicom), thorough(make_tools()), 0))
    assert found["tags"] == Reading(planted=6, quarantined=0, survived=0)
    assert found["pixels"] == Reading(planted=1, quarantined=0, survived=0)
    assert found["text"].survived == 0


def test_a_blind_detector_lets_text_in_dicom_pictures_of_conversations_through(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    found = readings(measure(with_dicom(write_dicom), make_tools(), 0))
    assert found["pixels"] == Reading(planted=1, quarantined=0, survived=1)


def test_of_a_declared_set_the_tags_of_dicom_pictures_are_measured(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    found = readings(measure(with_dicom(write_dicom), make_tools(State.ATTESTED), 0))
    assert found == {"tags": Reading(planted=6, quarantined=0, survived=0)}


def test_a_dicom_picture_whose_pixels_nobody_searches_is_measured_in_its_tags(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    tools = make_tools(search=False, modalities=("CT",))
    assert set(readings(measure(with_dicom(write_dicom), tools, 0))) == {"tags", "text"}


def test_a_planted_file_shows_the_picture_and_keeps_what_its_header_says_of_text(
    write_dicom: WriteDicom,
) -> None:
    header = raw_of(write_dicom, BurnedInAnnotation="YES", WindowCenter=1, WindowWidth=1).header
    picture = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    framed = decode_picture(as_file(header, picture))
    assert isinstance(framed, Framed)
    assert np.array_equal(framed.pixels.picture(), picture)
    assert framed.header.BurnedInAnnotation == "YES"
    assert framed.header.PatientID == header.PatientID
