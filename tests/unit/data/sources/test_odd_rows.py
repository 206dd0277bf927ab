"""Values of any kind in any field: a row is read or quarantined, and nothing else happens."""

import itertools
from collections.abc import Mapping
from pathlib import Path

import pytest

from residency.data.raw import Quarantined
from residency.data.sources import reasons
from tests.unit.data.sources.small_sets import (
    json_lines,
    read,
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
