"""Batches of packed rows, straight from the mapped files."""

from pathlib import Path

import numpy as np
import pytest
import torch

from residency.data.shard_reader import ShardReader, read_shards
from residency.data.tensor_file import places
from residency.errors import DataError
from residency.model.pixels import pixel_values
from residency.train.data import PackedRows
from tests.tiny import tiny_shards, tiny_tokenizer

IMAGES = (2, 0, 1, 0, 3, 0, 0, 1)


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    return tiny_shards(tmp_path / "shards", tiny_tokenizer(tmp_path / "tokenizer"), IMAGES)


def test_a_batch_is_what_was_written(shards: Path) -> None:
    whole = read_shards(shards)
    asked = np.arange(len(whole))[::-1]
    batch = PackedRows(shards).batch(asked, None)
    columns = (batch.input_ids, batch.labels, batch.segment_ids, batch.positions)
    stored = (whole.input_ids, whole.labels, whole.segment_ids, whole.positions)
    for column, was in zip(columns, stored, strict=True):
        assert column.dtype is torch.int64
        assert np.array_equal(column.numpy(), was[asked])
    owned = [whole.images[slice(*whole.row_images[row : row + 2])] for row in asked]
    assert batch.pixels is not None
    assert torch.equal(batch.pixels, pixel_values(np.concatenate(owned), torch.float32))


def test_a_batch_of_a_changed_row_is_not_given_out(shards: Path) -> None:
    path = next(shards.glob("part-00000*"))
    start = places(path.read_bytes())["images"].start
    with path.open("r+b") as file:
        file.seek(start)
        (byte,) = file.read(1)
        file.seek(start)
        file.write(bytes([byte ^ 1]))
    row = next(n for n, r in enumerate(np.diff(read_shards(shards, verify=False).row_images)) if r)
    with pytest.raises(DataError, match="a row's SHA-256 differs"):
        PackedRows(shards).batch(np.asarray([row]), None)
    assert len(ShardReader(shards, verify=False).rows([row])) == 1


def test_a_batch_without_a_picture_has_a_black_one_where_it_is_asked_for(tmp_path: Path) -> None:
    shards = tiny_shards(tmp_path / "shards", tiny_tokenizer(tmp_path / "tokenizer"), (0, 0, 0))
    assert PackedRows(shards).batch(np.asarray([0]), None).pixels is None
    batch = PackedRows(shards).batch(np.asarray([0]), 32)
    assert batch.pixels is not None
    assert (batch.pixels.shape, batch.has_images) == ((1, 3, 32, 32), False)
