"""WebDataset: members grouped by key; archives that are cut short, too large or lead out."""

import json
from pathlib import Path

import pytest

from residency.data.raw import Quarantined, RawSample
from residency.data.sources import reasons
from residency.data.sources.archive import members
from tests.unit.data.sources.small_sets import PICTURE, folder_of, read, tar_file, write
from tests.unit.data.sources.small_sets import reasons as why

TEXT = json.dumps({"conversations": [
    {"from": "human", "value": "<image>\n<image>?"}, {"from": "gpt", "value": "Two."}
]}).encode()  # fmt: skip


def test_members_of_one_key_are_one_sample(tmp_path: Path) -> None:
    tar_file(tmp_path, "train-0.tar", [
        ("a.b/1.left.png", b"L"), ("a.b/1.right.jpg", b"R"), ("a.b/1.json", TEXT),
        ("a.b/2.png", PICTURE), ("a.b/2.txt", b"A caption."),
        ("c/2.png", PICTURE), ("c/2.cls", b"3"),
    ])  # fmt: skip
    found = [one for one in read(tmp_path, "webdataset") if isinstance(one, RawSample)]
    assert [one.images for one in found] == [(b"L", b"R"), (PICTURE,), (PICTURE,)]
    assert [(one.kind, one.answer) for one in found] == [
        ("conversation", "Two."), ("caption", "A caption."), ("label", "3"),
    ]  # fmt: skip
    assert {one.split for one in found} == {"train"}


@pytest.mark.parametrize("name", ["0.tar", "0.tar.gz"])
def test_a_tar_that_is_cut_gives_what_is_whole_and_one_row(name: str, tmp_path: Path) -> None:
    samples = [(f"{n}.{end}", bytes([n]) * 3000) for n in range(20) for end in ("png", "txt")]
    tar_file(tmp_path, name, [(m, b"word" if m.endswith("txt") else c) for m, c in samples])
    whole = read(tmp_path, "webdataset")
    assert len(whole) == 20
    content = (tmp_path / name).read_bytes()
    write(tmp_path, name, content[: len(content) * 6 // 10])
    cut = read(tmp_path, "webdataset")
    assert cut[:-1] == whole[: len(cut) - 1]
    assert why(cut) == [reasons.CUT_SHORT]
    assert 1 < len(cut) < 20


def small_tar(folder: Path) -> bytes:
    """Twenty members of one block each: a header stands at every even block."""
    tar_file(folder, "0.tar", [(f"{n:02}.json", b'{"text": "word"}') for n in range(20)])
    return (folder / "0.tar").read_bytes()


@pytest.mark.parametrize("more", [0, 300, 512, 515], ids=["header", "in it", "content", "in it"])
def test_a_tar_that_is_cut_anywhere_says_so(more: int, tmp_path: Path) -> None:
    """Where a header is cut short or absent `tarfile` sees the end, and no fault."""
    write(tmp_path, "0.tar", small_tar(tmp_path)[: 10 * 1024 + more])
    found = read(tmp_path, "webdataset")
    assert why(found) == [reasons.CUT_SHORT]
    assert len(found) == 10


@pytest.mark.parametrize("byte", [b"\0", b"\7"])
def test_a_damaged_header_in_the_middle_is_no_end(byte: bytes, tmp_path: Path) -> None:
    content = small_tar(tmp_path)
    write(tmp_path, "0.tar", content[:10240] + byte * 512 + content[10752:])
    found = read(tmp_path, "webdataset")
    assert why(found) == [reasons.CUT_SHORT]
    assert len(found) == 10


def test_tars_in_a_row_are_read_as_one(tmp_path: Path) -> None:
    content = small_tar(tmp_path)
    write(tmp_path, "0.tar", content + content.replace(b"word", b"same"))
    found = read(tmp_path, "webdataset")
    assert len(found) == 40
    assert why(found) == []


def test_endless_zeros_are_the_end(tmp_path: Path) -> None:
    write(tmp_path, "0.tar", small_tar(tmp_path) + bytes(2**21) + b"behind it")
    found = read(tmp_path, "webdataset")
    assert (len(found), why(found)) == (20, [])


@pytest.mark.parametrize("name", ["../1.png", "/1.png", "a/../../1.png"])
def test_a_name_that_leads_out_is_quarantined_and_never_written(name: str, tmp_path: Path) -> None:
    tar_file(tmp_path, "in/0.tar", [(name, PICTURE), ("2.png", PICTURE), ("2.txt", b"x")])
    found = read(tmp_path / "in", "webdataset")
    assert [type(one) for one in found] == [Quarantined, RawSample]
    assert why(found) == [reasons.NAME_OUTSIDE]
    assert [path.name for path in tmp_path.rglob("*.png")] == []


def test_a_member_over_the_limit_is_skipped(tmp_path: Path) -> None:
    tar_file(
        tmp_path, "0.tar.gz", [("1.png", bytes(65 * 2**20)), ("2.png", b"x"), ("2.txt", b"y")]
    )
    found = read(tmp_path, "webdataset")
    assert why(found) == [reasons.MEMBER_TOO_LARGE]
    assert isinstance(found[1], RawSample)


def test_a_sample_of_too_many_members_is_quarantined(tmp_path: Path) -> None:
    tar_file(tmp_path, "0.tar", [(f"1.{n}.png", b"x") for n in range(100)] + [("2.txt", b"x")])
    assert why(read(tmp_path, "webdataset"))[0] == reasons.TOO_MANY_MEMBERS


def test_what_is_no_tar_is_one_row(tmp_path: Path) -> None:
    write(tmp_path, "0.tar", b"x" * 2000)
    write(tmp_path, "1.tar.gz", b"x" * 2000)
    assert why(read(tmp_path, "webdataset")) == [reasons.CUT_SHORT] * 2


def test_members_are_given_one_at_a_time(tmp_path: Path) -> None:
    tar_file(tmp_path, "0.tar", [("1.png", b"a"), ("2.png", b"b")])
    assert next(members(folder_of(tmp_path), "0.tar", 10)).content == b"a"
