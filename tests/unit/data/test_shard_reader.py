"""Packed rows read by number."""

import hashlib
import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from residency.data.pack import Packable, Rows, assign, build_rows
from residency.data.render import Rendered
from residency.data.shard_reader import OPEN_FILES, ShardReader, read_shards
from residency.data.shards import INDEX, Layout, read_index, write_index, write_shard, write_shards
from residency.data.tensor_file import places
from residency.errors import DataError

LENGTH = 16
FIRST, SECOND = "part-00000.safetensors", "part-00001.safetensors"
EACH = {"tokens": 4 * LENGTH * 4, "images": 4 * 4 * 3}  # bytes of a row, of a picture
DATASETS = (("scans", 20), ("words", 10))


def samples(count: int, images: int = 1, tint: int = 0) -> list[Packable]:
    random = np.random.default_rng(0)
    made = []
    for number in range(count):
        length, shown = int(random.integers(4, LENGTH + 1)), number % (images + 1)
        ids = tuple(random.integers(1, 99, length).tolist())
        targets = (False,) * (length - 2) + (True, True)
        pictures = tuple(np.full((4, 4, 3), (number + tint) % 256, np.uint8) for _ in range(shown))
        made.append(
            Packable(Rendered(ids, targets, shown), pictures, f"{number:016x}", number % 2)
        )
    return made


def pack(folder: Path, count: int = 40, per_file: int = 3, images: int = 1, tint: int = 0) -> Rows:
    """Rows as they were written, in files of at most `per_file`, with their mixture."""
    made = samples(count, images, tint)
    rows, _ = assign([len(sample.rendered) for sample in made], LENGTH)
    folder.mkdir(parents=True, exist_ok=True)
    files = [
        write_shard(build_rows(made, rows[n : n + per_file], LENGTH, 0), folder, n // per_file, 2)
        for n in range(0, len(rows), per_file)
    ]
    write_index(folder, Layout(LENGTH, 4, 4), files, DATASETS)
    return build_rows(made, rows, LENGTH, 0)


def flip(path: Path, place: int) -> None:
    """Change one bit of a file, in place."""
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))


def begin(path: Path, tensor: str) -> int:
    """The first byte of a tensor of a file."""
    return places(path.read_bytes())[tensor].start


def same(one: Rows, other: Rows) -> bool:
    names = Rows.__dataclass_fields__
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@pytest.mark.parametrize("images", [0, 1, 3])
def test_rows_come_in_the_order_asked_for(tmp_path: Path, images: int) -> None:
    whole = pack(tmp_path, images=images)
    reader = ShardReader(tmp_path)
    assert same(read_shards(tmp_path), whole)
    asked = [7, 0, 7, len(reader) - 1]
    found = reader.rows(asked)
    assert np.array_equal(found.input_ids, whole.input_ids[asked])
    for place, row in enumerate(asked):
        mine = slice(*found.row_images[place : place + 2])
        assert np.array_equal(
            found.images[mine], whole.images[slice(*whole.row_images[row : row + 2])]
        ) or not len(found.images[mine])
    with pytest.raises(IndexError):
        reader.rows([len(reader)])


def test_a_sample_is_found_by_its_global_index(tmp_path: Path) -> None:
    whole = pack(tmp_path)
    reader = ShardReader(tmp_path)
    assert reader.index.samples == 40
    seen = set()
    for number in range(40):
        found = reader.sample(number)
        row = reader.rows([found.row])
        tokens = row.input_ids[0][row.segment_ids[0] == found.segment]
        (own,) = (s for s in samples(40) if s.sample_id == found.sample_id)
        assert tuple(tokens.tolist()) == own.rendered.input_ids
        assert found.dataset == DATASETS[own.source][0]
        assert reader.first_sample(found.row) == number - found.segment + 1
        seen.add(found.sample_id)
    assert len(seen) == 40
    assert len(whole.sources) == 40
    with pytest.raises(IndexError):
        reader.sample(40)


