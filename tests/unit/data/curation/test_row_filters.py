"""Row filters: what each drops and what it leaves."""

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from residency.data.curation.candidate import Candidate
from residency.data.curation.row_filters import (
    ROW_FILTERS,
    needs_boxes,
    row_filter,
    row_filters_of,
)
from residency.data.curation.set_filters import SET_FILTERS
from residency.data.deid.findings import Box
from residency.data.pixels import Picture
from residency.data.sample import Turn
from residency.errors import ResidencyError
from residency.spec.dataset import Filter, FilterName


def texture(number: int, height: int = 200, width: int = 200) -> Picture:
    """A picture as a body gives one: smooth, bright in the middle, black around it."""
    coarse = np.random.default_rng(number).integers(90, 200, (7, 7), dtype=np.uint8)
    image = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    grey = np.asarray(image, np.float32)
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    body = np.clip(2.5 * (1 - (x**2 + y**2)), 0, 1)
    return np.repeat((grey * body).astype(np.uint8)[..., None], 3, axis=2)


def beside(gap: int, level: int, *, below: bool = False) -> Picture:
    band = np.full((200, gap, 3), level, np.uint8)
    both = np.concatenate([texture(1), band, texture(2)], axis=1)
    return np.ascontiguousarray(both.swapaxes(0, 1)) if below else both


def window() -> Picture:
    """A program's window: a bar, a list, a picture."""
    image = Image.new("RGB", (800, 500), (240, 240, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 800, 30), fill=(50, 80, 160))
    for line in range(10):
        draw.rectangle((10, 50 + line * 40, 300, 80 + line * 40), outline=(90, 90, 90))
        draw.text((20, 60 + line * 40), f"Study {line}", fill=(0, 0, 0))
    image.paste(Image.fromarray(texture(1)), (450, 150))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return np.asarray(Image.open(out).convert("RGB"))


def drops(name: FilterName, *pictures: Picture, caption: str = "", **values: float) -> bool:
    return row_filter(name, **values)(Candidate(pictures=pictures, answer=caption))


def test_every_filter_of_a_recipe_is_of_rows_or_of_sets() -> None:
    assert set(FilterName) == ROW_FILTERS | SET_FILTERS
    assert not ROW_FILTERS & SET_FILTERS


def test_size_and_blankness() -> None:
    assert drops(FilterName.MIN_SIDE, texture(1), texture(2, 63, 200))
    assert not drops(FilterName.MIN_SIDE, texture(2, 64, 200))
    assert drops(FilterName.MIN_SIDE, texture(1), value=201)
    assert drops(FilterName.BLANK, np.full((64, 64, 3), 200, np.uint8))
    assert not drops(FilterName.BLANK, texture(1))
    assert drops(FilterName.RESOLUTION, texture(1, 60, 60))
    assert drops(FilterName.RESOLUTION, texture(1, 100, 500))
    assert drops(FilterName.RESOLUTION, texture(1), maximum=0.03)
    assert not drops(FilterName.RESOLUTION, texture(1), maximum=0.05)


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize(("gap", "level"), [(2, 255), (10, 255), (10, 128)])
def test_panels_with_a_band_between_them(gap: int, level: int, below: bool) -> None:
    assert drops(FilterName.SINGLE_PANEL, beside(gap, level, below=below))


def test_one_panel_stays() -> None:
    assert not drops(FilterName.SINGLE_PANEL, texture(1))
    framed = np.pad(texture(1), ((20, 20), (20, 20), (0, 0)), constant_values=255)
    assert not drops(FilterName.SINGLE_PANEL, framed)
    hands = np.concatenate([texture(1), np.zeros((200, 60, 3), np.uint8), texture(2)], axis=1)
    assert not drops(FilterName.SINGLE_PANEL, hands)  # black between what fades to black


def test_windows_of_programs() -> None:
    assert drops(FilterName.SCREENSHOT, window())
    assert not drops(FilterName.SCREENSHOT, texture(1, 500, 800))
    white = np.pad(texture(1), ((90, 90), (90, 90), (0, 0)), constant_values=255)
    assert not drops(FilterName.SCREENSHOT, white)


def test_overlaid_text_is_judged_by_the_boxes_that_were_found() -> None:
    chosen = row_filter(FilterName.OVERLAID_TEXT)
    small, large = Box(10, 10, 40, 30, "LV"), Box(0, 0, 200, 30, "Dr. Doe, 12 mm")
    assert not chosen(Candidate(pictures=(texture(1),), boxes=((small,),)))
    assert chosen(Candidate(pictures=(texture(1),), boxes=((small, large),)))
    assert not chosen(Candidate(pictures=(texture(1),), boxes=((small, small, small),)))
    for unread in (replace(large, text=""), replace(large, text="O"), replace(large, score=0.6)):
        assert not chosen(Candidate(pictures=(texture(1),), boxes=((unread,),)))
    with pytest.raises(ResidencyError, match="nobody looked for text"):
        chosen(Candidate(pictures=(texture(1),)))
    assert not chosen(Candidate(answer="no picture"))
    assert needs_boxes([Filter(name=FilterName.BLANK), Filter(name=FilterName.OVERLAID_TEXT)])
    assert not needs_boxes([Filter(name=FilterName.SCREENSHOT)])


