"""Who stands where in a pack."""

import time

import numpy as np
import pytest

from residency.data.mixture import Part
from residency.data.pack import TOO_LONG
from residency.data.pack_card import EntryFate, account, warnings_of
from residency.data.pack_plan import ROWS_PER_FILE, Known, PackPlan, Shape, plan_pack
from residency.errors import DataError

LENGTH = 64


def known(name: str, count: int, *, pictures: int = 0, weight: float = 1.0) -> Known:
    lengths = np.random.default_rng(count).integers(4, LENGTH + 1, count)
    return Known(Part(name, count, weight), lengths, np.full(count, pictures, np.int64))


def shape(file_bytes: int = 1 << 30, *, packing: bool = True) -> Shape:
    return Shape(LENGTH, packing, picture_bytes=1000, file_bytes=file_bytes)


def laid(plan: PackPlan) -> list[tuple[int, int, int]]:
    """Row, part and index of every pick, rows counted over all files."""
    first, found = 0, []
    for file, end in zip(plan.files(), plan.ends, strict=True):
        rows = (file.packed + first).tolist()
        found += list(zip(rows, file.parts.tolist(), file.indices.tolist(), strict=True))
        first = end
    return found


def test_files_hold_every_pick_once_in_the_order_of_rows() -> None:
    both = [known("a", 300, pictures=1), known("b", 40, weight=0.5)]
    plan = plan_pack(both, shape(20_000), seed=0)
    found = laid(plan)
    assert len(list(plan.files())) > 5
    assert [row for row, _, _ in found] == sorted(row for row, _, _ in found)
    assert {row for row, _, _ in found} == set(range(plan.ends[-1]))
    picked = sorted(zip(plan.mixture.parts.tolist(), plan.mixture.indices.tolist(), strict=True))
    assert sorted((part, index) for _, part, index in found) == picked
    assert plan.drawn == 340
    tokens = sum(int(both[part].lengths[index]) for _, part, index in found)
    assert 0 <= plan.least_padding <= 1 - tokens / (LENGTH * plan.ends[-1])
    used = np.zeros(plan.ends[-1], int)
    for row, part, index in found:
        used[row] += int(both[part].lengths[index])
    assert used.max() <= LENGTH


def test_the_size_of_files_does_not_change_the_rows() -> None:
    both = [known("a", 300, pictures=1), known("b", 40)]
    assert laid(plan_pack(both, shape(9_000), 0)) == laid(plan_pack(both, shape(), 0))


def test_files_have_about_the_size_asked_for() -> None:
    plan = plan_pack([known("a", 2000, pictures=3)], shape(100_000), seed=0)
    for file in plan.files():
        rows = int(file.packed.max()) + 1
        assert rows * LENGTH * 16 + 3000 * len(file.parts) <= 100_000
    many = plan_pack([known("a", 9000)], shape(packing=False), seed=0)
    assert many.ends == (ROWS_PER_FILE, 2 * ROWS_PER_FILE, 9000)


def test_a_million_samples_are_planned_in_seconds() -> None:
    start = time.perf_counter()
    plan = plan_pack([known("a", 600_000), known("b", 400_000, weight=0.66)], shape(), 0)
    assert len(plan.mixture) >= 1_000_000
    assert time.perf_counter() - start < 20.0


def test_every_sample_is_accounted_for() -> None:
    fates = [EntryFate("a", 100, {TOO_LONG: 6}, 99), EntryFate("b", 10, {"contaminated": 2}, 40)]
    rows = account(fates, drawn=97)
    assert rows.balanced
    assert rows.dropped == {TOO_LONG: 6, "contaminated": 2, "not drawn": 5}
    assert "not drawn" not in account(fates, drawn=102).dropped
    (warning,) = warnings_of(fates, LENGTH)
    assert warning == "a: 6 of 100 samples are longer than 64 tokens, the longest has 99"


def test_a_dataset_of_which_nothing_fits_is_named() -> None:
    EntryFate("a", 0, {}, 0).require_some(LENGTH)
    with pytest.raises(DataError, match=r"'a' can be packed into 64 tokens: .*longest has 99"):
        EntryFate("a", 3, {TOO_LONG: 2, "contaminated": 1}, 99).require_some(LENGTH)
