"""The profile over one dataset: what stays, what goes, and what the object says of itself."""

import copy

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from residency.data.deid.dates import DateShift
from residency.data.deid.file import to_bytes
from residency.data.deid.header import IMPLEMENTATION_UID, NotReleasable, clean_header
from residency.data.deid.uids import pseudonymous
from residency.data.pseudonym import TenantKey
from tests.unit.data.conftest import IDENTITY, WriteDicom

TEXT = {
    "StudyDescription": "CT of Jane Doe",
    "Manufacturer": "ACME",
    "ManufacturerModelName": f"scanner of {IDENTITY}",
    "SegmentDescription": "Doe's liver",
}


def cleaned(write_dicom: WriteDicom, key: TenantKey, **elements: object) -> Dataset:
    return clean_header(pydicom.dcmread(write_dicom(**elements)), key)


def test_ids_are_the_tenants_pseudonyms_wherever_they_stand(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    original = pydicom.dcmread(write_dicom())
    item = Dataset()
    item.ReferencedSOPInstanceUID = original.SOPInstanceUID
    item.ReferencedSOPClassUID = original.SOPClassUID
    original.ReferencedImageSequence = Sequence([item])
    clean = clean_header(original, key)
    assert clean.PatientID == key.pseudonym("patient", IDENTITY)
    assert clean.SOPInstanceUID == pseudonymous(key, original.SOPInstanceUID)
    assert clean.ReferencedImageSequence[0].ReferencedSOPInstanceUID == clean.SOPInstanceUID
    assert clean.ReferencedImageSequence[0].ReferencedSOPClassUID == original.SOPClassUID
    assert clean.file_meta.MediaStorageSOPInstanceUID == clean.SOPInstanceUID
    assert clean.SOPClassUID == original.SOPClassUID


def test_the_original_is_not_touched(write_dicom: WriteDicom, key: TenantKey) -> None:
    original = pydicom.dcmread(write_dicom(StudyDate="20240301", PatientAge="093Y"))
    before = copy.deepcopy(original)
    clean_header(original, key)
    assert original == before
    assert original.file_meta == before.file_meta


def test_intervals_between_the_dates_of_a_patient_stay(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    first = cleaned(write_dicom, key, StudyDate="20240301", StudyTime="1030")
    second = cleaned(
        write_dicom, key, StudyDate="20240311", AcquisitionDateTime="20240311093000+0100"
    )
    shift = DateShift.of_patient(key, IDENTITY)
    assert first.StudyDate == shift.date("20240301")
    assert second.StudyDate == shift.date("20240311")
    assert second.AcquisitionDateTime == f"{second.StudyDate}093000"
    assert first.StudyTime == "1030"
    other = cleaned(write_dicom, key, StudyDate="20240301", PatientID="another")
    assert other.StudyDate != first.StudyDate


def test_ages_are_capped_and_birth_dates_emptied(write_dicom: WriteDicom, key: TenantKey) -> None:
    clean = cleaned(write_dicom, key, PatientAge="096Y", PatientBirthDate="19280101")
    assert clean.PatientAge == "090Y"
    assert clean.PatientBirthDate == ""


def test_the_object_says_what_was_done(write_dicom: WriteDicom, key: TenantKey) -> None:
    original = pydicom.dcmread(write_dicom(PatientAge="050Y", BurnedInAnnotation="YES"))
    clean = clean_header(original, key, str.upper, pixels_cleaned=True)
    codes = [item.CodeValue for item in clean.DeidentificationMethodCodeSequence]
    assert codes == ["113100", "113101", "113105", "113107", "113108"]
    assert clean.PatientIdentityRemoved == "YES"
    assert "2026c" in "".join(clean.DeidentificationMethod)
    assert all(len(line) <= 64 for line in clean.DeidentificationMethod)
    assert clean.LongitudinalTemporalInformationModified == "MODIFIED"
    assert clean.BurnedInAnnotation == "NO"


def test_no_more_is_said_than_was_done(write_dicom: WriteDicom, key: TenantKey) -> None:
    clean = cleaned(write_dicom, key, BurnedInAnnotation="YES")
    codes = [item.CodeValue for item in clean.DeidentificationMethodCodeSequence]
    assert codes == ["113100", "113107"]
    assert clean.BurnedInAnnotation == "YES"


def test_without_a_cleaner_free_text_goes(write_dicom: WriteDicom, key: TenantKey) -> None:
    clean = cleaned(write_dicom, key, **TEXT)
    assert "StudyDescription" not in clean
    assert clean.SegmentDescription == "ANONYMIZED"
    assert clean.Manufacturer == "ACME"


def test_with_a_cleaner_descriptions_stay_without_the_studys_own_values(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    original = pydicom.dcmread(write_dicom(**TEXT, SeriesDescription="liver of Jane"))
    clean = clean_header(original, key, lambda text: text.replace("Jane Doe", "[NAME]"))
    assert clean.StudyDescription == "CT of [NAME]"
    assert "SeriesDescription" not in clean  # the cleaner left a name
    assert clean.SegmentDescription == "ANONYMIZED"


def test_the_studys_own_values_are_found_in_attributes_that_stay(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    clean = cleaned(write_dicom, key, **TEXT, BodyPartExamined="JANE", ImageType=["PERSON", "A"])
    assert clean.ManufacturerModelName == "ANONYMIZED"
    assert clean.BodyPartExamined == "ANONYMIZED"
    assert clean.ImageType == ["PERSON", "A"]


def test_a_word_of_dicom_is_no_name_where_words_are_coded(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    clean = cleaned(write_dicom, key, PatientName="Image^Text", ImageType=["IMAGE", "TEXT"])
    assert clean.ImageType == ["IMAGE", "TEXT"]


def test_local_codes_go_within_what_the_profile_replaces(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    content = []
    for scheme in ("99LOCAL", "DCM"):
        concept, item = Dataset(), Dataset()
        concept.CodeValue, concept.CodingSchemeDesignator = "121005", scheme
        concept.CodeMeaning = "Observer Type"
        item.ValueType, item.TextValue = "TEXT", "Doctor Who reported"
        item.ConceptNameCodeSequence = Sequence([concept])
        content.append(item)
    clean = cleaned(write_dicom, key, ContentSequence=Sequence(content))
    meanings = [item.ConceptNameCodeSequence[0].CodeMeaning for item in clean.ContentSequence]
    assert meanings == ["ANONYMIZED", "Observer Type"]
    assert [item.TextValue for item in clean.ContentSequence] == ["ANONYMIZED"] * 2
    assert clean.ContentSequence[0].ValueType == "TEXT"


def test_pixels_and_what_describes_them_stay(write_dicom: WriteDicom, key: TenantKey) -> None:
    original = pydicom.dcmread(write_dicom(RescaleSlope="2.5", WindowCenter=["40", "80"]))
    clean = clean_header(original, key)
    assert clean.PixelData is original.PixelData
    assert clean.RescaleSlope == 2.5
    assert np.array_equal(clean.pixel_array, original.pixel_array)


def test_file_meta_is_ours_alone(write_dicom: WriteDicom, key: TenantKey) -> None:
    original = pydicom.dcmread(write_dicom())
    original.file_meta.SourceApplicationEntityTitle = "JANES_SCANNER"
    original.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    meta = clean_header(original, key).file_meta
    assert "SourceApplicationEntityTitle" not in meta
    assert meta.ImplementationClassUID == IMPLEMENTATION_UID
    assert meta.TransferSyntaxUID == ExplicitVRLittleEndian


@pytest.mark.parametrize(
    ("meta", "value"),
    [
        ("MediaStorageSOPClassUID", "1.2.840.10008.1.3.10"),  # a media directory
        ("TransferSyntaxUID", "1.2.999.1"),
    ],
)
def test_what_cannot_be_released_is_refused(
    write_dicom: WriteDicom, key: TenantKey, meta: str, value: str
) -> None:
    original = pydicom.dcmread(write_dicom())
    setattr(original.file_meta, meta, value)
    with pytest.raises(NotReleasable):
        clean_header(original, key)


def test_only_a_cleaned_dataset_is_written(write_dicom: WriteDicom, key: TenantKey) -> None:
    with pytest.raises(ValueError, match="clean_header"):
        to_bytes(pydicom.dcmread(write_dicom()))
