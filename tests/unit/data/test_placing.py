"""Which row each sample stands in, and how few rows could hold them."""

import time
from itertools import product

import numpy as np
import pytest

from residency.data.pack import assign
from residency.data.placing import by_filling, by_fit, least_rows, place, rows_of

Lengths = list[int]


def mixed_lengths(capacity: int, count: int = 12_000) -> Lengths:
    """What a medical mixture looks like: captions and questions with an image of 576 tokens,
    tiled images where they fit, instructions and reasoning as text."""
    random = np.random.default_rng(0)
    caption = 576 + np.clip(random.lognormal(4.0, 0.6, count), 10, 400)
    question = 576 + np.clip(random.lognormal(3.2, 0.4, count), 12, 120)
    tiles = random.choice([1, 5, 7, 10, 13], count, p=[0.3, 0.25, 0.15, 0.2, 0.1])
    tiled = 576 * tiles + np.clip(random.lognormal(4.2, 0.8, count), 10, 2000)
    text = np.clip(random.lognormal(5.2, 1.0, count), 20, 2 * capacity)
    reasoning = np.clip(random.lognormal(6.3, 0.9, count), 50, 2 * capacity)
    kinds = [caption, question, text, reasoning, *([tiled] if capacity > 13 * 576 else [])]
    chosen = random.integers(0, len(kinds), count)
    lengths = np.select([chosen == n for n in range(len(kinds))], kinds).astype(int)
    return [int(length) for length in lengths]


def padding(lengths: Lengths, rows: list[list[int]], capacity: int) -> float:
    held = sum(lengths[n] for row in rows for n in row)
    return 1 - held / (capacity * len(rows))


@pytest.mark.parametrize("capacity", [2048, 4096, 8192, 16384, 32768])
def test_packing_wastes_little(capacity: int) -> None:
    lengths = mixed_lengths(capacity)
    rows, _ = assign(lengths, capacity)
    assert padding(lengths, rows, capacity) < 0.03


@pytest.mark.parametrize("capacity", [2048, 32768])
def test_packing_in_order_is_as_good_as_with_all_lengths_known(capacity: int) -> None:
    """Where lengths leave no good fit (three images of 576 tokens in 2048) nothing could."""
    lengths = [600 + n % 90 for n in range(5000)]
    ordered, _ = assign(lengths, capacity)
    longest_first = sorted(lengths, reverse=True)
    best, _ = assign(longest_first, capacity)
    assert padding(lengths, ordered, capacity) < padding(longest_first, best, capacity) + 0.005


def test_packing_is_quick_where_many_rows_have_room() -> None:
    lengths = [1500 + n % 500 for n in range(200_000)]
    start = time.perf_counter()
    assert int(place(lengths, 2048).max()) == len(lengths) - 1
    assert time.perf_counter() - start < 5.0


def used(lengths: Lengths, placed: np.ndarray) -> np.ndarray:
    """Tokens in each row."""
    return np.bincount(placed[placed >= 0], np.asarray(lengths)[placed >= 0]).astype(int)


@pytest.mark.parametrize("way", [by_fit, by_filling, place])
def test_every_sample_stands_in_one_row_that_holds_it(way: object) -> None:
    lengths = mixed_lengths(2048, 3000)
    placed = way(lengths, 2048)  # type: ignore[operator]
    assert [n for n, row in enumerate(placed) if row < 0] == [
        n for n, length in enumerate(lengths) if length > 2048
    ]
    rows = used(lengths, placed)
    assert 0 < rows.min() <= rows.max() <= 2048
    assert rows_of(placed) == len(rows)
    assert np.array_equal(placed, way(lengths, 2048))  # type: ignore[operator]


def test_texts_fill_rows_to_the_brim() -> None:
    """As abstracts with a question: by fit alone 5% and more is padding."""
    lengths = np.random.default_rng(0).normal(340, 85, 2000).clip(98, 755).astype(int).tolist()
    tokens = sum(lengths)
    assert 1 - tokens / (1024 * rows_of(by_fit(lengths, 1024))) > 0.03
    assert 1 - tokens / (1024 * rows_of(place(lengths, 1024))) < 0.005


def test_rows_stay_as_mixed_as_their_order() -> None:
    """A row is filled from the next samples, not from those of one kind all over the set."""
    lengths = mixed_lengths(2048, 3000)
    placed = by_filling(lengths, 2048)
    first, last = {}, {}
    for sample, row in enumerate(placed.tolist()):
        first.setdefault(row, sample)
        last[row] = sample
    assert np.median([last[row] - first[row] for row in first if row >= 0]) < 200


def least(lengths: Lengths, capacity: int) -> int:
    """The fewest rows of a few samples, by trying all."""
    for rows in range(len(lengths) + 1):
        for placed in product(range(rows), repeat=len(lengths)):
            if used(lengths, np.asarray(placed, int)).max(initial=0) <= capacity:
                return rows
    raise AssertionError


def test_no_packing_has_fewer_rows_than_the_least() -> None:
    random = np.random.default_rng(0)
    reached = 0
    for capacity in (6, 10, 24):
        for _ in range(15):
            lengths = random.integers(1, capacity + 1, 6).tolist()
            fewest = least(lengths, capacity)
            bound = least_rows(lengths, capacity)
            assert bound <= fewest <= rows_of(place(lengths, capacity))
            reached += bound == fewest
    assert reached > 35


def test_the_least_knows_that_three_pictures_leave_a_gap() -> None:
    """Tokens alone would allow 8.8% fewer rows than a row for each three."""
    lengths = [600 + n % 50 for n in range(300)]
    assert least_rows(lengths, 2048) == rows_of(place(lengths, 2048)) == 100
    assert -(-sum(lengths) // 2048) == 92
    assert least_rows([], 2048) == rows_of(place([], 2048)) == 0
    assert least_rows([4096], 2048) == 0
