"""The pack step on a private Ray: samples to shards, in two passes."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from residency.adapters.ray.pack import pack_step
from residency.adapters.ray.sample_rows import SAMPLES_SCHEMA, row_of
from residency.data.image import encode_png
from residency.data.render import load_renderer
from residency.data.sample import DataState, Sample, Turn, sample_id
from residency.data.shard_reader import ShardReader, read_shards
from residency.data.templates.formats import FORMATS
from residency.data.tokenizer import save_tokenizer, train_tokenizer
from residency.errors import DataError, ResidencyError
from residency.plan.work import PackIdentity, PackWork
from residency.ports import StepResult
from residency.spec.model import Template, Tiling
from residency.spec.training import MixtureEntry, Sequence
from tests.integration.step_context import context

SIDE, PATCH, LENGTH = 32, 8, 128
WORDS = ("which plane is this", "axial", "coronal", "sagittal")


def sample(dataset: str, number: int, *, images: int, words: int = 1) -> Sample:
    random = np.random.default_rng(number)
    shape = (int(random.integers(20, 90)), int(random.integers(20, 90)), 3)
    pictures = [random.integers(0, 256, shape, dtype=np.uint8) for _ in range(images)]
    turns = (
        Turn("user", f"{WORDS[0]} {number} " * words, images),
        Turn("assistant", WORDS[1 + number % 3]),
    )
    return Sample(
        sample_id=sample_id(f"{dataset}@1", str(number)),
        dataset=f"{dataset}@1",
        source_key=str(number),
        patient="p",
        split="train",
        state=DataState.DEIDENTIFIED,
        kind="plane" if images else "text",
        answer_type="closed",
        answer=turns[1].text,
        turns=turns,
        images=tuple(encode_png(picture) for picture in pictures),
    )


def write_samples(folder: Path, samples: list[Sample], files: int) -> Path:
    (folder / "train").mkdir(parents=True)
    for number in range(files):
        rows = [row_of(one) for one in samples[number::files]]
        table = pa.Table.from_pylist(rows, schema=SAMPLES_SCHEMA)
        pa.parquet.write_table(table, folder / "train" / f"part-{number:05d}.parquet")
    return folder


SCANS = [sample("scans", n, images=1 + n % 2) for n in range(40)]
TEXTS = [sample("texts", n, images=0, words=1 + n % 4) for n in range(10)]
MIXTURE = (MixtureEntry(dataset="scans", weight=2.0), MixtureEntry(dataset="texts"))


@pytest.fixture(scope="module")
def inputs(ray_cluster: None, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("samples")
    save_tokenizer(train_tokenizer(WORDS, 300), folder / "tokenizer")
    return {
        "samples.scans": write_samples(folder / "scans", SCANS, 3),
        "samples.texts": write_samples(folder / "texts", TEXTS, 2),
        "tokenizer": folder / "tokenizer",
    }


def pack(inputs: Mapping[str, Path], folder: Path, **changes: Any) -> StepResult:
    told = {
        "mixture": MIXTURE,
        "sequence": Sequence(length=LENGTH),
        "image_size": SIDE,
        "patch_size": PATCH,
        "template": "harmony",
        "seed": 0,
    }
    limit = {"file_bytes": changes.pop("file_bytes")} if "file_bytes" in changes else {}
    identity = PackIdentity(**told | changes)
    return pack_step(context(PackWork(identity=identity), folder, inputs), **limit)


def test_the_mixture_is_in_the_rows_sample_by_sample(
    inputs: Mapping[str, Path], tmp_path: Path
) -> None:
    result = pack(inputs, tmp_path / "a")
    reader = ShardReader(tmp_path / "a" / "shards")
    places = [reader.sample(number) for number in range(reader.index.samples)]
    seen = Counter(place.sample_id for place in places)
    assert {seen[one.sample_id] for one in SCANS} == {1}
    assert {seen[one.sample_id] for one in TEXTS} == {2}  # half the weight, a quarter as many
    assert {(share.dataset, share.epochs) for share in reader.index.mixture} == {
        ("scans", 1.0),
        ("texts", 2.0),
    }
    renderer = load_renderer(inputs["tokenizer"], (SIDE // PATCH) ** 2)
    for place in places[::7]:
        (own,) = (one for one in [*SCANS, *TEXTS] if one.sample_id == place.sample_id)
        row = reader.rows([place.row])
        tokens = row.input_ids[0][row.segment_ids[0] == place.segment]
        assert tuple(tokens.tolist()) == renderer.render(own.turns).input_ids
    assert result.rows is not None
    assert result.rows.balanced
    assert (result.rows.read, result.rows.out) == (50, 50)
    assert not (tmp_path / "a" / "spool").exists()


def test_the_pack_does_not_depend_on_files_or_tasks(
    inputs: Mapping[str, Path], tmp_path: Path
) -> None:
    pack(inputs, tmp_path / "a")
    other = dict(inputs) | {
        "samples.scans": write_samples(tmp_path / "scans", [*reversed(SCANS)], 7),
        "samples.texts": write_samples(tmp_path / "texts", TEXTS[3:] + TEXTS[:3], 1),
    }
    pack(other, tmp_path / "b")
    files = [sorted((tmp_path / name / "shards").iterdir()) for name in ("a", "b")]
    assert [path.name for path in files[0]] == [path.name for path in files[1]]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]


def test_many_files_hold_the_same_rows_as_one(inputs: Mapping[str, Path], tmp_path: Path) -> None:
    pack(inputs, tmp_path / "one")
    pack(inputs, tmp_path / "many", file_bytes=30_000)
    one, many = (read_shards(tmp_path / name / "shards") for name in ("one", "many"))
    assert len(ShardReader(tmp_path / "many" / "shards").index.files) > 3
    for name in type(one).__dataclass_fields__:
        assert np.array_equal(getattr(one, name), getattr(many, name)), name


def test_contaminated_samples_stay_out(inputs: Mapping[str, Path], tmp_path: Path) -> None:
    found = [SCANS[3], SCANS[8], TEXTS[1]]
    rows = [
        {"dataset": one.dataset, "sample_id": one.sample_id, "benchmark": "b", "match": "exact"}
        for one in found
    ]
    path = tmp_path / "excluded.parquet"
    pa.parquet.write_table(pa.Table.from_pylist(rows), path)
    result = pack({**inputs, "excluded": path}, tmp_path / "a")
    reader = ShardReader(tmp_path / "a" / "shards")
    packed = {reader.sample(n).sample_id for n in range(reader.index.samples)}
    assert packed == {one.sample_id for one in [*SCANS, *TEXTS]} - {s.sample_id for s in found}
    assert result.rows is not None
    assert result.rows.balanced
    assert result.rows.dropped["contaminated"] == 3
    assert json.loads((tmp_path / "a" / "card.json").read_text())["dropped"]["contaminated"] == 3


def test_too_many_long_samples_are_warned_of(inputs: Mapping[str, Path], tmp_path: Path) -> None:
    result = pack(inputs, tmp_path / "a", sequence=Sequence(length=55))
    assert result.rows is not None
    assert result.rows.balanced
    assert result.rows.dropped["longer than sequence"] > 5
    (warning, *_) = json.loads((tmp_path / "a" / "card.json").read_text())["warnings"]
    assert "longer than 55 tokens, the longest has" in warning
    with pytest.raises(ResidencyError, match="No sample of 'scans' can be packed"):
        pack(inputs, tmp_path / "b", sequence=Sequence(length=8))


def test_a_cap_leaves_samples_out_and_says_so(inputs: Mapping[str, Path], tmp_path: Path) -> None:
    mixture = (MixtureEntry(dataset="scans", max_epochs=0.5), MIXTURE[1])
    result = pack(inputs, tmp_path / "a", mixture=mixture, temperature=1.0)
    assert result.rows is not None
    assert result.rows.balanced
    assert result.rows.dropped["not drawn"] == 20


def test_a_mixture_that_draws_too_many_is_refused_before_anything_is_rendered(
    inputs: Mapping[str, Path], tmp_path: Path
) -> None:
    uneven = (MixtureEntry(dataset="scans", weight=1e-8), MixtureEntry(dataset="texts"))
    with pytest.raises(DataError, match="go through 'texts' 400,000,000 times"):
        pack(inputs, tmp_path / "a", mixture=uneven)
    assert list((tmp_path / "a").iterdir()) == []


def test_a_kind_that_no_sample_has_is_refused_with_those_that_there_are(
    inputs: Mapping[str, Path], tmp_path: Path
) -> None:
    misspelt = (MixtureEntry(dataset="scans", kinds=("plane", "plnae")),)
    with pytest.raises(DataError, match="'scans' has no training sample of the kind 'plnae'") as e:
        pack(inputs, tmp_path / "a", mixture=misspelt)
    assert e.value.remedy == "Name one of its kinds in the mixture: plane."


def test_one_sample_a_row_without_packing(inputs: Mapping[str, Path], tmp_path: Path) -> None:
    pack(inputs, tmp_path / "a", sequence=Sequence(length=LENGTH, packing=False))
    rows = read_shards(tmp_path / "a" / "shards")
    assert rows.segment_ids.max() == 1
    assert len(rows) == 60


def test_tiles_and_another_template(inputs: Mapping[str, Path], tmp_path: Path) -> None:
    chat = FORMATS[Template.PHI3]
    save_tokenizer(train_tokenizer(WORDS, 300, chat), tmp_path / "tokenizer", chat)
    told = {**inputs, "tokenizer": tmp_path / "tokenizer"}
    tiling = Tiling(tile=SIDE, maximum=4)
    pack(told, tmp_path / "a", tiling=tiling, template="phi3", sequence=Sequence(length=256))
    reader = ShardReader(tmp_path / "a" / "shards")
    rows = reader.rows(range(len(reader)))
    renderer = load_renderer(tmp_path / "tokenizer", 16)
    placeholders = int((rows.input_ids == renderer.image_id).sum())
    assert placeholders == 16 * len(rows.images)
    assert len(rows.images) > 1.5 * sum(turn.images for one in SCANS for turn in one.turns)


def test_a_tokenizer_of_another_format_is_refused(
    inputs: Mapping[str, Path], tmp_path: Path
) -> None:
    with pytest.raises(ResidencyError, match="tokenizer of the harmony format"):
        pack(inputs, tmp_path / "a", template="phi3")
