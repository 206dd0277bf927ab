"""Tokens planted for every row of the profile's table, and around it: none survives in raw bytes.

The sweep of every row over every file is benchmarks/header_deidentification.py.
"""

import io

import pydicom
import pytest
from pydicom.dataset import Dataset, FileDataset
from pydicom.tag import BaseTag

from benchmarks.headers.plant import Planted, plant, planted_file
from benchmarks.headers.scan import survivors
from residency.data.deid.dates import DateShift
from residency.data.deid.file import to_bytes
from residency.data.deid.header import clean_header
from residency.data.deid.table import rows, vr_of
from residency.data.header import quiet, text_value
from residency.data.pseudonym import TenantKey
from tests.unit.data.conftest import WriteDicom

ROWS = tuple(row for row in rows() if row.number is not None)
IN_OBJECTS = [row for row in ROWS if int(row.tag[:4], 16) > 4]  # not in messages, meta, DICOMDIR


def released(dataset: Dataset, key: TenantKey) -> Dataset:
    with quiet():
        return pydicom.dcmread(io.BytesIO(to_bytes(clean_header(dataset, key))))


def nested(dataset: Dataset) -> Dataset:
    item: Dataset = dataset.SharedFunctionalGroupsSequence[0].PlaneOrientationSequence[0]
    return item


def planted_everywhere(write_dicom: WriteDicom, *, as_text: bool) -> tuple[FileDataset, Planted]:
    return planted_file(pydicom.dcmread(write_dicom()), ROWS, as_text=as_text)


def test_the_tokens_are_there_before(write_dicom: WriteDicom) -> None:
    dataset = pydicom.dcmread(write_dicom())
    with quiet():
        planted = plant(dataset, ROWS)
        buffer = io.BytesIO()
        pydicom.dcmwrite(buffer, dataset)
    found = survivors(buffer.getvalue(), planted)
    assert len(found) == len(planted.tokens) + len(planted.uids)
    rows_found = {place.split()[1] for place in found if place.startswith("top ")}
    by_value = {row.tag for row in IN_OBJECTS if vr_of(int(row.tag, 16)) in ("UI", "US")}
    assert {row.tag for row in IN_OBJECTS} - by_value <= rows_found


@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_the_scan_finds_a_token_in_any_encoding_and_case(encoding: str) -> None:
    planted = Planted()
    token = planted.token("a place")
    assert survivors(b"\0ab" + token.lower().encode(encoding) + b"c", planted) == ["a place"]


@pytest.mark.parametrize("as_text", [True, False])
def test_no_token_of_any_row_survives(
    write_dicom: WriteDicom, key: TenantKey, as_text: bool
) -> None:
    dataset, planted = planted_everywhere(write_dicom, as_text=as_text)
    with quiet():
        content = to_bytes(clean_header(dataset, key))
    assert survivors(content, planted) == []


def test_no_token_survives_with_a_cleaner_that_removes_it(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    dataset, planted = planted_everywhere(write_dicom, as_text=True)
    with quiet():
        content = to_bytes(clean_header(dataset, key, lambda _: "nothing of note"))
    assert survivors(content, planted) == []
    assert b"nothing of note" in content


def test_every_row_changes_its_value(write_dicom: WriteDicom, key: TenantKey) -> None:
    """By value: what is equal before and after is a time of day, which stays, and nothing else."""
    dataset, _ = planted_everywhere(write_dicom, as_text=False)
    clean = released(dataset, key)
    same = set()
    with quiet():
        for row in IN_OBJECTS:
            tag = BaseTag(int(row.tag, 16))
            for before, after in ((dataset, clean), (nested(dataset), nested(clean))):
                if tag in after and after[tag].value == before[tag].value:
                    same.add(vr_of(tag))
    assert same == {"TM"}


def test_every_date_moves_by_the_patients_shift(write_dicom: WriteDicom, key: TenantKey) -> None:
    dataset, _ = planted_everywhere(write_dicom, as_text=False)
    shift = DateShift.of_patient(key, text_value(dataset, "PatientID"))
    clean = released(dataset, key)
    moved = 0
    for row in IN_OBJECTS:
        tag = BaseTag(int(row.tag, 16))
        if vr_of(tag) == "DA" and tag in clean and row.name != "Patient's Birth Date":
            assert clean[tag].value == shift.date(dataset[tag].value)
            moved += 1
    assert moved == sum(vr_of(int(row.tag, 16)) == "DA" for row in IN_OBJECTS) - 1
