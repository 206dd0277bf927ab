"""A model, a tokenizer and packed rows small enough for tests, made as the product makes them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from residency.data.pack import Packable, assign, build_rows
from residency.data.render import load_renderer
from residency.data.sample import Turn
from residency.data.shards import write_shards
from residency.data.tokenizer import save_tokenizer, train_tokenizer
from residency.plan.work import TrainIdentity, TrainWork
from residency.spec.model import (
    Model,
    TextArchitecture,
    TextConfig,
    TextModel,
    VisionConfig,
    VisionModel,
    Yarn,
)
from residency.spec.training import Execution, Loss, Optimizer, Precision
from residency.spec.training import Sequence as RowLength

SIDE, PATCH, LENGTH = 32, 16, 96
TEXTS = ("which plane is this", "axial", "coronal", "sagittal", "which modality", "ct", "mr")


def tiny_model() -> Model:
    """3 layers of width 32, 4 experts, a window of 8: every mechanism of the real one."""
    text = TextConfig(
        hidden_size=32,
        layers=3,
        heads=4,
        kv_heads=2,
        head_dim=8,
        intermediate_size=32,
        context=128,
        experts=4,
        experts_per_token=2,
        sliding_window=8,
        rope_theta=10000.0,
        yarn=Yarn(factor=4.0, original_context=32),
    )
    vision = VisionConfig(
        image_size=SIDE, patch_size=PATCH, hidden_size=32, layers=2, heads=4, intermediate_size=48
    )
    return Model(
        text=TextModel(architecture=TextArchitecture.GPT_OSS, config=text),
        vision=VisionModel(config=vision),
    )


def tiny_llama(*, tied: bool = False) -> Model:
    """The same widths, dense: what a pretrained Llama is. `tied`: its head is its embeddings."""
    text = tiny_model().text
    assert text.config is not None
    dense = {"experts": None, "experts_per_token": None, "sliding_window": None, "yarn": None}
    config = text.config.model_copy(update=dense | {"tie_embeddings": tied})
    changes = {"architecture": TextArchitecture.LLAMA, "config": config}
    return tiny_model().model_copy(update={"text": text.model_copy(update=changes)})


def tiny_tokenizer(folder: Path) -> Path:
    """A tokenizer of 300 words, saved to the folder."""
    save_tokenizer(train_tokenizer(TEXTS, 300), folder)
    return folder


def tiny_samples(tokenizer: Path, images: Sequence[int]) -> list[Packable]:
    """One conversation an entry, with so many images of noise each."""
    renderer = load_renderer(tokenizer, (SIDE // PATCH) ** 2)
    random = np.random.default_rng(0)
    samples = []
    for number, count in enumerate(images):
        turns = (
            Turn("user", TEXTS[0 if number % 2 else 4], count),
            Turn("assistant", TEXTS[1 + number % 3]),
        )
        pictures = random.integers(0, 256, (count, SIDE, SIDE, 3), dtype=np.uint8)
        samples.append(Packable(renderer.render(turns), tuple(pictures)))
    return samples


def tiny_shards(folder: Path, tokenizer: Path, images: Sequence[int]) -> Path:
    """Packed rows of those samples, in files of at most 3 rows."""
    samples = tiny_samples(tokenizer, images)
    rows, _ = assign([len(s.rendered) for s in samples], LENGTH)
    padding = load_renderer(tokenizer, 1).padding_id
    write_shards(build_rows(samples, rows, LENGTH, padding), folder, 3, (SIDE // PATCH) ** 2)
    return folder


def tiny_work(**changes: Any) -> TrainWork:
    """Four steps of two rows; `changes` replace fields of identity, optimizer or execution."""

    def own(kind: type[Any]) -> dict[str, Any]:
        return {name: changes[name] for name in changes if name in kind.model_fields}

    optimizer = {"lr": 1e-2, "global_batch": 2, "steps": 4, "warmup": 0.25} | own(Optimizer)
    identity: dict[str, Any] = {
        "model": tiny_model(),
        "train": ("*",),
        "optimizer": Optimizer(**optimizer),
        "sequence": RowLength(length=LENGTH),
        "loss": Loss(),
        "dropout": 0.0,
        "precision": Precision.FP32,
        "projector": None,
        "seed": 3,
    }
    return TrainWork(
        identity=TrainIdentity(**identity | own(TrainIdentity)),
        execution=Execution(**{"zero": 0} | own(Execution)),
    )
