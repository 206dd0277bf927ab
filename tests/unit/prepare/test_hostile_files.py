"""Files made to do harm: quarantined, in bounded memory, and the worker lives on."""

import io
import os
import struct
import tarfile
import zlib
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image
from pydicom.encaps import encapsulate

from residency.data import dicom_pixels
from residency.data.raw import Quarantined, RawSample
from residency.data.sample import Turn
from residency.data.sources.folder import LocalFolder
from residency.data.sources.registry import reader
from residency.prepare.boundary import deidentify
from residency.prepare.pictures import Unusable, decode_dicoms
from residency.prepare.unit import Lost, Preparation
from residency.spec.dataset import ColumnsSource, DicomSource, ImagesSource, Source
from tests.unit.data.conftest import WriteDicom
from tests.unit.prepare.conftest import MakeTools
from tests.unit.prepare.peak import peak_bytes

BOUND = 64 * 1024 * 1024  # bytes; each of these files would take gigabytes
DEPTH = 10_000


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def zeros(count: int) -> bytes:
    """zlib's form of so many zero bytes, without ever holding them."""
    block = 1 << 20
    packer = zlib.compressobj(9)
    packed = packer.compress(bytes(block)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = zlib.compressobj(9, wbits=-15)
    repeated = again.compress(bytes(block)) + again.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, wbits=-15)
    rest = last.compress(bytes(count % block)) + last.flush()
    adler = (count % 65521) << 16 | 1  # of zeros: RFC 1950
    return packed + repeated * (count // block - 1) + rest + struct.pack(">I", adler)


def huge_png(side: int) -> bytes:
    """A well-formed PNG of side x side grey pixels, all black: a few MB that unpack to GBs."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    data = zeros(side * (side + 1))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def text_bomb() -> bytes:
    """A small picture whose compressed comment unpacks to 1 GB."""
    out = io.BytesIO()
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(out, "PNG")
    content, comment = out.getvalue(), b"Comment\0\0" + zeros(1 << 30)
    return content[:33] + chunk(b"zTXt", comment) + content[33:]


def test_the_bombs_are_well_formed() -> None:
    assert zlib.decompress(zeros(3_000_000)) == bytes(3_000_000)
    assert Image.open(io.BytesIO(huge_png(1500))).convert("L").getbbox() is None


def nested(depth: int, *, defined: bool) -> bytes:
    """A DICOM file with sequences in sequences, of defined or undefined length."""
    syntax = b"1.2.840.10008.1.2.1\0"
    element = struct.pack("<HH2sH", 2, 0x10, b"UI", len(syntax)) + syntax
    group = struct.pack("<HH2sHI", 2, 0, b"UL", 4, len(element))
    head = b"\0" * 128 + b"DICM" + group + element
    if not defined:
        opening = struct.pack("<HH2sHI", 8, 0x1140, b"SQ", 0, 0xFFFFFFFF)
        opening += struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
        closing = struct.pack("<HHIHHI", 0xFFFE, 0xE00D, 0, 0xFFFE, 0xE0DD, 0)
        return head + opening * depth + closing * depth
    sizes = [20 * number for number in range(depth)]
    opened = [
        struct.pack("<HH2sHIHHI", 8, 0x1140, b"SQ", 0, size + 8, 0xFFFE, 0xE000, size)
        for size in reversed(sizes)
    ]
    return head + b"".join(opened)


def with_pixels(content: bytes) -> bytes:
    """The same with 4 x 4 pixels behind it, so that the header is all that is wrong."""
    elements = [
        (0x28, 0x02, b"US", struct.pack("<H", 1)), (0x28, 0x04, b"CS", b"MONOCHROME2 "),
        (0x28, 0x10, b"US", struct.pack("<H", 4)), (0x28, 0x11, b"US", struct.pack("<H", 4)),
        (0x28, 0x100, b"US", struct.pack("<H", 8)), (0x28, 0x101, b"US", struct.pack("<H", 8)),
        (0x28, 0x102, b"US", struct.pack("<H", 7)), (0x28, 0x103, b"US", struct.pack("<H", 0)),
    ]  # fmt: skip
    told = b"".join(struct.pack("<HH2sH", g, e, vr, len(v)) + v for g, e, vr, v in elements)
    return content + told + struct.pack("<HH2sHI", 0x7FE0, 0x10, b"OB", 0, 16) + bytes(range(16))


def conversation(content: bytes) -> RawSample:
    return RawSample(key="Doe.png", turns=(Turn("user", "What?", images=1),), images=(content,))


@pytest.mark.parametrize("side", [9_000, 50_000])
def test_a_picture_of_too_many_pixels_is_not_decoded(side: int, make_tools: MakeTools) -> None:
    content = huge_png(side)
    assert len(content) < 20 * 1024 * 1024
    with peak_bytes() as peak:
        found = deidentify(conversation(content), make_tools())
    assert found == Quarantined("Doe.png", "image larger than the limit", "ImageTooLarge")
    assert peak() < BOUND


def test_dicom_pictures_that_are_too_large_together_are_not_decoded(
    write_dicom: WriteDicom,
) -> None:
    pictures = [write_dicom().read_bytes()] * 3
    assert len(decode_dicoms(pictures, 3 * 64 * 64)) == 3
    with pytest.raises(Unusable, match="larger than the limit"):
        decode_dicoms(pictures, 3 * 64 * 64 - 1)


def test_a_comment_that_unpacks_to_a_gigabyte_is_not_unpacked(make_tools: MakeTools) -> None:
    with peak_bytes() as peak:
        found = deidentify(conversation(text_bomb()), make_tools())
    assert isinstance(found, Quarantined)
    assert found.reason == "image does not decode"
    assert peak() < BOUND


@pytest.mark.parametrize("defined", [True, False])
def test_a_sequence_nested_ten_thousand_deep_is_quarantined(
    defined: bool, tmp_path: Path, make_tools: MakeTools
) -> None:
    (tmp_path / "deep.dcm").write_bytes(with_pixels(nested(DEPTH, defined=defined)))
    with peak_bytes() as peak:
        (lost,) = outcomes(Source(dicom=DicomSource(paths=("x",))), tmp_path, make_tools)
    assert lost.reason in ("header cannot be cleaned", "header does not parse")
    assert peak() < BOUND


@pytest.mark.parametrize("defined", [True, False])
def test_a_deep_dicom_picture_of_a_conversation_is_quarantined(
    defined: bool, make_tools: MakeTools
) -> None:
    content = with_pixels(nested(DEPTH, defined=defined))
    assert isinstance(deidentify(conversation(content), make_tools()), Quarantined)


def outcomes(source: Source, folder: Path, make_tools: MakeTools) -> list[Lost]:
    """What becomes of everything in a folder; all of it must be quarantined."""
    made = reader(source)
    preparation = Preparation(made, make_tools(), ())
    where = LocalFolder("set", folder)
    found = [
        one
        for unit in made.units(where)
        for one in list(preparation.outcomes(where, unit))[:-1]  # without the tally
    ]
    assert all(isinstance(one, Lost) for one in found)
    return [one for one in found if isinstance(one, Lost)]


def test_a_row_that_names_a_file_outside_of_its_folder_is_quarantined(
    tmp_path: Path, make_tools: MakeTools
) -> None:
    (tmp_path / "secret.png").write_bytes(huge_png(64))  # one that would be taken
    inside = tmp_path / "set"
    inside.mkdir()
    turns = '[{"from": "human", "value": "<image>"}, {"from": "gpt", "value": "x"}]'
    row = f'{{"id": 1, "image": "../secret.png", "conversations": {turns}}}'
    (inside / "rows.jsonl").write_text(row)
    (lost,) = outcomes(Source(llava=ImagesSource(paths=("x",))), inside, make_tools)
    assert lost.reason == "a name leads out of the source"
    assert "secret" not in repr(lost)


def test_a_tar_whose_members_lead_out_writes_nothing(
    tmp_path: Path, make_tools: MakeTools
) -> None:
    inside = tmp_path / "set"
    inside.mkdir()
    with tarfile.open(inside / "a.tar", "w") as archive:
        for name in ("../../evil.png", "../../evil.txt"):
            member = tarfile.TarInfo(name)
            member.size = 4
            archive.addfile(member, io.BytesIO(b"evil"))
    found = outcomes(Source(webdataset=ColumnsSource(paths=("x",))), inside, make_tools)
    assert found
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.tar", "set"]


def deflated(count: int) -> bytes:
    """A small DICOM file of the deflated transfer syntax that unpacks to `count` zero bytes."""
    syntax = b"1.2.840.10008.1.2.1.99"
    element = struct.pack("<HH2sH", 2, 0x10, b"UI", len(syntax)) + syntax
    group = struct.pack("<HH2sHI", 2, 0, b"UL", 4, len(element))
    return b"\0" * 128 + b"DICM" + group + element + zeros(count)[2:-4]


def test_a_deflated_file_that_unpacks_to_gigabytes_is_not_unpacked(
    tmp_path: Path, make_tools: MakeTools
) -> None:
    content = deflated(1 << 30)
    (tmp_path / "bomb.dcm").write_bytes(content)
    with peak_bytes() as peak:
        (lost,) = outcomes(Source(dicom=DicomSource(paths=("x",))), tmp_path, make_tools)
        found = deidentify(conversation(content), make_tools())
    assert lost.reason == "file larger than the limit"
    assert isinstance(found, Quarantined)
    assert peak() < BOUND


def test_a_frame_that_announces_more_pixels_than_its_header_is_not_decoded(
    tmp_path: Path, write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    out = io.BytesIO()
    Image.new("L", (64, 64)).save(out, "JPEG")
    frame = bytearray(out.getvalue())
    place = frame.index(b"\xff\xc0") + 5
    frame[place : place + 4] = struct.pack(">HH", 20_000, 20_000)
    dataset = pydicom.dcmread(write_dicom())
    dataset.compress(pydicom.uid.RLELossless)  # sets what encapsulated pixels need
    dataset.file_meta.TransferSyntaxUID = pydicom.uid.JPEGBaseline8Bit
    dataset.PixelData = encapsulate([bytes(frame)])
    (tmp_path / "set").mkdir()
    dataset.save_as(tmp_path / "set" / "big.dcm")
    with peak_bytes() as peak:
        (lost,) = outcomes(Source(dicom=DicomSource(paths=("x",))), tmp_path / "set", make_tools)
    assert (lost.reason, lost.detail) == ("more pixels than the limit", "20000 x 20000")
    assert peak() < BOUND


def test_frames_that_are_large_together_are_not_all_decoded() -> None:
    """Four frames of the largest size would take 4.5 GB, from a file of 8 MB."""
    assert [dicom_pixels._spread(10, size) for size in (1000, 20_000_000, 64_000_000, 0)] == [
        [0, 2, 5, 7], [0, 3, 6], [0], [0, 2, 5, 7],
    ]  # fmt: skip


def test_a_decoder_that_panics_on_a_picture_does_not_end_the_reading(
    make_tools: MakeTools,
) -> None:
    files = Path(pydicom.__file__).parent / "data" / "test_files"
    content = bytearray((files / "SC_rgb_rle_32bit.dcm").read_bytes())
    content[3616] = 133  # in a run-length segment
    found = deidentify(conversation(bytes(content)), make_tools())
    assert found == Quarantined("Doe.png", "image does not decode", "PanicException")


def test_a_name_that_is_no_utf_8_is_a_name(
    tmp_path: Path, write_dicom: WriteDicom, make_tools: MakeTools
) -> None:
    """As files of an old Windows share have: M\u00fcller in Latin-1."""
    name = os.fsdecode(os.fsencode(tmp_path) + b"/M\xfcller.dcm")
    Path(name).write_bytes(b"no DICOM")
    (lost,) = outcomes(Source(dicom=DicomSource(paths=("x",))), tmp_path, make_tools)
    assert lost.reason == "not a DICOM file"
    assert len(lost.source_key) == 32
