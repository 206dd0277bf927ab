"""Packing, shards, the order of rows."""

import time
from pathlib import Path

import numpy as np
import pytest

from residency.data.cursor import rows_of_rank, rows_of_step
from residency.data.pack import IGNORED, Packable, Rows, assign, build_rows, place
from residency.data.render import Rendered
from residency.data.shard_reader import read_shards
from residency.data.shards import INDEX, read_index, write_shards
from residency.errors import DataError

LENGTH, PADDING = 16, 0


def sample(number: int, length: int, images: int = 0) -> Packable:
    ids = tuple(range(number * 100 + 1, number * 100 + 1 + length))
    targets = (False,) * (length - 2) + (True, True)
    pictures = tuple(np.full((4, 4, 3), number, np.uint8) for _ in range(images))
    return Packable(Rendered(ids, targets, images), pictures, f"{number:016x}", number % 2)


def packed(lengths: list[int], images: int = 1) -> Rows:
    samples = [sample(n, length, images) for n, length in enumerate(lengths)]
    rows, _ = assign(lengths, LENGTH)
    return build_rows(samples, rows, LENGTH, PADDING)


def test_every_sample_is_placed_once_or_reported() -> None:
    lengths = [5, 17, 9, 16, 3, 4, 30, 8, 1]
    rows, too_long = assign(lengths, LENGTH)
    assert too_long == [1, 6]
    assert sorted(n for row in rows for n in row) == [0, 2, 3, 4, 5, 7, 8]
    assert all(sum(lengths[n] for n in row) <= LENGTH for row in rows)


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


def test_a_row_keeps_its_samples_apart() -> None:
    rows = packed([6, 5])
    assert rows.segment_ids.tolist() == [[1] * 6 + [2] * 5 + [0] * 5]
    assert rows.positions.tolist() == [[*range(6), *range(5), 0, 0, 0, 0, 0]]
    assert rows.input_ids[0, :6].tolist() == [1, 2, 3, 4, 5, 6]
    assert (
        rows.labels[0].tolist()
        == [IGNORED] * 4 + [5, 6] + [IGNORED] * 3 + [104, 105] + [IGNORED] * 5
    )
    assert rows.images[:, 0, 0, 0].tolist() == [0, 1]


def test_no_segment_begins_with_a_target() -> None:
    rows = packed([6, 5, 3, 8, 7])
    assert (rows.labels[rows.positions == 0] == IGNORED).all()


@pytest.mark.parametrize("per_file", [1, 2, 100])
@pytest.mark.parametrize("images", [0, 2])
def test_shards_come_back_as_they_were(per_file: int, images: int, tmp_path: Path) -> None:
    rows = packed([9, 8, 10, 12, 4], images)
    index = write_shards(rows, tmp_path, per_file, image_tokens=4)
    back = read_shards(tmp_path)
    for name in Rows.__dataclass_fields__:
        assert np.array_equal(getattr(back, name), getattr(rows, name)), name
    assert (index.rows, index.tokens) == (len(rows), 43)
    assert read_index(tmp_path) == index


def test_a_pack_without_an_index_is_unfinished(tmp_path: Path) -> None:
    write_shards(packed([4]), tmp_path, 8, image_tokens=4)
    (tmp_path / INDEX).unlink()
    with pytest.raises(DataError, match="unfinished"):
        read_shards(tmp_path)


def test_a_changed_shard_is_refused(tmp_path: Path) -> None:
    write_shards(packed([4]), tmp_path, 8, image_tokens=4)
    part = tmp_path / "part-00000.safetensors"
    content = bytearray(part.read_bytes())
    content[-1] ^= 1
    part.write_bytes(content)
    with pytest.raises(DataError, match="SHA-256 differs"):
        read_shards(tmp_path)


def test_each_epoch_goes_through_all_rows_once() -> None:
    seen = np.concatenate([rows_of_step(7, step, rows=10, batch=4) for step in range(5)])
    assert sorted(seen[:10].tolist()) == list(range(10))
    assert sorted(seen[10:].tolist()) == list(range(10))
    assert seen[:10].tolist() != seen[10:].tolist()


def test_ranks_share_a_batch_whatever_the_world_size() -> None:
    batch = rows_of_step(7, 3, rows=10, batch=4)
    for world in (1, 2, 4):
        shares = [rows_of_rank(batch, rank, world) for rank in range(world)]
        assert sorted(np.concatenate(shares).tolist()) == sorted(batch.tolist())
    with pytest.raises(DataError, match="does not divide"):
        rows_of_rank(batch, 0, 3)
