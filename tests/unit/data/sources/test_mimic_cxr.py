"""MIMIC-CXR: the views of a study in their order, its report, and the study before it."""

from pathlib import Path

import pytest

from residency.data.raw import Quarantined, RawSample
from residency.data.sources import reasons
from residency.data.sources.reports import sections
from residency.errors import DataError
from tests.unit.data.sources.small_sets import PICTURE, mimic_cxr, read, write

PATIENT = "files/p10/p10000001"


def test_the_views_of_a_study_are_one_sample(tmp_path: Path) -> None:
    mimic_cxr(tmp_path)
    unreported, frontal, single = read(tmp_path, "mimic_cxr")
    assert unreported == Quarantined(f"{PATIENT}/s50000003", reasons.SECTION_MISSING)
    assert isinstance(frontal, RawSample)
    assert isinstance(single, RawSample)
    assert frontal.images == (PICTURE + b"cd", PICTURE + b"ab")  # PA, then LATERAL
    assert frontal.answer == "FINDINGS: Clear lungs.\nIMPRESSION: Normal."
    assert (frontal.patient, frontal.study, frontal.split) == ("10000001", "50000002", "validate")
    assert single.split == ""


def test_the_study_before_it_comes_first(tmp_path: Path) -> None:
    mimic_cxr(tmp_path)
    _, second, third = read(tmp_path, "mimic_cxr", longitudinal=True)
    assert isinstance(second, RawSample)
    assert isinstance(third, RawSample)
    assert second.images == (PICTURE + b"gh", PICTURE + b"cd", PICTURE + b"ab")
    assert third.images == (PICTURE + b"cd", PICTURE + b"ab", PICTURE + b"ef")
    assert third.turns[0].images == 3
    assert third.turns[0].text.startswith("The first 2 of the images are of the study before.")


def test_a_study_without_a_date_is_nobodys_prior_and_has_none(tmp_path: Path) -> None:
    for study in ("50000001", "50000002", "50000003", "50000004"):
        write(tmp_path, f"{PATIENT}/s{study}/{study}.jpg", study.encode())
        write(tmp_path, f"{PATIENT}/s{study}.txt", b"IMPRESSION: Normal.")
    table = (
        "dicom_id,study_id,ViewPosition,StudyDate,StudyTime\n"
        "a,50000003,PA,21500102,101500.0\nb,50000004,PA,21500101,101500.0\n"
        "c,50000002,PA,21500101,\n"
    )
    write(tmp_path, "mimic-cxr-2.0.0-metadata.csv", table.encode())
    found = [
        one for one in read(tmp_path, "mimic_cxr", longitudinal=True) if hasattr(one, "study")
    ]
    assert [(one.study, len(one.images)) for one in found] == [
        ("50000004", 1), ("50000003", 2), ("50000001", 1), ("50000002", 1),
    ]  # fmt: skip
    assert found[1].images == (b"50000004", b"50000003")


def test_without_its_tables_images_go_by_name_and_nothing_is_longitudinal(tmp_path: Path) -> None:
    write(tmp_path, f"{PATIENT}/s50000001/b.dcm", b"2")
    write(tmp_path, f"{PATIENT}/s50000001/a.dcm", b"1")
    write(tmp_path, f"mimic-cxr-reports/{PATIENT}/s50000001.txt", b"IMPRESSION: Normal.")
    (found,) = read(tmp_path, "mimic_cxr")
    assert isinstance(found, RawSample)
    assert (found.images, found.answer) == ((b"1", b"2"), "IMPRESSION: Normal.")
    with pytest.raises(DataError, match="metadata"):
        read(tmp_path, "mimic_cxr", longitudinal=True)


def test_a_report_that_is_a_link_out_of_the_set_is_quarantined(tmp_path: Path) -> None:
    root = tmp_path / "set"
    write(tmp_path, "outside.txt", b"IMPRESSION: Normal.")
    write(root, f"{PATIENT}/s50000001/a.jpg", b"1")
    (root / f"{PATIENT}/s50000001.txt").symlink_to(tmp_path / "outside.txt")
    (found,) = read(root, "mimic_cxr")
    assert found == Quarantined(f"{PATIENT}/s50000001", reasons.NAME_OUTSIDE, "link")


@pytest.mark.parametrize(
    "report", [b"", b"The lungs are clear.", b"CHEST PA: The lungs are clear."]
)
def test_a_report_without_sections_is_quarantined_and_the_next_study_read(
    tmp_path: Path, report: bytes
) -> None:
    for study, content in (("1", report), ("2", b"IMPRESSION: Normal.")):
        write(tmp_path, f"{PATIENT}/s5000000{study}/a.jpg", b"1")
        write(tmp_path, f"{PATIENT}/s5000000{study}.txt", content)
    without, read_one = read(tmp_path, "mimic_cxr")
    assert without == Quarantined(f"{PATIENT}/s50000001", reasons.SECTION_MISSING)
    assert isinstance(read_one, RawSample)


def test_a_damaged_table_is_the_users_mistake(tmp_path: Path) -> None:
    mimic_cxr(tmp_path)
    table = tmp_path / "mimic-cxr-2.0.0-metadata.csv.gz"
    table.write_bytes(table.read_bytes()[:60])
    with pytest.raises(DataError, match="damaged"):
        read(tmp_path, "mimic_cxr")


@pytest.mark.parametrize(
    ("report", "found"),
    [
        ("FINDINGS: A.\n\nIMPRESSION:\n B\n c.", {"findings": "A.", "impression": "B c."}),
        (" CONCLUSION: B.", {"impression": "B."}),
        ("INDICATION: Cough.\nFINDINGS: A: b.\nNOTIFICATION: x", {"findings": "A: b."}),
        ("FINDINGS AND IMPRESSION: A.\nRECOMMENDATION: B.", {"findings": "A."}),
        ("FINDINGS:\nLUNGS: Clear.\nHEART AND MEDIASTINUM: Normal.\nIMPRESSION: B.",
         {"findings": "LUNGS: Clear. HEART AND MEDIASTINUM: Normal.", "impression": "B."}),
        ("IMPRESSION: B.\nNOTE: c.\nELECTRONICALLY SIGNED BY: Jane Doe",
         {"impression": "B. NOTE: c."}),
        ("FINDINGS: A.\nINDICATIONS: x", {"findings": "A."}),
        ("IMPRESSION: A.\nNOTIFICATION(S): x\nDICTATED BY: Doe", {"impression": "A."}),
        ("FINDINGS:\n\nIMPRESSION: B.\nFINDINGS: A.", {"findings": "A.", "impression": "B."}),
        ("CHEST, PA AND LATERAL: Clear lungs.", {}),
        ("No headings at all.", {}),
    ],
)  # fmt: skip
def test_sections_stand_under_headings_in_capitals(report: str, found: dict[str, str]) -> None:
    assert sections(report) == found
