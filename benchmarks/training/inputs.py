"""Writes what all contestants of a size train on: a model, packed rows, and the same samples.

    python -m benchmarks.training.inputs SIZE STEPS PRECISION FOLDER [KIND=FOLDER...]

In a process of its own, so that who measures stays small. Prints what is Written as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from benchmarks.training.job import Inputs, Shape
from benchmarks.training.mix import Mix, mix_of, without_pictures
from benchmarks.training.placing import Pool, Step, batches_of, samples_of_step, steps_of
from benchmarks.training.sizes import SIZES, Size
from residency.data.cursor import rows_of_step
from residency.data.pack import Packable, build_rows
from residency.data.pixels import Picture
from residency.data.render import Renderer
from residency.data.sample import Turn
from residency.data.shards import write_shards
from residency.data.tokenizer import save_tokenizer
from residency.plan.work import TrainIdentity, TrainWork
from residency.spec import training as recipe

SEED = 1
CLIP = 1.0
MANY = 1_000_000  # steps: nobody comes to the end


@dataclass(frozen=True, slots=True)
class Written:
    """What whoever starts the contestants has to know. Shares are of the tokens."""

    shape: Shape
    padding: int  # token id
    parameters: int
    mix: str
    tokens: float  # of a step, without padding, on average
    targets: float
    packed: float  # padding of the packed rows
    padded: float  # the same where each batch is padded to its longest sample
    grouped: float  # and where samples of a step are grouped by length


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The samples, and which of them make a step."""

    renderer: Renderer
    samples: Sequence[Packable]
    pool: Pool
    shape: Shape
    steps: Sequence[Step]


def read_written(text: str) -> Written:
    """What this module printed."""
    told = json.loads(text)
    return Written(**(told | {"shape": Shape(**told["shape"])}))


def write_inputs(
    size: Size, steps: int, precision: recipe.Precision, inputs: Inputs, sets: Mapping[str, Path]
) -> Written:
    """Everything below the folder of `inputs`. Lengths are those that mix_of finds."""
    mix = mix_of(sets)
    save_tokenizer(mix.tokenizer, inputs.tokenizer)
    drawn = _draw(size, steps, mix)
    _write_rows(inputs, drawn)
    _write_samples(inputs, drawn)
    work = _work(size, drawn.shape, precision)
    inputs.work.write_text(work.model_dump_json(by_alias=True), encoding="utf-8")
    return _written(drawn, mix.name, _write_model(inputs, work))


