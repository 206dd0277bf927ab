"""Reading DICOM files: decoded or quarantined with a reason, and never a warning."""

from pathlib import Path

import numpy as np
import pytest

from residency.data.raw import Quarantined, Raw
from residency.data.sources.dicom import read
from residency.data.sources.location import resolve_root
from tests.unit.data.conftest import WriteDicom

TEST_FILES = "package://pydicom/data/test_files"


def raw(path: Path) -> Raw:
    found = read(path.parent, path.name)
    assert isinstance(found, Raw), found
    return found


def test_a_file_is_decoded_and_its_header_keeps_no_pixels(write_dicom: WriteDicom) -> None:
    found = raw(write_dicom())
    assert found.pixels.frames.shape == (1, 64, 64)
    assert "PixelData" not in found.header
    assert len(found.sha256) == 64


def test_the_rescale_slope_is_applied(write_dicom: WriteDicom) -> None:
    found = raw(write_dicom(RescaleSlope="2", RescaleIntercept="-1000"))
    assert found.pixels.frames[0, 0, :3].tolist() == [-1000.0, -998.0, -996.0]


def test_the_files_window_is_used_and_percentiles_where_it_has_none(
    write_dicom: WriteDicom,
) -> None:
    told = raw(write_dicom(WindowCenter="40", WindowWidth="400")).pixels.window
    assert (told.low, told.high) == (-160.0, 240.0)
    guessed = raw(write_dicom()).pixels.window
    assert guessed.low == pytest.approx(40.95)
    assert guessed.high == pytest.approx(4054.05)


def test_monochrome1_is_inverted(write_dicom: WriteDicom) -> None:
    plain = raw(write_dicom()).pixels.picture()
    inverted = raw(write_dicom(PhotometricInterpretation="MONOCHROME1")).pixels.picture()
    assert np.abs(plain.astype(int) + inverted.astype(int) - 255).max() <= 1


@pytest.mark.parametrize(
    ("file", "shape"),
    [
        ("examples_palette.dcm", (1, 350, 800, 3)),
        ("examples_ybr_color.dcm", (4, 240, 320, 3)),
        ("SC_rgb_rle_16bit.dcm", (1, 100, 100, 3)),
    ],
)
def test_colour_comes_out_as_8_bit_rgb(file: str, shape: tuple[int, ...]) -> None:
    found = read(resolve_root(TEST_FILES, Path()), file)
    assert isinstance(found, Raw)
    assert found.pixels.colour
    assert found.pixels.frames.shape == shape
    assert found.pixels.frames.dtype == np.uint8
    assert int(found.pixels.frames.max()) > 200


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("JPEG-lossy.dcm", "pixels do not decode"),
        ("MR_truncated.dcm", "pixels do not decode"),
        ("nested_priv_SQ.dcm", "pixels do not decode"),
        ("rtplan.dcm", "no pixel data"),
    ],
)
def test_what_does_not_decode_is_quarantined(file: str, reason: str) -> None:
    found = read(resolve_root(TEST_FILES, Path()), file)
    assert isinstance(found, Quarantined)
    assert (found.file, found.reason) == (file, reason)


def test_another_format_is_quarantined(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no DICOM here")
    assert read(tmp_path, "notes.txt") == Quarantined("notes.txt", "not a DICOM file")


def test_a_header_that_announces_too_many_pixels_is_not_decoded(write_dicom: WriteDicom) -> None:
    path = write_dicom(Rows=50_000, Columns=50_000)
    found = read(path.parent, path.name)
    assert found == Quarantined(path.name, "more pixels than the limit", "50000 x 50000")