@pytest.mark.parametrize("caption", ["", "Figure 1.", "(a) (b) 12 mm", "Fig. 3: image", "CT scan"])
def test_captions_that_say_nothing(caption: str) -> None:
    assert drops(FilterName.EMPTY_CAPTION, caption=caption)


@pytest.mark.parametrize("caption", ["Axial chest CT", "Left pleural effusion"])
def test_captions_that_say_something(caption: str) -> None:
    assert not drops(FilterName.EMPTY_CAPTION, caption=caption)


@pytest.mark.parametrize(
    "caption",
    [
        "Figure 3B shows the mass",
        "CT of the chest (a) before and (b) after treatment",
        "Nodules (A, B)",
        "Volume rendering (a\u2013c)",
        "A: axial view; B: coronal view",
        "Arrow 2 points to the fistula",
        "1 = liver, 2 = spleen",
        "Case no 2, radiograph showing union",
        "MRI of patient 11 before operation",
    ],
)
def test_captions_that_point_to_what_is_numbered(caption: str) -> None:
    assert drops(FilterName.MISLEADING_NUMBERS, caption=caption)


@pytest.mark.parametrize(
    "caption",
    [
        "A 21 x 10.9 mm mass in segment 4 (arrow)",
        "Fracture of T12 in a patient 45 years old",
        "Chest CT (computed tomography) on day 5: consolidation",
        "Deletion 46,XX del(4)(q32) with short phalanx",
        "MRI, T2-weighted, after 3 months",
    ],
)
def test_numbers_that_mean_what_they_say_stay(caption: str) -> None:
    assert not drops(FilterName.MISLEADING_NUMBERS, caption=caption)


def test_length_of_a_caption_in_words() -> None:
    caption = "a large left pleural effusion"
    assert not drops(FilterName.CAPTION_LENGTH, caption=caption)
    assert drops(FilterName.CAPTION_LENGTH, caption=caption, value=6)
    assert drops(FilterName.CAPTION_LENGTH, caption=caption, maximum=4)


@pytest.mark.parametrize(
    "text",
    [
        "\u5de6\u80ba\u6709\u5f02\u5e38\u5417",
        "Radiograf\u00eda de t\u00f3rax con derrame pleural en el lado izquierdo",
        "Le scanner montre une masse dans le lobe sup\u00e9rieur du poumon",
        "Das R\u00f6ntgenbild zeigt eine Fraktur der Rippe und des Schl\u00fcsselbeins",
    ],
)
def test_another_language(text: str) -> None:
    assert drops(FilterName.LANGUAGE, caption=text)


@pytest.mark.parametrize(
    "text",
    ["Chest CT, axial", "\u03b2-blocker de novo", "", "12 mm", "Tetralogy of Fallot en face"],
)
def test_clinical_english(text: str) -> None:
    assert not drops(FilterName.LANGUAGE, caption=text)


def test_language_is_that_of_question_and_answer() -> None:
    asked = Candidate(turns=(Turn("user", "\u8fd9\u662f\u4ec0\u4e48?"), Turn("assistant", "CT")))
    assert row_filter(FilterName.LANGUAGE)(asked)


def test_a_recipes_filters_keep_their_order() -> None:
    names = (FilterName.LANGUAGE, FilterName.DUPLICATE_TEXT, FilterName.MIN_SIDE)
    made = row_filters_of(Filter(name=name) for name in names)
    assert [one.name for one in made] == [FilterName.LANGUAGE, FilterName.MIN_SIDE]


def test_slake_is_told_apart_by_language(shared: Path) -> None:
    folder = shared / "data" / "permissive"
    foreign = row_filter(FilterName.LANGUAGE)
    for line in (folder / "vqa_text_only/slake/test.jsonl").read_text().splitlines():
        row = json.loads(line)
        asked = Candidate(turns=(Turn("user", row["question"]),))
        assert foreign(asked) == (row["q_lang"] == "zh"), row["question"]
    for line in (folder / "text_qa/pubmedqa_l/pqal.jsonl").read_text().split("\n")[:-1]:
        assert not foreign(Candidate(turns=(Turn("user", json.loads(line)["QUESTION"]),)))


def test_figures_of_rocov2_are_single_panels_of_patients(shared: Path) -> None:
    """The set was made without compound figures; every tenth picture is looked at."""
    images = shared / "data" / "noncommercial" / "image_text" / "rocov2_sample" / "images"
    compound, screen = (
        row_filter(name) for name in (FilterName.SINGLE_PANEL, FilterName.SCREENSHOT)
    )
    files = sorted(images.iterdir())[::10]
    dropped = [0, 0]
    for file in files:
        with Image.open(file) as image:
            seen = Candidate(pictures=(np.asarray(image.convert("RGB")),))
        dropped[0] += compound(seen)
        dropped[1] += screen(seen)
    assert len(files) > 50
    assert dropped[0] == 0
    assert dropped[1] <= 1