def test_the_index_says_what_the_mixture_became(tmp_path: Path) -> None:
    whole = pack(tmp_path)
    index = read_index(tmp_path)
    assert [share.dataset for share in index.mixture] == ["scans", "words"]
    assert [share.samples for share in index.mixture] == [20, 20]
    assert [share.epochs for share in index.mixture] == [1.0, 2.0]
    assert sum(share.tokens for share in index.mixture) == index.tokens
    assert index.tokens == int((whole.segment_ids > 0).sum())
    assert index.target_tokens == 2 * 40
    assert index.images == len(whole.images)
    assert index.padding_share == pytest.approx(whole.padding_share)


def test_tokens_and_targets_of_each_row_are_known_without_reading_it(tmp_path: Path) -> None:
    whole = pack(tmp_path)
    reader = ShardReader(tmp_path)
    assert reader.row_tokens.tolist() == (whole.segment_ids > 0).sum(axis=1).tolist()
    assert reader.row_targets.tolist() == (whole.labels >= 0).sum(axis=1).tolist()


@pytest.mark.parametrize("tensor", ["tokens", "images"])
def test_a_changed_row_is_refused_and_it_alone(tensor: str, tmp_path: Path) -> None:
    whole = pack(tmp_path, images=3)
    row = next(n for n in range(3, 6) if np.diff(whole.row_images)[n])
    owns = {"tokens": row - 3, "images": int(whole.row_images[row] - whole.row_images[3])}
    flip(tmp_path / SECOND, begin(tmp_path / SECOND, tensor) + owns[tensor] * EACH[tensor])
    reader = ShardReader(tmp_path)
    reader.rows([0, *({3, 4, 5} - {row})])
    for asked in ([row], [0, row, 3, 4, 5], [0, 1, row, row]):
        with pytest.raises(DataError, match="a row's SHA-256 differs"):
            reader.rows(asked)
    ShardReader(tmp_path, verify=False).rows([row])


def test_nothing_made_of_a_changed_row_gets_out(tmp_path: Path) -> None:
    """Not even where what was being made of it failed for another reason."""
    pack(tmp_path)
    flip(tmp_path / SECOND, begin(tmp_path / SECOND, "tokens"))
    reader = ShardReader(tmp_path)
    with pytest.raises(DataError, match="a row's SHA-256 differs"), reader.lent([3]):
        raise ValueError


def test_every_byte_of_a_file_is_vouched_for(tmp_path: Path) -> None:
    pack(tmp_path, count=4, images=3)
    path = tmp_path / FIRST
    for place in range(0, path.stat().st_size, 13):
        flip(path, place)
        with pytest.raises(DataError, match="not what was written"):
            read_shards(tmp_path)
        flip(path, place)
    read_shards(tmp_path)


def test_the_file_of_another_pack_is_refused_at_once(tmp_path: Path) -> None:
    pack(tmp_path / "one")
    pack(tmp_path / "other", tint=9)
    sizes = {(tmp_path / name / SECOND).stat().st_size for name in ("one", "other")}
    assert len(sizes) == 1
    opened = ShardReader(tmp_path / "one")
    (tmp_path / "other" / SECOND).replace(tmp_path / "one" / SECOND)
    with pytest.raises(DataError, match="SHA-256 of its head differs"):
        ShardReader(tmp_path / "one", verify=False)
    with pytest.raises(DataError, match="a row's SHA-256 differs"):
        opened.rows([3, 4, 5])


def test_rows_are_lent_without_a_copy_and_read_only(tmp_path: Path) -> None:
    whole = pack(tmp_path)
    reader = ShardReader(tmp_path)
    row = int(np.flatnonzero(np.diff(whole.row_images))[0])
    with reader.lent([row]) as (one,), reader.lent([row]) as (other,):
        for name in ("input_ids", "labels", "segment_ids", "positions", "images"):
            mine, theirs = getattr(one, name), getattr(other, name)
            assert np.shares_memory(mine, theirs)
            assert not mine.flags.writeable


def test_a_row_is_hashed_once_a_process(tmp_path: Path) -> None:
    pack(tmp_path)
    reader = ShardReader(tmp_path)
    reader.rows([3])
    flip(tmp_path / SECOND, begin(tmp_path / SECOND, "tokens"))
    reader.rows([3])
    with pytest.raises(DataError, match="a row's SHA-256 differs"):
        ShardReader(tmp_path).rows([3])


