"""YaRN to 131,072: a position inside LLaVA means what it means to the text model alone."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from transformers import GptOssForCausalLM
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration

from residency.model.build import build_config, build_model, load_model
from residency.model.export import export_model
from residency.model.words import load_words
from residency.spec.model import Model, Yarn
from residency.train.masks import masks_for
from tests.tiny import tiny_model, tiny_tokenizer

CONTEXT, THETA, WIDTH = 131_072, 150_000.0, 8
YARN = Yarn()  # gpt-oss's own numbers: 32 x 4,096, beta 32 and 1, not truncated
LAST = torch.arange(CONTEXT - 12, CONTEXT)
FIRST = torch.arange(9)


def long_model(yarn: Yarn | None = YARN) -> Model:
    """The tiny model, with the positions of gpt-oss."""
    model = tiny_model()
    assert model.text.config is not None
    size = model.text.config.model_copy(
        update={"context": CONTEXT, "rope_theta": THETA, "yarn": yarn}
    )
    return model.model_copy(update={"text": model.text.model_copy(update={"config": size})})


def published_frequencies() -> NDArray[np.float64]:
    """YaRN's "NTK by parts" (arXiv 2309.00071, equations 17 to 23), written anew."""
    dimensions = np.arange(0, WIDTH, 2)
    plain = THETA ** (-dimensions / WIDTH)
    turns = YARN.original_context * plain / (2 * np.pi)
    # The ramp is linear in the dimension, between those that turn beta_fast and beta_slow times.
    where = [
        WIDTH * np.log(YARN.original_context / (beta * 2 * np.pi)) / (2 * np.log(THETA))
        for beta in (YARN.beta_fast, YARN.beta_slow)
    ]
    low, high = max(where[0], 0), min(where[1], WIDTH - 1)
    kept = 1 - np.clip((np.arange(WIDTH // 2) - low) / (high - low), 0, 1)
    assert turns[0] > YARN.beta_fast  # kept as it is
    assert turns[-1] < YARN.beta_slow  # interpolated
    return plain / YARN.factor * (1 - kept) + plain * kept


def rotary(model: LlavaForConditionalGeneration) -> torch.nn.Module:
    found: torch.nn.Module = model.model.language_model.rotary_emb
    return found


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_tokenizer(tmp_path_factory.mktemp("long") / "tokenizer")


@pytest.fixture
def llava(tokenizer: Path) -> LlavaForConditionalGeneration:
    config = build_config(long_model(), load_words(tokenizer))
    return build_model(config, seed=1, dtype=torch.float32).eval()


@pytest.fixture
def alone(llava: LlavaForConditionalGeneration) -> GptOssForCausalLM:
    """A text model by itself, with the same weights."""
    config = llava.config.text_config
    model = GptOssForCausalLM._from_config(config, attn_implementation="eager").eval()
    model.model.load_state_dict(llava.model.language_model.state_dict())
    model.lm_head.load_state_dict(llava.lm_head.state_dict())
    return model


def ids_of(length: int) -> torch.Tensor:
    return torch.randint(1, 200, (1, length), generator=torch.Generator().manual_seed(0))


@torch.no_grad()
def ask(model: torch.nn.Module, ids: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    """Logits of one sample, through the model's own masks."""
    logits: torch.Tensor = model(
        input_ids=ids, position_ids=positions[None], use_cache=False
    ).logits
    return logits


@torch.no_grad()
def ask_packed(
    model: LlavaForConditionalGeneration, ids: torch.Tensor, samples: Mapping[int, torch.Tensor]
) -> torch.Tensor:
    """Logits of a row of samples, through the masks that training gives."""
    segments = torch.cat([torch.full((len(p),), number) for number, p in samples.items()])
    logits: torch.Tensor = model(
        input_ids=ids,
        attention_mask=masks_for(model.config.text_config, segments[None], torch.float32),
        position_ids=torch.cat(list(samples.values()))[None],
        use_cache=False,
    ).logits
    return logits


def test_frequencies_and_scaling_are_the_published_ones(
    llava: LlavaForConditionalGeneration, alone: GptOssForCausalLM
) -> None:
    inside, outside = rotary(llava), alone.model.rotary_emb
    assert torch.equal(inside.inv_freq, outside.inv_freq)
    assert inside.attention_scaling == outside.attention_scaling
    assert inside.attention_scaling == pytest.approx(0.1 * np.log(32) + 1, rel=1e-6)
    np.testing.assert_allclose(inside.inv_freq.numpy(), published_frequencies(), rtol=1e-6)


@pytest.mark.parametrize("positions", [FIRST, LAST], ids=["first", "last"])
def test_logits_are_those_of_the_text_model_alone(
    llava: LlavaForConditionalGeneration, alone: GptOssForCausalLM, positions: torch.Tensor
) -> None:
    ids = ids_of(len(positions))
    right = ask(alone, ids, positions)
    torch.testing.assert_close(ask(llava, ids, positions), right, rtol=1e-5, atol=1e-6)


def test_packed_the_last_positions_are_those_of_the_sample_alone(
    llava: LlavaForConditionalGeneration, alone: GptOssForCausalLM
) -> None:
    ids = ids_of(len(FIRST) + len(LAST))
    packed = ask_packed(llava, ids, {1: FIRST, 2: LAST})
    for part, positions in ((slice(0, 9), FIRST), (slice(9, 21), LAST)):
        right = ask(alone, ids[:, part], positions)
        torch.testing.assert_close(packed[:, part], right, rtol=1e-5, atol=5e-6)


def test_without_yarn_the_last_positions_are_others(
    llava: LlavaForConditionalGeneration, tokenizer: Path
) -> None:
    """What the tests above would notice."""
    config = build_config(long_model(yarn=None), load_words(tokenizer))
    plain = build_model(config, seed=1, dtype=torch.float32).eval()
    ids = ids_of(len(LAST))
    assert float((ask(plain, ids, LAST) - ask(llava, ids, LAST)).abs().max()) > 1e-3


def test_rounded_weights_leave_the_frequencies_exact(
    llava: LlavaForConditionalGeneration, tokenizer: Path
) -> None:
    config = build_config(long_model(), load_words(tokenizer))
    rounded = build_model(config, seed=1, dtype=torch.bfloat16)
    assert next(rounded.parameters()).dtype == torch.bfloat16
    assert torch.equal(rotary(rounded).inv_freq, rotary(llava).inv_freq)


def test_exported_and_reloaded_they_are_the_same(
    llava: LlavaForConditionalGeneration, tokenizer: Path, tmp_path: Path
) -> None:
    for parameter in llava.parameters():
        parameter.data = parameter.data.bfloat16().float()  # as an export rounds them
    export_model(llava, llava.state_dict(), tokenizer, tmp_path / "model")
    ids = ids_of(len(LAST))
    loaded = load_model(tmp_path / "model", dtype=torch.float32).eval()
    assert torch.equal(ask(loaded, ids, LAST), ask(llava, ids, LAST))
    for dtype in (torch.float32, torch.bfloat16):
        again = rotary(load_model(tmp_path / "model", dtype=dtype))
        assert torch.equal(again.inv_freq, rotary(llava).inv_freq)
        assert again.attention_scaling == rotary(llava).attention_scaling