def _draw(size: Size, steps: int, mix: Mix) -> _Drawn:
    tower = size.model.vision.config
    assert tower is not None
    renderer = Renderer(mix.tokenizer, (tower.image_size // tower.patch_size) ** 2)
    own = mix.conversations if size.pictures else map(without_pictures, mix.conversations)
    samples = _rendered(renderer, own, tower.image_size)
    pool = Pool(
        np.asarray([len(sample.rendered) for sample in samples]),
        np.asarray([len(sample.pictures) for sample in samples]),
    )
    shape = Shape(
        length=size.length,
        rows=size.rows,
        samples=samples_of_step(pool, size.length, size.rows, 2 * size.sample_batch),
        row_batch=size.row_batch,
        sample_batch=size.sample_batch,
        steps=steps,
    )
    return _Drawn(renderer, samples, pool, shape, steps_of(pool, shape, seed=SEED))


def _rendered(
    renderer: Renderer, conversations: Iterable[Sequence[Turn]], side: int
) -> list[Packable]:
    """Each with as many pictures of noise as it names."""
    random = np.random.default_rng(SEED)
    samples = []
    for turns in conversations:
        pictures = tuple(_noise(random, side) for turn in turns for _ in range(turn.images))
        samples.append(Packable(renderer.render(turns), pictures))
    return samples


def _noise(random: np.random.Generator, side: int) -> Picture:
    return random.integers(0, 256, (side, side, 3), dtype=np.uint8)


def _write_rows(inputs: Inputs, drawn: _Drawn) -> None:
    """In the order of the steps, and where our loop looks for what it takes at each step."""
    in_order = [row for step in drawn.steps for row in step.rows]
    count, batch = len(in_order), drawn.shape.rows
    taken = [rows_of_step(SEED, step, count, batch) for step in range(len(drawn.steps))]
    for_us = [in_order[place] for place in np.argsort(np.concatenate(taken))]
    padding = drawn.renderer.padding_id
    ours, theirs = (
        build_rows(drawn.samples, rows, drawn.shape.length, padding) for rows in (for_us, in_order)
    )
    write_shards(ours, inputs.shards, len(ours), drawn.renderer.image_tokens)
    columns = ("input_ids", "labels", "segment_ids", "positions", "row_images")
    content = {name: np.ascontiguousarray(getattr(theirs, name)) for name in columns}
    save_file(content | {"images": _planes(list(theirs.images))}, inputs.packed)


def _write_samples(inputs: Inputs, drawn: _Drawn) -> None:
    """One after another, with where each begins; and which of them make each step."""
    rendered = [sample.rendered for sample in drawn.samples]
    pictures = [picture for sample in drawn.samples for picture in sample.pictures]
    ids = np.concatenate([np.asarray(one.input_ids, np.int64) for one in rendered])
    targets = np.concatenate([np.asarray(one.targets) for one in rendered])
    orders = [step.order for step in drawn.steps]
    content = {
        "input_ids": ids,
        "labels": np.where(targets, ids, -100),
        "starts": np.cumsum([0, *drawn.pool.lengths]),
        "images": _planes(pictures),
        "image_starts": np.cumsum([0, *drawn.pool.pictures]),
        "order": np.asarray(orders).reshape(-1),
        "grouped": np.asarray([drawn.pool.by_length(order) for order in orders]).reshape(-1),
    }
    save_file(content, inputs.samples)


def _planes(pictures: Sequence[Picture]) -> np.ndarray:
    """uint8 [M, 3, S, S]."""
    if not pictures:
        return np.zeros((0, 3, 1, 1), np.uint8)
    return np.ascontiguousarray(np.stack(pictures).transpose(0, 3, 1, 2))


def _work(size: Size, shape: Shape, precision: recipe.Precision) -> TrainWork:
    return TrainWork(
        identity=TrainIdentity(
            model=size.model,
            train=size.train,
            optimizer=recipe.Optimizer(
                lr=size.lr,
                schedule=recipe.Schedule.CONSTANT,
                warmup=0.0,
                clip=CLIP,
                global_batch=shape.rows,
                steps=MANY,
            ),
            sequence=recipe.Sequence(length=shape.length),
            loss=recipe.Loss(),
            dropout=0.0,
            precision=precision,
            projector=None,
            seed=SEED,
        )
    )


def _write_model(inputs: Inputs, work: TrainWork) -> int:
    """Weights drawn from the seed, rounded to bf16 as every export; how many there are."""
    import torch

    from residency.model.build import build_config, build_model
    from residency.model.export import export_model
    from residency.model.words import load_words

    config = build_config(work.identity.model, load_words(inputs.tokenizer))
    model = build_model(config, seed=SEED, dtype=torch.bfloat16)
    export_model(model, model.state_dict(), inputs.tokenizer, inputs.model)
    return sum(parameter.numel() for parameter in model.parameters())


def _written(drawn: _Drawn, mix: str, parameters: int) -> Written:
    lengths, shape = drawn.pool.lengths, drawn.shape
    orders = [list(step.order) for step in drawn.steps]
    tokens = sum(int(lengths[order].sum()) for order in orders)
    targets = sum(sum(drawn.samples[n].rendered.targets) for order in orders for n in order)

    def padding(orders: Sequence[Sequence[int]]) -> float:
        batches = [batch for order in orders for batch in batches_of(order, shape)]
        room = sum(int(lengths[list(batch)].max()) * len(batch) for batch in batches)
        return 1 - tokens / room

    return Written(
        shape=shape,
        padding=drawn.renderer.padding_id,
        parameters=parameters,
        mix=mix,
        tokens=tokens / len(orders),
        targets=targets / len(orders),
        packed=1 - tokens / (len(orders) * shape.rows * shape.length),
        padded=padding(orders),
        grouped=padding([drawn.pool.by_length(order) for order in orders]),
    )


def _named(sets: Sequence[str]) -> Mapping[str, Path]:
    return {name: Path(folder) for name, _, folder in (one.partition("=") for one in sets)}


def main() -> None:
    """Write them."""
    size, steps, precision, folder = sys.argv[1:5]
    written = write_inputs(
        SIZES[size],
        int(steps),
        recipe.Precision(precision),
        Inputs(Path(folder)),
        _named(sys.argv[5:]),
    )
    print(json.dumps(asdict(written)))


if __name__ == "__main__":
    main()
