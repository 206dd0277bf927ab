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
