"""Values of any kind in any field: a row is read or quarantined, and nothing else happens."""

import itertools
from collections.abc import Mapping
from pathlib import Path

import pytest

from residency.data.raw import Quarantined
from residency.data.sources import reasons
from residency.data.sources.folder import LocalFolder
from tests.unit.data.sources.small_sets import (
    json_lines,
    made,
    read,
    read_all,
    turns,
    vqa_row,
    write,
)

ODD: list[object] = [
    None, "", " ", 0, -1, 1e300, True, "\ud800", "\0", "../x", "x" * 2000, [], [None], [[]],
    [{}], {}, {"bytes": None, "path": None}, {"A": None}, {"letter": "A"}, float("nan"), 10**30,
]  # fmt: skip
OPTIONS = [{"letter": letter, "content": letter} for letter in "AB"]
ROWS: Mapping[str, Mapping[str, object]] = {
    "llava": {"image": "1.jpg", "conversations": turns("<image>", "x"), "split": "train"},
    "captions": {"image": "1.jpg", "caption": "x", "split": "", "patient": "", "study": ""},
    "vqa_rad": vqa_row(phrase_type="x", question_type="x", image_case_url="x", image_organ="x"),
    "slake": vqa_row(q_lang="en", content_type="x", modality="x", location="x"),
    "path_vqa": vqa_row(),
    "pub_med_qa": {"QUESTION": "?", "CONTEXTS": ["x"], "final_decision": "yes", "pmid": "1"},
    "med_qa": {"question": "?", "options": {"A": "a", "B": "b"}, "answer_idx": "A", "answer": "a"},
    "med_mcqa": {"question": "?", "opa": "a", "opb": "b", "opc": "c", "opd": "d", "cop": 1},
    "med_xpert_qa": {"question": "?", "options": OPTIONS, "label": ["A"], "images": ["1.jpg"]},
}


@pytest.mark.parametrize("kind", ROWS)
def test_odd_values_are_read_or_quarantined(kind: str, tmp_path: Path) -> None:
    write(tmp_path, "images/1.jpg", b"x")
    row = ROWS[kind]
    rows = [{**row, name: odd} for name, odd in itertools.product(row, ODD)]
    rows += [{name: row[name] for name in row if name != gone} for gone in row]
    json_lines(tmp_path, "train.jsonl", [row, *rows])
    found = read(tmp_path, kind)
    assert not isinstance(found[0], Quarantined)
    wrong = [one for one in found if isinstance(one, Quarantined)]
    assert {one.reason for one in wrong} <= reasons.ALL
    assert len(wrong) > len(ODD)
    for one in found:
        repr(one).encode()


@pytest.mark.parametrize("kind", ROWS)
def test_reasons_and_details_hold_no_value_of_the_row(kind: str, tmp_path: Path) -> None:
    rows = [{**ROWS[kind], name: "SECRET-4711"} for name in ROWS[kind]]
    json_lines(tmp_path, "train.jsonl", [*rows, '{"a": "SECRET-4711"'])
    for one in read(tmp_path, kind):
        if isinstance(one, Quarantined):
            assert "SECRET" not in one.reason + one.detail


@pytest.mark.parametrize(
    "kind", ["llava", "captions", "vqa_rad", "slake", "path_vqa", "med_xpert_qa"]
)
def test_a_row_that_names_a_link_out_of_the_source_is_quarantined_alone(
    kind: str, tmp_path: Path
) -> None:
    """As is one whose links lead to each other. Rows before and behind it are read."""
    write(tmp_path, "Jane-Doe-4711.jpg", b"outside")
    root = tmp_path / "source"
    write(root, "images/1.jpg", b"x")
    (root / "images/out.jpg").symlink_to(tmp_path / "Jane-Doe-4711.jpg")
    (root / "images/round.jpg").symlink_to(root / "images/round.jpg")
    fields = {"image", "image_name", "img_name", "images"} & ROWS[kind].keys()

    def naming(name: str) -> dict[str, object]:
        return {**ROWS[kind]} | {one: [name] if one == "images" else name for one in fields}

    names = ("images/1.jpg", "images/out.jpg", "images/round.jpg", "images/1.jpg")
    json_lines(root, "train.jsonl", [naming(name) for name in names])
    first, out, around, last = read(root, kind)
    assert not isinstance(first, Quarantined)
    assert not isinstance(last, Quarantined)
    assert out == Quarantined("train.jsonl", reasons.NAME_OUTSIDE, "link", row=1)
    assert around == Quarantined("train.jsonl", reasons.IMAGE_MISSING, row=2)


class Forbidding(LocalFolder):
    """A folder one of whose files its reader may not open, whoever runs the test."""

    def read(self, name: str, limit: int) -> bytes:
        if name.endswith("forbidden.jpg"):
            raise PermissionError(13, "Permission denied", "/archive/Jane-Doe/forbidden.jpg")
        return super().read(name, limit)


def test_a_picture_that_may_not_be_read_is_quarantined_alone(tmp_path: Path) -> None:
    write(tmp_path, "images/1.jpg", b"x")
    names = ("1.jpg", "forbidden.jpg", "1.jpg")
    json_lines(tmp_path, "train.jsonl", [{**ROWS["llava"], "image": name} for name in names])
    first, forbidden, last = read_all(made("llava"), Forbidding("set", tmp_path))
    assert not isinstance(first, Quarantined)
    assert not isinstance(last, Quarantined)
    assert forbidden == Quarantined(
        "train.jsonl", reasons.FILE_UNREADABLE, "PermissionError", row=1
    )