def test_any_reader_of_safetensors_loads_a_shard(tmp_path: Path) -> None:
    whole = pack(tmp_path, per_file=1000, images=3)
    (file,) = read_index(tmp_path).files
    loaded = load_file(tmp_path / FIRST)
    assert hashlib.sha256((tmp_path / FIRST).read_bytes()).hexdigest() == file.sha256
    assert np.array_equal(loaded["tokens"][:, 0], whole.input_ids)
    assert np.array_equal(loaded["images"].transpose(0, 2, 3, 1), whole.images)
    assert np.array_equal(loaded["row_samples"], whole.row_samples)


def test_a_file_cut_short_or_missing_is_refused_at_once(tmp_path: Path) -> None:
    pack(tmp_path)
    path = tmp_path / "part-00001.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DataError, match="were written"):
        ShardReader(tmp_path, verify=False)
    path.unlink()
    with pytest.raises(DataError, match="does not load"):
        ShardReader(tmp_path)


def test_a_pack_without_an_index_is_unfinished(tmp_path: Path) -> None:
    pack(tmp_path)
    (tmp_path / INDEX).unlink()
    with pytest.raises(DataError, match="unfinished"):
        ShardReader(tmp_path)


def test_a_task_that_is_run_again_writes_the_same_file(tmp_path: Path) -> None:
    rows = pack(tmp_path)
    first = write_shard(rows, tmp_path, 99)
    assert write_shard(rows, tmp_path, 99) == first
    assert not list(tmp_path.glob("*.partial"))


def test_more_files_than_may_be_open(tmp_path: Path) -> None:
    whole = pack(tmp_path, count=2 * OPEN_FILES + 40, per_file=1)
    reader = ShardReader(tmp_path)
    assert len(reader.index.files) > OPEN_FILES
    for _ in range(2):
        assert same(reader.rows(range(len(reader))), whole)


def test_a_file_that_changed_while_it_was_not_mapped_is_checked_again(tmp_path: Path) -> None:
    pack(tmp_path, count=2 * OPEN_FILES + 40, per_file=1)
    reader = ShardReader(tmp_path)
    reader.rows(range(OPEN_FILES + 1))  # the first file has made room
    flip(tmp_path / FIRST, begin(tmp_path / FIRST, "tokens"))
    with pytest.raises(DataError, match="a row's SHA-256 differs"):
        reader.rows([0])


def test_an_index_that_counts_other_rows_than_its_files_is_refused(tmp_path: Path) -> None:
    pack(tmp_path)
    told = json.loads((tmp_path / INDEX).read_text())
    (tmp_path / INDEX).write_text(json.dumps(told | {"rows": told["rows"] + 1}))
    with pytest.raises(DataError, match="its index counts"):
        ShardReader(tmp_path)


def test_reading_a_hundred_thousand_rows_takes_bounded_memory(tmp_path: Path) -> None:
    """The rows have 26 MB of tokens; opening and reading at random holds what a row needs."""
    rows = build_rows(samples(1), [[0]] * 20_000, LENGTH, 0)
    files = [write_shard(rows, tmp_path, number, 2) for number in range(5)]
    write_index(tmp_path, Layout(LENGTH, 4, 4), files, DATASETS)
    tracemalloc.start()
    reader = ShardReader(tmp_path, verify=False)
    opened = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    held = tracemalloc.get_traced_memory()[0]
    for start in range(0, 100_000, 10_000):
        reader.rows(range(start, start + 8))
    read = tracemalloc.get_traced_memory()[1] - held
    tracemalloc.stop()
    assert len(reader) == 100_000
    assert opened < 100 * len(reader)  # of which 32 a row's SHA-256
    assert read < 200_000


def test_nothing_is_not_a_pack(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no rows to write"):
        write_shards(build_rows([], [], LENGTH, 0), tmp_path, 1, 4)


def test_a_pack_of_an_earlier_build_is_refused_by_name(tmp_path: Path) -> None:
    """Its files have no head, and its index none to compare with."""
    pack(tmp_path)
    told = json.loads((tmp_path / INDEX).read_text())
    for file in told["files"]:
        del file["head_bytes"], file["head_sha256"]
    (tmp_path / INDEX).write_text(json.dumps(told))
    with pytest.raises(DataError, match="not an index of shards") as refused:
        ShardReader(tmp_path)
    assert refused.value.remedy == "Pack again."
