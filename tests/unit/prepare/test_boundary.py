"""The typed boundary for files: nothing of the header leaves, and pixels pass on conditions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from pydicom.dataset import Dataset

from residency.data.deid.findings import Box
from residency.data.deidentified import Deidentified
from residency.data.dicom_pixels import MAX_FRAMES_READ
from residency.data.header import plane, upright
from residency.data.pixels import Picture, Pixels, Window
from residency.data.pseudonym import TenantKey
from residency.data.raw import Quarantined, Raw
from residency.errors import DataError
from residency.prepare.boundary import deidentify, not_checked
from residency.prepare.burned_in import NOT_CLEAN
from residency.prepare.pixels import TOO_LARGE
from residency.prepare.tools import Tools
from residency.spec.dataset import PixelPolicy, ReviewedFile, State
from tests.unit.data.conftest import IDENTITY, WriteDicom
from tests.unit.prepare.conftest import MakeTools
from tests.unit.prepare.files import raw_of

LISTED = ("CT", "MR")


def passed(raw: Raw, tools: Tools) -> Deidentified:
    found = deidentify(raw, tools)
    assert isinstance(found, Deidentified), found
    return found


def told(record: Deidentified) -> str:
    outline = record.outline
    words = [outline.source_key, outline.patient, outline.study, outline.content]
    return json.dumps([*words, dict(outline.attributes)])


def test_no_value_of_the_header_leaves(write_dicom: WriteDicom, make_tools: MakeTools) -> None:
    planted = {
        "InstitutionName": IDENTITY,
        "SeriesDescription": IDENTITY,
        "BodyPartExamined": "JANE DOE",
        "ViewPosition": "SECRET",
    }
    raw = raw_of(write_dicom, **planted)
    out = told(passed(raw, make_tools()))
    for secret in (IDENTITY, "SECRET", "JANE", "image.dcm", str(raw.header.StudyInstanceUID)):
        assert secret not in out


def test_a_modality_outside_the_vocabulary_does_not_leave(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    record = passed(raw_of(write_dicom, Modality="JANEDOE"), make_tools())
    assert "modality" not in record.outline.attributes


def test_pseudonyms_are_equal_everywhere_and_differ_between_tenants(
    write_dicom: WriteDicom, make_tools: MakeTools, key: TenantKey
) -> None:
    raw, tools = raw_of(write_dicom), make_tools()
    renamed = Tools(TenantKey("other id", key.secret), tools.rules, tools.finders)
    other = Tools(TenantKey("k-other", bytes(32)), tools.rules, tools.finders)
    assert told(passed(raw, tools)) == told(passed(raw, renamed))
    assert passed(raw, tools).outline.patient != passed(raw, other).outline.patient
    assert passed(raw, tools).outline.patient == "2ae95c1d97a28dc5a95b1d9ef15a7c6f"


def test_an_empty_patient_falls_back_to_the_study_then_to_the_file(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    no_patient = passed(raw_of(write_dicom, PatientID=""), make_tools()).outline
    assert (no_patient.patient, no_patient.subject) == ("", no_patient.study)
    neither = passed(raw_of(write_dicom, PatientID="", StudyInstanceUID=""), make_tools()).outline
    assert neither.subject == neither.content


@pytest.mark.parametrize(
    ("elements", "detail"),
    [
        ({"Modality": "US"}, "modality"),
        ({"Modality": ""}, "modality"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}, "secondary capture"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7.4"}, "secondary capture"),
        ({"BurnedInAnnotation": "YES"}, "burned-in annotation"),
        ({"BurnedInAnnotation": "Y"}, "burned-in annotation"),  # not NO: nobody vouches for it
    ],
)
def test_without_a_search_pixels_pass_by_the_allow_list_alone(
    elements: dict[str, str], detail: str, write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    found = deidentify(
        raw_of(write_dicom, **elements), make_tools(search=False, modalities=LISTED)
    )
    assert found == Quarantined("image.dcm", "pixels not on the allow-list", detail)


def test_with_a_search_a_listed_modality_still_narrows(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    raw = raw_of(write_dicom, Modality="US")
    assert isinstance(deidentify(raw, make_tools(modalities=LISTED)), Quarantined)
    assert "pixels/clean" in passed(raw, make_tools()).facts


def test_text_in_the_pixels_is_redacted(write_dicom: WriteDicom, make_tools: MakeTools) -> None:
    coloured = np.zeros((64, 64, 3), np.uint8)
    coloured[8:16, 8:40] = (255, 0, 255)
    pixels = Pixels(coloured[None], Window(0.0, 255.0), total_frames=1, colour=True)
    raw = replace(raw_of(write_dicom), pixels=pixels)
    record = passed(raw, make_tools())
    assert "pixels/redacted" in record.facts
    assert not (record.pixels.picture() == (255, 0, 255)).all(axis=2).any()
    declared = passed(raw, make_tools(State.DEIDENTIFIED))
    assert (declared.pixels.picture() == (255, 0, 255)).all(axis=2).any()


@dataclass(frozen=True)
class Watches:
    """Finds nothing, and keeps what it is shown."""

    shown: list[bytes] = field(default_factory=list)
    name: str = "watches"

    def find(self, picture: Picture) -> Sequence[Box]:
        self.shown.append(picture.tobytes())
        return []


def test_every_frame_that_leaves_was_searched(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    """Of many frames four are decoded (MAX_FRAMES_READ): no other one leaves."""
    frames = np.random.default_rng(0).integers(0, 4000, (9, 32, 40), dtype=np.uint16)
    raw = raw_of(write_dicom, pixels=frames[0], NumberOfFrames=9, PixelData=frames.tobytes())
    watches, tools = Watches(), make_tools()
    record = passed(raw, replace(tools, finders=replace(tools.finders, detector=watches)))
    assert (record.pixels.total_frames, len(record.pixels.frames)) == (9, MAX_FRAMES_READ)
    leave = {record.pixels.picture(frame).tobytes() for frame in range(MAX_FRAMES_READ)}
    assert len(leave) == MAX_FRAMES_READ
    assert leave <= set(watches.shown)


def test_more_pixels_than_the_recipe_lets_search_are_quarantined(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    raw = raw_of(write_dicom)
    assert isinstance(deidentify(raw, make_tools(most_pixels=64 * 64)), Deidentified)
    found = deidentify(raw, make_tools(most_pixels=64 * 64 - 1))
    assert found == Quarantined("image.dcm", NOT_CLEAN, TOO_LARGE)
    reviewed = ReviewedFile(file="image.dcm", sha256=raw.sha256)
    tools = make_tools(most_pixels=1, reviewed=(reviewed,))
    assert "pixels/reviewed" in passed(raw, tools).facts


def test_a_reviewed_file_passes_by_its_digest_only(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    raw = raw_of(write_dicom, Modality="US")
    reviewed = ReviewedFile(file="image.dcm", sha256=raw.sha256)
    tools = make_tools(search=False, reviewed=(reviewed,))
    assert "pixels/reviewed" in passed(raw, tools).facts
    changed = raw_of(write_dicom, Modality="US", SeriesNumber="2")
    assert isinstance(deidentify(changed, tools), Quarantined)


def test_what_a_person_declared_is_cleaned_but_not_searched(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    raw = raw_of(write_dicom, Modality="US", BurnedInAnnotation="YES")
    tools = make_tools(State.ATTESTED)
    record = passed(raw, tools)
    assert IDENTITY not in told(record)
    assert "pixels/not searched" in record.facts
    assert any("a person answers" in line for line in not_checked(tools.rules))
    assert not any("a person answers" in line for line in not_checked(make_tools().rules))
    assert any("the search of text misses" in line for line in not_checked(make_tools().rules))


def test_a_header_that_cannot_be_cleaned_is_quarantined(
    write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    raw = raw_of(write_dicom)
    inner = Dataset()
    for _ in range(200):
        outer = Dataset()
        outer.ReferencedImageSequence = [inner]
        inner = outer
    raw.header.ReferencedImageSequence = [inner]
    found = deidentify(raw, make_tools())
    assert isinstance(found, Quarantined)
    assert found.reason == "header cannot be cleaned"


def test_a_key_does_not_show_and_must_be_long(key: TenantKey) -> None:
    assert "secret" not in repr(key)
    with pytest.raises(DataError, match="at least 32"):
        TenantKey("k", b"short")


@pytest.mark.parametrize(
    ("orientation", "expected", "up"),
    [
        ([1, 0, 0, 0, 1, 0], "axial", True),
        ([1, 0, 0, 0, -1, 0], "axial", False),
        ([1, 0, 0, 0, 0, -1], "coronal", True),
        ([0, 1, 0, 0, 0, -1], "sagittal", True),
        ([0.7, 0.7, 0, 0, 0, -1], "oblique", True),
        ([1, 0, 0], "", False),
    ],
)
def test_plane_and_uprightness_follow_from_the_orientation(
    orientation: list[float], expected: str, up: bool
) -> None:
    header = Dataset()
    header.ImageOrientationPatient = orientation
    assert (plane(header), upright(header)) == (expected, up)


def test_a_frontal_view_is_its_own_plane() -> None:
    header = Dataset()
    header.ViewPosition = "PA"
    assert (plane(header), upright(header)) == ("frontal", True)


def test_the_name_of_a_reviewed_file_goes_no_further_than_the_recipe() -> None:
    """Plans are kept and their values tracked: a file may be named after its patient."""
    reviewed = ReviewedFile(file="Doe^Jane/1.dcm", sha256="a" * 64)
    assert "Doe" not in PixelPolicy(reviewed=(reviewed,)).model_dump_json()
