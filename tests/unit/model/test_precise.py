"""A model whose blocks are widened one by one computes what a model in fp32 does."""

from pathlib import Path

import pytest
import torch
from torch import nn

from residency.model.build import build_config, build_model
from residency.model.precise import in_fp32, widest
from residency.model.words import load_words
from residency.spec.model import Model
from tests.tiny import SIDE, tiny_llama, tiny_model, tiny_tokenizer


@pytest.mark.parametrize("recipe", [tiny_model(), tiny_llama(tied=True)])
def test_it_is_the_whole_model_in_fp32_bit_by_bit(recipe: Model, tmp_path: Path) -> None:
    config = build_config(recipe, load_words(tiny_tokenizer(tmp_path)))
    model = build_model(config, seed=1, dtype=torch.bfloat16).eval()
    image = config.image_token_index
    ids = torch.tensor([[image + 1, *[image] * config.image_seq_length, image + 2, image + 3]])
    pixels = torch.randn(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(1))
    before = {name: value.data_ptr() for name, value in model.named_parameters()}
    with torch.inference_mode(), in_fp32(model):
        ours = model(input_ids=ids, pixel_values=pixels).logits
    assert {value.dtype for value in model.parameters()} == {torch.bfloat16}
    assert {name: value.data_ptr() for name, value in model.named_parameters()} == before
    with torch.inference_mode():
        rounded = model(input_ids=ids, pixel_values=pixels.bfloat16()).logits
        nn.Module.float(model)
        whole = model(input_ids=ids, pixel_values=pixels).logits
    assert ours.dtype is torch.float32
    assert torch.equal(ours, whole)
    assert not torch.equal(rounded.float(), whole)
    blocks = {name: value.numel() for name, value in model.named_parameters()}
    assert 4 * max(blocks.values()) <= widest(model) < 4 * sum(blocks.values())


def test_a_block_that_fails_is_as_it_was(tmp_path: Path) -> None:
    config = build_config(tiny_model(), load_words(tiny_tokenizer(tmp_path)))
    model = build_model(config, seed=1, dtype=torch.bfloat16).eval()
    with in_fp32(model), pytest.raises(IndexError):
        model(input_ids=torch.tensor([[10**6]]))
    assert {value.dtype for value in model.parameters()} == {torch.bfloat16}
