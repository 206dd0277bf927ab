"""Files that are damaged, whatever their parsers make of it: quarantined, and the rest is read."""

from pathlib import Path

import pytest

from residency.data.deid.header import clean_header
from residency.data.header import header_attributes
from residency.data.pseudonym import TenantKey
from residency.data.raw import Quarantined, Raw
from residency.data.sources.dicom import read
from residency.data.sources.location import resolve_root
from tests.unit.data.conftest import WriteDicom


@pytest.fixture
def test_files() -> Path:
    return resolve_root("package://pydicom/data/test_files", Path())


@pytest.mark.parametrize("length", [141, 152])  # BytesLengthException, struct.error
def test_a_header_that_is_cut_short_is_quarantined(
    test_files: Path, tmp_path: Path, length: int
) -> None:
    (tmp_path / "cut.dcm").write_bytes((test_files / "CT_small.dcm").read_bytes()[:length])
    found = read(tmp_path, "cut.dcm")
    assert isinstance(found, Quarantined)
    assert found.reason == "header does not parse"


def test_pixels_whose_segments_do_not_fit_are_quarantined(
    test_files: Path, tmp_path: Path
) -> None:
    content = bytearray((test_files / "SC_rgb_rle.dcm").read_bytes())
    content[1325] = 127  # struct.error, by way of pydicom's own decoder
    (tmp_path / "damaged.dcm").write_bytes(content)
    assert read(tmp_path, "damaged.dcm") == Quarantined(
        "damaged.dcm", "pixels do not decode", "error"
    )


def test_a_decoder_that_panics_does_not_end_the_reading(test_files: Path, tmp_path: Path) -> None:
    """pylibjpeg-rle is written in Rust: its panic is no Exception."""
    content = bytearray((test_files / "SC_rgb_rle_32bit.dcm").read_bytes())
    content[3616] = 133  # in a run-length segment
    (tmp_path / "damaged.dcm").write_bytes(content)
    found = read(tmp_path, "damaged.dcm")
    assert found == Quarantined("damaged.dcm", "pixels do not decode", "PanicException")


def test_a_file_that_cannot_be_read_is_quarantined_without_its_path(tmp_path: Path) -> None:
    found = read(tmp_path, "Doe^Jane.dcm")  # gone since it was listed
    assert found == Quarantined("Doe^Jane.dcm", "file cannot be read", "FileNotFoundError")


def test_an_element_of_an_unknown_kind_counts_as_absent(
    write_dicom: WriteDicom, key: TenantKey
) -> None:
    path = write_dicom(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])
    content = path.read_bytes()
    path.write_bytes(content.replace(b"\x20\x00\x37\x00DS", b"\x20\x00\x37\x00DP"))
    raw = read(path.parent, path.name)
    assert isinstance(raw, Raw)
    assert "plane" not in header_attributes(clean_header(raw.header, key), raw.pixels)


def test_a_sequence_without_end_is_quarantined(test_files: Path, tmp_path: Path) -> None:
    """10,000 sequences in each other, of undefined length: a parser that recurses gives up."""
    sequence = b"\x40\x00\x60\x02SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    content = (test_files / "CT_small.dcm").read_bytes()
    begin = content.index(b"\xe0\x7f\x10\x00")
    (tmp_path / "deep.dcm").write_bytes(content[:begin] + sequence * 10_000)
    found = read(tmp_path, "deep.dcm")
    assert found == Quarantined("deep.dcm", "header does not parse", "RecursionError")
