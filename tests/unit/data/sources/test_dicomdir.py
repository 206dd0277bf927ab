"""Folders of DICOM files: a DICOMDIR is their listing, and every file is one record."""

import shutil
from pathlib import Path

import pytest

from residency.data.dicom_bytes import MAX_FILE_BYTES
from residency.data.raw import Quarantined, Raw
from residency.data.sources import reasons
from residency.data.sources.dicomdir import listed_files
from residency.data.sources.location import resolve_root
from tests.unit.data.conftest import WriteDicom
from tests.unit.data.sources.small_sets import folder_of, made, read, write
from tests.unit.data.sources.small_sets import reasons as why

SETS = "package://pydicom/data/test_files/dicomdirtests"


@pytest.fixture
def file_set(tmp_path: Path) -> Path:
    """pydicom's file set, without what is no part of it."""
    root = tmp_path / "set"
    source = resolve_root(SETS, Path())
    root.mkdir()
    shutil.copy(source / "DICOMDIR", root)
    for name in ("77654033", "98892001", "98892003"):
        shutil.copytree(source / name, root / name)
    return root


def test_a_dicomdir_is_the_listing_and_no_record(file_set: Path) -> None:
    listed = listed_files(folder_of(file_set), "DICOMDIR")
    assert listed is not None
    units = [unit.file for unit in made("dicom").units(folder_of(file_set))]
    assert sorted(units) == sorted(listed)
    assert "DICOMDIR" not in units


def test_a_file_that_it_names_and_is_missing_is_quarantined(file_set: Path) -> None:
    before = len(read(file_set, "dicom"))
    gone = next(path for path in file_set.rglob("6154"))
    gone.unlink()
    found = read(file_set, "dicom")
    assert len(found) == before
    missing = Quarantined(gone.relative_to(file_set).as_posix(), reasons.FILE_MISSING)
    assert missing in found


def test_a_link_that_it_lists_and_that_leads_out_is_quarantined(
    file_set: Path, tmp_path: Path
) -> None:
    before = len(read(file_set, "dicom"))
    linked = next(path for path in file_set.rglob("6154"))
    shutil.move(linked, tmp_path / "outside.dcm")
    linked.symlink_to(tmp_path / "outside.dcm")
    found = read(file_set, "dicom")
    assert len(found) == before
    name = linked.relative_to(file_set).as_posix()
    assert Quarantined(name, reasons.NAME_OUTSIDE, "link") in found


def test_a_file_beside_it_is_read_too(file_set: Path, write_dicom: WriteDicom) -> None:
    shutil.move(write_dicom(), file_set / "beside.dcm")
    found = {one.file: one for one in read(file_set, "dicom") if isinstance(one, Raw)}
    assert "beside.dcm" in found


def test_names_in_another_case_are_the_same_files(file_set: Path) -> None:
    (file_set / "98892001").rename(file_set / "lower")
    (file_set / "lower" / "CT2N").rename(file_set / "lower" / "ct2n")
    (file_set / "lower").rename(file_set / "98892001")
    assert reasons.FILE_MISSING not in why(read(file_set, "dicom"))


def test_a_dicomdir_that_does_not_parse_is_a_file_like_others(tmp_path: Path) -> None:
    write(tmp_path, "a/DICOMDIR", b"no listing")
    assert read(tmp_path, "dicom") == [Quarantined("a/DICOMDIR", reasons.NOT_DICOM)]


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, "large.dcm", b"")
    with (tmp_path / "large.dcm").open("r+b") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    assert why(read(tmp_path, "dicom")) == [reasons.FILE_TOO_LARGE]


def test_a_transfer_syntax_without_a_decoder_is_told(
    write_dicom: WriteDicom, tmp_path: Path
) -> None:
    path = write_dicom()
    content = path.read_bytes()
    plain, video = b"UI\x14\x001.2.840.10008.1.2.1\x00", b"UI\x18\x001.2.840.10008.1.2.4.100\x00"
    assert content.count(plain) == 1
    path.write_bytes(content.replace(plain, video))
    assert reasons.NO_DECODER in why(read(tmp_path, "dicom"))


def test_the_real_files(shared: Path) -> None:
    root = shared / "data/permissive/dicom"
    one, folder = made("dicom"), folder_of(root)
    units = list(one.units(folder))
    assert (len(units), {unit.rows for unit in units}) == (114, {1})
    records = [record for unit in units for record in one.read(folder, unit)]
    assert len(records) == 114
    assert sum(isinstance(record, Raw) for record in records) == 100
