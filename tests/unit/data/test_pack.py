"""Packing, shards, the order of rows."""

from pathlib import Path

import numpy as np
import pytest

from residency.data.cursor import rows_of_rank, rows_of_step
from residency.data.pack import IGNORED, Packable, Rows, assign, build_rows
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
    with pytest.raises(DataError, match="a row's SHA-256 differs"):
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
