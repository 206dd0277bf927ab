"""The row that peers lay out by hand is the one that the product packs."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers.batches import digests, micro_batch
from benchmarks.peers.inputs import LENGTH, PATCH, SIDE, Inputs
from benchmarks.peers.rows import IMAGE, INTEGERS, prepare_row, stack
from benchmarks.peers.workload import picture
from residency.data.image import encode_png, to_square
from residency.data.pack import Packable, build_rows, of_planes
from residency.data.render import load_renderer
from residency.data.sample import Turn
from residency.data.tokenizer import save_tokenizer, train_tokenizer

TURNS = (Turn("user", "which plane is this", 1), Turn("assistant", "axial"))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    made = Inputs(tmp_path_factory.mktemp("inputs"))
    save_tokenizer(train_tokenizer([turn.text for turn in TURNS], 300), made.tokenizer)
    return made


def prepared(inputs: Inputs, number: int) -> dict[str, np.ndarray]:
    turns = json.dumps([asdict(turn) for turn in TURNS])
    return prepare_row(encode_png(picture(number)), turns, inputs.tokenizer)


def test_a_row_is_what_the_packer_makes_of_one_sample(inputs: Inputs) -> None:
    renderer = load_renderer(inputs.tokenizer, (SIDE // PATCH) ** 2)
    own = Packable(renderer.render(TURNS), (to_square(picture(3), SIDE),))
    rows = build_rows([own], [[0]], LENGTH, renderer.padding_id)
    row = prepared(inputs, 3)
    for name in INTEGERS:
        assert np.array_equal(row[name], getattr(rows, name)[0]), name
    assert np.array_equal(of_planes(row[IMAGE][None]), rows.images)


def test_a_digest_tells_rows_apart_by_their_pixels(inputs: Inputs) -> None:
    one, other = prepared(inputs, 1), prepared(inputs, 2)
    first, second, again = digests(micro_batch(stack([one, other, one])))
    assert first == again != second
    integers = stack([one, other])
    assert digests(micro_batch(integers, [one[IMAGE], other[IMAGE]])) == [first, second]


def test_pictures_are_equal_in_every_run() -> None:
    assert np.array_equal(picture(7), picture(7))
    assert not np.array_equal(picture(7)[:336, :336], picture(11)[:336, :336])
    assert all(336 <= side <= 512 for side in picture(7).shape[:2])


def test_inputs_name_their_parts_in_order(tmp_path: Path) -> None:
    inputs = Inputs(tmp_path)
    (inputs.samples / "train").mkdir(parents=True)
    for name in ("part-1.parquet", "part-0.parquet", "other"):
        (inputs.samples / "train" / name).touch()
    assert [Path(part).name for part in inputs.parts] == ["part-0.parquet", "part-1.parquet"]
    assert inputs.archives == []
