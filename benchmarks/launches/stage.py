"""The stage that is launched: the quickstart's `align` (ZeRO-2, 2 workers) cut to one step.

Model, optimiser and batch are the recipe's own; the rows are noise and a few words, made by the
product's renderer and packer. Run as a program it writes the stage's inputs, so that torch is
imported outside the process that measures.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from residency.data.pack import Packable, assign, build_rows
from residency.data.render import Renderer
from residency.data.sample import Turn
from residency.data.shards import write_shards
from residency.data.tokenizer import load_tokenizer, save_tokenizer, train_tokenizer
from residency.plan.resolve import Facts, resolve
from residency.plan.work import TrainWork
from residency.spec.loader import load_pipeline

RECIPE = Path(__file__).resolve().parents[2] / "pipelines" / "quickstart" / "pipeline.yaml"
SETS = ("curriculum.align.optimizer.steps=1",)
WORDS = ("which plane is this", "axial", "coronal", "sagittal", "which modality", "ct", "mr")
SAMPLES = 60


@dataclass(frozen=True, slots=True)
class Stage:
    """The inputs of the stage, below one folder."""

    folder: Path

    @property
    def tokenizer(self) -> Path:
        return self.folder / "tokenizer"

    @property
    def shards(self) -> Path:
        return self.folder / "shards"

    @property
    def model(self) -> Path:
        return self.folder / "model"


def stage_work() -> TrainWork:
    """What the plan of the quickstart has the stage do."""
    loaded = load_pipeline(str(RECIPE), SETS)
    names = [dataset.name for dataset in loaded.pipeline.spec.datasets]
    facts = Facts(listings=dict.fromkeys(names, "none"), key_id="none", versions={})
    work = resolve(loaded, facts).step("train.align").work
    assert isinstance(work, TrainWork)
    return work


def write_inputs(stage: Stage) -> None:
    """Tokenizer, packed rows and a model drawn from the seed."""
    work = stage_work()
    save_tokenizer(train_tokenizer(WORDS, 300), stage.tokenizer)
    _write_rows(stage, work)
    _write_model(stage, work)


def _write_rows(stage: Stage, work: TrainWork) -> None:
    size = work.identity.model.vision.config
    assert size is not None
    tokens = (size.image_size // size.patch_size) ** 2
    renderer = Renderer(load_tokenizer(stage.tokenizer), tokens)
    random = np.random.default_rng(work.identity.seed)
    samples = []
    for number in range(SAMPLES):
        turns = (Turn("user", WORDS[number % 2 * 4], 1), Turn("assistant", WORDS[1 + number % 3]))
        picture = random.integers(0, 256, (size.image_size, size.image_size, 3), dtype=np.uint8)
        samples.append(Packable(renderer.render(turns), (picture,)))
    length = work.identity.sequence.length
    rows, _ = assign([len(sample.rendered) for sample in samples], length)
    packed = build_rows(samples, rows, length, renderer.padding_id)
    write_shards(packed, stage.shards, len(rows), tokens)


def _write_model(stage: Stage, work: TrainWork) -> None:
    import torch

    from residency.model.build import build_config, build_model
    from residency.model.export import export_model
    from residency.model.words import load_words

    config = build_config(work.identity.model, load_words(stage.tokenizer))
    model = build_model(config, seed=work.identity.seed, dtype=torch.bfloat16)
    export_model(model, model.state_dict(), stage.tokenizer, stage.model)


if __name__ == "__main__":
    write_inputs(Stage(Path(sys.argv[1])))
