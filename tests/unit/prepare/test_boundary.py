"""The typed boundary: nothing of the header leaves, and pixels pass by an allow-list."""

import json

import pytest
from pydicom.dataset import Dataset

from residency.data.deidentify import Deidentified, PixelAllowList, deidentify
from residency.data.header import plane, upright
from residency.data.pseudonym import TenantKey
from residency.data.raw import Quarantined, Raw
from residency.data.sources.dicom import read
from residency.errors import DataError
from tests.unit.data.conftest import IDENTITY, WriteDicom


def raw_of(write_dicom: WriteDicom, **elements: object) -> Raw:
    path = write_dicom(**elements)
    found = read(path.parent, path.name)
    assert isinstance(found, Raw)
    return found


def passed(raw: Raw, key: TenantKey) -> Deidentified:
    found = deidentify(raw, key, PixelAllowList())
    assert isinstance(found, Deidentified)
    return found


def told(record: Deidentified) -> str:
    outline = record.outline
    words = [outline.source_key, outline.patient, outline.study, outline.content]
    return json.dumps([*words, dict(outline.attributes)])


def test_no_value_of_the_header_leaves(write_dicom: WriteDicom, key: TenantKey) -> None:
    planted = {
        "InstitutionName": IDENTITY,
        "SeriesDescription": IDENTITY,
        "BodyPartExamined": "JANE DOE",
        "ViewPosition": "SECRET",
    }
    raw = raw_of(write_dicom, **planted)
    out = told(passed(raw, key))
    for secret in (IDENTITY, "SECRET", "JANE", "image.dcm", str(raw.header.StudyInstanceUID)):
        assert secret not in out


def test_a_modality_outside_the_vocabulary_does_not_leave(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    raw = raw_of(write_dicom, Modality="JANEDOE")
    record = deidentify(raw, key, PixelAllowList(reviewed_sha256=frozenset({raw.sha256})))
    assert isinstance(record, Deidentified)
    assert "modality" not in record.outline.attributes


def test_pseudonyms_are_equal_everywhere_and_differ_between_tenants(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    raw = raw_of(write_dicom)
    assert told(passed(raw, key)) == told(passed(raw, TenantKey("other id", key.secret)))
    other = passed(raw, TenantKey("k-other", bytes(32)))
    assert passed(raw, key).outline.patient != other.outline.patient
    assert passed(raw, key).outline.patient == "2ae95c1d97a28dc5a95b1d9ef15a7c6f"


def test_an_empty_patient_falls_back_to_the_study_then_to_the_file(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    no_patient = passed(raw_of(write_dicom, PatientID=""), key).outline
    assert (no_patient.patient, no_patient.subject) == ("", no_patient.study)
    neither = passed(raw_of(write_dicom, PatientID="", StudyInstanceUID=""), key).outline
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
def test_pixels_not_on_the_allow_list_are_quarantined(
    elements: dict[str, str], detail: str, write_dicom: WriteDicom, key: TenantKey
) -> None:
    found = deidentify(raw_of(write_dicom, **elements), key, PixelAllowList())
    assert found == Quarantined("image.dcm", "pixels not on the allow-list", detail)


def test_a_reviewed_file_passes_by_its_digest_only(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    raw = raw_of(write_dicom, Modality="US")
    reviewed = PixelAllowList(reviewed_sha256=frozenset({raw.sha256}))
    assert isinstance(deidentify(raw, key, reviewed), Deidentified)
    changed = raw_of(write_dicom, Modality="US", SeriesNumber="2")
    assert isinstance(deidentify(changed, key, reviewed), Quarantined)


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
