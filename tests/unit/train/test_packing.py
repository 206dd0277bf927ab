"""What a model says of a sample does not depend on what else is in its row.

In fp32, through the masks of train/masks.py; with position ids alone gpt-oss looks at its
neighbours (transformers 5.23), which the negative controls show.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from transformers import (
    GptOssForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    Phi3Config,
    Phi3ForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from residency.data.pack import Packable, assign, build_rows
from residency.data.render import load_renderer
from residency.data.sample import Turn
from residency.data.shards import write_shards
from residency.model.build import build_config, build_model
from residency.model.words import load_words
from residency.train.data import MicroBatch, PackedRows
from residency.train.masks import packed_masks
from tests.tiny import LENGTH, PATCH, SIDE, TEXTS, tiny_model, tiny_tokenizer

TOLERANCE, LEAK = 1e-5, 1e-3
WINDOW = 8
IMAGES = (2, 0, 1, 0, 3, 0, 0, 1, 2, 0)  # a sample each: several images, one, none
Mask = dict[str, torch.Tensor] | torch.Tensor | None
Ask = Callable[[MicroBatch, Mask], torch.Tensor]
"""Logits [B, L, V] of a batch of rows, with masks."""


@dataclass(frozen=True)
class Corpus:
    """The same samples packed, and one a row."""

    packed: MicroBatch
    alone: MicroBatch


def corpus(folder: Path, images: Sequence[int]) -> Corpus:
    tokenizer = tiny_tokenizer(folder / "tokenizer")
    renderer = load_renderer(tokenizer, (SIDE // PATCH) ** 2)
    random = np.random.default_rng(0)
    samples = []
    for number, count in enumerate(images):
        turns = [Turn("system", "short answers")] if number % 3 == 0 else []
        turns += [Turn("user", f"{TEXTS[number % 7]} {number}", count), Turn("assistant", "axial")]
        if number % 2:
            turns += [Turn("user", "sure"), Turn("assistant", TEXTS[3])]
        pictures = random.integers(0, 256, (count, SIDE, SIDE, 3), dtype=np.uint8)
        samples.append(Packable(renderer.render(turns), tuple(pictures)))
    rows, too_long = assign([len(sample.rendered) for sample in samples], LENGTH)
    assert not too_long
    order = [number for row in rows for number in row]

    def batch(name: str, assignment: list[list[int]]) -> MicroBatch:
        made = build_rows(samples, assignment, LENGTH, renderer.padding_id)
        write_shards(made, folder / name, 4, (SIDE // PATCH) ** 2)
        read = PackedRows(folder / name)
        return read.batch(np.arange(len(read)), None)

    return Corpus(batch("packed", rows), batch("alone", [[number] for number in order]))


def by_sample(logits: torch.Tensor, batch: MicroBatch) -> list[torch.Tensor]:
    """Logits of each sample, in the order of rows and segments."""
    return [
        logits[row][segments == segment]
        for row, segments in enumerate(batch.segment_ids)
        for segment in range(1, int(segments.max()) + 1)
    ]


def difference(ask: Ask, corpus: Corpus, mask: Mask) -> float:
    """The largest between a sample's logits in a packed row and on its own.

    On its own it stands at the beginning of a row, where the model's causal mask is all it takes.
    """
    with torch.no_grad():
        packed = by_sample(ask(corpus.packed, mask), corpus.packed)
        alone = by_sample(ask(corpus.alone, None), corpus.alone)
    assert len(packed) == len(alone) > len(corpus.packed.input_ids)
    return max(float((a - b).abs().max()) for a, b in zip(packed, alone, strict=True))


def masks(batch: MicroBatch) -> dict[str, torch.Tensor]:
    return packed_masks(batch.segment_ids, WINDOW, torch.float32)


def full_only(batch: MicroBatch) -> dict[str, torch.Tensor]:
    full = masks(batch)["full_attention"]
    return {"full_attention": full, "sliding_attention": full}


def merged(batch: MicroBatch) -> dict[str, torch.Tensor]:
    """What a mask without segments lets in."""
    return packed_masks((batch.segment_ids > 0).long(), WINDOW, torch.float32)


def llava(folder: Path) -> Ask:
    config = build_config(tiny_model(), load_words(folder / "tokenizer"))
    model = build_model(config, seed=1, dtype=torch.float32).eval()

    def ask(batch: MicroBatch, mask: Mask) -> torch.Tensor:
        return asked(model, batch, mask, pixel_values=batch.pixels)

    return ask


def text_alone(folder: Path) -> Ask:
    words = load_words(folder / "tokenizer")
    config = build_config(tiny_model(), words).text_config
    torch.manual_seed(1)
    model = GptOssForCausalLM._from_config(config, attn_implementation="eager").eval()
    return lambda batch, mask: asked(model, batch, mask)


def asked(model: nn.Module, batch: MicroBatch, mask: Mask, **more: object) -> torch.Tensor:
    logits: torch.Tensor = model(
        input_ids=batch.input_ids,
        attention_mask=mask,
        position_ids=batch.positions,
        use_cache=False,
        **more,
    ).logits
    return logits


MODELS: Mapping[str, tuple[Callable[[Path], Ask], Sequence[int]]] = {
    "gpt-oss": (text_alone, [0] * 10),
    "llava": (llava, IMAGES),
}


@pytest.fixture(params=list(MODELS))
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Ask, Corpus]:
    make, images = MODELS[request.param]
    made = corpus(tmp_path, images)
    return make(tmp_path), made


def test_packed_and_alone_a_sample_has_the_same_logits(case: tuple[Ask, Corpus]) -> None:
    ask, both = case
    assert difference(ask, both, masks(both.packed)) < TOLERANCE


@pytest.mark.parametrize("wrong", [None, merged, full_only], ids=["none", "merged", "full-only"])
def test_without_the_masks_it_has_not(
    case: tuple[Ask, Corpus], wrong: Callable[[MicroBatch], Mask] | None
) -> None:
    """Position ids alone; a causal mask of the whole row; one kind of mask for all layers."""
    ask, both = case
    assert difference(ask, both, wrong(both.packed) if wrong else None) > LEAK


SIZES = {
    "vocab_size": 300,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": LENGTH,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
}


@pytest.mark.parametrize("attention", ["eager", "sdpa"])
@pytest.mark.parametrize(
    ("config", "kind"),
    [
        (LlamaConfig(**SIZES), LlamaForCausalLM),
        (Phi3Config(**SIZES), Phi3ForCausalLM),
        (Qwen2Config(**SIZES), Qwen2ForCausalLM),
    ],
    ids=["llama", "phi3", "qwen2"],
)
def test_models_of_one_kind_of_layer_take_the_full_mask(
    config: LlamaConfig, kind: type[LlamaForCausalLM], attention: str, tmp_path: Path
) -> None:
    both = corpus(tmp_path, [0] * 10)
    torch.manual_seed(1)
    model = kind._from_config(config, attn_implementation=attention).eval()

    def ask(batch: MicroBatch, mask: Mask) -> torch.Tensor:
        return asked(model, batch, mask)

    full = masks(both.packed)["full_attention"]
    assert difference(ask, both, full) < TOLERANCE
    assert difference(ask, both, merged(both.packed)["full_attention"]) > LEAK
