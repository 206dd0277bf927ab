"""LLaVA's conversations: image tokens anywhere, several images, and turns that are none."""

from pathlib import Path

import pytest

from residency.data.raw import RawSample
from residency.data.sample import Turn
from residency.data.sources import reasons
from residency.data.sources.conversations import conversation_sample
from residency.data.sources.reasons import Malformed
from tests.unit.data.sources.small_sets import PICTURE, json_file, read, turns, write


def test_tokens_count_wherever_they_stand_and_leave_the_text() -> None:
    said = turns("Compare\n<image> with <image>.", "Alike.", "And <image>?", "Not.")
    sample = conversation_sample("k", said, (b"1", b"2", b"3"))
    assert sample.turns == (
        Turn("user", "Compare\n with .", 2),
        Turn("assistant", "Alike."),
        Turn("user", "And ?", 1),
        Turn("assistant", "Not."),
    )
    assert sample.answer == "Not."


def test_images_without_tokens_belong_to_the_first_turn() -> None:
    said = [{"from": "system", "value": "Be brief."}, *turns("What?", "This.")]
    sample = conversation_sample("k", said, (b"1",))
    assert [turn.images for turn in sample.turns] == [0, 1, 0]


@pytest.mark.parametrize(
    ("said", "images", "reason"),
    [
        (turns("<image>?", "a"), 2, reasons.IMAGES_WRONG),
        (turns("?", "<image>"), 1, reasons.IMAGES_WRONG),
        (turns("<image>?", "a"), 0, reasons.IMAGES_WRONG),
        ([], 0, reasons.TURNS_WRONG),
        (turns("?"), 0, reasons.TURNS_WRONG),
        (turns("?", "a")[::-1], 0, reasons.TURNS_WRONG),
        ([{"from": "narrator", "value": "?"}], 0, reasons.TURNS_WRONG),
        (turns("", "a"), 0, reasons.FIELD_MISSING),
        (["?"], 0, reasons.FIELD_WRONG),
        (turns("\ud800", "a"), 0, reasons.FIELD_WRONG),
    ],
)
def test_what_is_no_conversation_is_malformed(
    said: list[object], images: int, reason: str
) -> None:
    with pytest.raises(Malformed) as caught:
        conversation_sample("k", said, (b"",) * images)
    assert caught.value.reason == reason


def test_images_are_found_beside_the_file_or_in_the_named_folder(tmp_path: Path) -> None:
    said = turns("<image><image>", "Two.")
    json_file(tmp_path, "train.json", [{"image": ["a.png", "b/c.png"], "conversations": said}])
    write(tmp_path, "pictures/a.png", PICTURE)
    write(tmp_path, "pictures/b/c.png", PICTURE + b"2")
    assert read(tmp_path, "llava")[0] != (record := read(tmp_path, "llava", images="pictures")[0])
    assert isinstance(record, RawSample)
    assert (record.images, record.split) == ((PICTURE, PICTURE + b"2"), "train")


def test_a_field_for_one_image_that_is_null_leaves_the_list_of_them(tmp_path: Path) -> None:
    row = {"image": None, "images": ["a.png"], "conversations": turns("What?", "This.")}
    json_file(tmp_path, "train.json", [row])
    write(tmp_path, "images/a.png", PICTURE)
    (found,) = read(tmp_path, "llava")
    assert isinstance(found, RawSample)
    assert found.images == (PICTURE,)


@pytest.mark.parametrize("name", ["../a.png", "/etc/a.png", "b/../../a.png", "a\0.png", "x" * 300])
def test_a_name_that_leads_out_is_quarantined(name: str, tmp_path: Path) -> None:
    write(tmp_path, "a.png", PICTURE)
    row = {"image": name, "conversations": turns("<image>", "x")}
    json_file(tmp_path, "in/train.json", [row])
    (record,) = read(tmp_path / "in", "llava")
    assert getattr(record, "reason", "") == reasons.NAME_OUTSIDE
