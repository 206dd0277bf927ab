"""Questions: the picture has the answer, training is balanced, views are deterministic."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from residency.data.deidentified import Deidentified
from residency.data.outline import Outline
from residency.data.pixels import Picture, Pixels, Window
from residency.data.questions import KINDS, Ask, draw, plan_heldout, plan_training
from residency.data.views import Canvas, generator, reduce
from residency.spec.dataset import QuestionKind
from tests.unit.data.conftest import MakeRecord

SIDE = 32


def kind(name: QuestionKind, answer_type: str | None = None) -> int:
    """The number of the first kind of that name (and answer type)."""
    return next(
        number
        for number, found in enumerate(KINDS)
        if found.name is name and answer_type in (None, found.answer_type)
    )


def drawn(
    records: Sequence[Deidentified], asks: Iterable[Ask], side: int = SIDE, seed: int = 0
) -> list[tuple[str, Picture]]:
    """(answer, picture) of each planned question."""
    pixels = {r.outline.source_key: r.pixels for r in records}
    return [(a.answer, draw(a, pixels[a.source_key], side, seed)) for a in asks]


def outlines(records: Iterable[Deidentified]) -> list[Outline]:
    return [record.outline for record in records]


def grey(picture: Picture) -> bool:
    return bool((picture[..., 0] == picture[..., 1]).all())


def test_every_kind_of_the_recipe_is_asked() -> None:
    assert {k.name for k in KINDS} == set(QuestionKind)


def test_training_answers_are_equally_frequent(make_record: MakeRecord) -> None:
    records = outlines([*(make_record(n) for n in range(9)), make_record(9, modality="MR")])
    asked = list(plan_training(records, kind(QuestionKind.MODALITY), 4))
    assert Counter(ask.answer for ask in asked) == {"CT": 20, "MR": 20}
    assert {ask.source_key for ask in asked} == {record.source_key for record in records}


def test_heldout_asks_for_every_answer_a_record_can_have(make_record: MakeRecord) -> None:
    asked = plan_heldout([make_record(1).outline], kind(QuestionKind.FRAMES), 1)
    assert [ask.answer for ask in asked] == ["1", "2", "4", "6"]


@pytest.mark.parametrize("name", list(QuestionKind))
def test_views_are_squares_and_follow_from_the_seed(
    name: QuestionKind, make_record: MakeRecord
) -> None:
    records = [make_record(n, plane="axial", upright="yes") for n in range(2)]
    asks = list(plan_training(outlines(records), kind(name), 3))
    first, again, other = (drawn(records, asks, seed=seed) for seed in (5, 5, 6))
    assert [p.tobytes() for _, p in first] == [p.tobytes() for _, p in again]
    assert [p.tobytes() for _, p in first] != [p.tobytes() for _, p in other]
    assert {p.shape for _, p in first} == {(SIDE, SIDE, 3)}


def test_heldout_views_differ_and_the_first_is_plain(make_record: MakeRecord) -> None:
    record = make_record(1, side=SIDE)
    asks = plan_heldout([record.outline], kind(QuestionKind.MODALITY), 2)
    (_, plain), (_, jittered) = drawn([record], asks)
    assert np.array_equal(plain, record.pixels.picture())
    assert not np.array_equal(plain, jittered)


def test_the_colour_answer_is_the_pictures(make_record: MakeRecord) -> None:
    records = [make_record(n) for n in range(4)]
    asks = plan_training(outlines(records), kind(QuestionKind.COLOUR, "closed"), 8)
    for answer, picture in drawn(records, asks):
        assert grey(picture) == (answer == "no")


def test_a_record_in_colour_is_only_asked_what_it_can_answer(make_record: MakeRecord) -> None:
    record = make_record(1, colour="colour").outline
    assert KINDS[kind(QuestionKind.COLOUR, "closed")].answers(record) == ("yes",)
    assert KINDS[kind(QuestionKind.COLOUR, "open")].answers(record) == ()
    assert KINDS[kind(QuestionKind.WINDOW)].answers(record) == ()


def test_a_narrow_window_saturates_and_a_wide_one_flattens(make_record: MakeRecord) -> None:
    record = make_record(1)
    asks = plan_heldout([record.outline], kind(QuestionKind.WINDOW), 1)
    spread = {answer: float(p[..., 0].std()) for answer, p in drawn([record], asks)}
    assert spread["narrow"] > spread["normal"] > spread["wide"]


def test_a_montage_shows_as_many_panels_as_it_says(make_record: MakeRecord) -> None:
    white = Pixels(np.full((1, 64, 64), 255, np.float32), Window(0, 255), total_frames=1)
    record = replace(make_record(1), pixels=white)
    asks = plan_heldout([record.outline], kind(QuestionKind.FRAMES), 1)
    shown = {}
    for answer, picture in drawn([record], asks, side=64):
        panel = (picture[..., 0] > 230).astype(int)
        across = (np.diff(panel, axis=1, prepend=0) == 1).sum(axis=1).max()
        down = (np.diff(panel, axis=0, prepend=0) == 1).sum(axis=0).max()
        shown[answer] = int(across * down)
    assert shown == {"1": 1, "2": 2, "4": 4, "6": 6}


def test_upside_down_is_the_upright_view_turned_by_half_a_circle(make_record: MakeRecord) -> None:
    record = make_record(1, upright="yes")
    asks = list(plan_heldout([record.outline], kind(QuestionKind.ORIENTATION), 1))
    (_, up), (_, down) = drawn([record], asks)
    assert np.array_equal(down[::-1, ::-1], up)


def test_reducing_keeps_what_is_small_and_shrinks_what_is_large() -> None:
    small = Pixels(np.zeros((1, 64, 64), np.float32), Window(0, 1), 1)
    large = Pixels(np.full((2, 512, 1024), 7, np.float32), Window(0, 1), 2)
    assert reduce(small) is small
    assert reduce(large).frames.shape == (2, 128, 256)
    assert float(reduce(large).frames.mean()) == 7.0


def test_the_frame_shown_is_one_of_the_files() -> None:
    frames = np.stack([np.full((8, 8), value, np.float32) for value in (10, 20)])
    pixels = Pixels(frames, Window(0, 255), total_frames=2)
    seen = {
        int(Canvas(pixels, generator(0, n), 8, jitter=False).view()[0, 0, 0]) for n in range(20)
    }
    assert seen == {10, 20}
