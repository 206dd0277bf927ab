"""What is exported is what was trained: bit by bit, tied weights once, nothing more or less."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from residency.errors import ModelFolderError, ResidencyError
from residency.model.build import build_config, build_model, load_model
from residency.model.export import export_model
from residency.model.golden import verify_golden
from residency.model.words import load_words
from tests.tiny import tiny_llama, tiny_model, tiny_tokenizer

HEAD, WORDS = "lm_head.weight", "model.language_model.embed_tokens.weight"


@pytest.fixture
def tokenizer(tmp_path: Path) -> Path:
    return tiny_tokenizer(tmp_path / "tokenizer")


def test_tied_weights_are_written_once_and_tied_again(tokenizer: Path, tmp_path: Path) -> None:
    model = build_model(
        build_config(tiny_llama(tied=True), load_words(tokenizer)), seed=1, dtype=torch.float32
    )
    weights = {name: value.clone() for name, value in model.state_dict().items()}
    assert torch.equal(weights[HEAD], weights[WORDS])
    folder = tmp_path / "model"
    export_model(model, weights, tokenizer, folder)
    names = list(load_file(folder / "model.safetensors"))
    assert not any("lm_head" in name for name in names)
    again = load_model(folder, dtype=torch.bfloat16)
    assert again.lm_head.weight is again.model.language_model.embed_tokens.weight
    assert torch.equal(again.lm_head.weight, weights[HEAD].bfloat16())


def test_tied_weights_that_differ_are_no_model(tokenizer: Path, tmp_path: Path) -> None:
    model = build_model(
        build_config(tiny_llama(tied=True), load_words(tokenizer)), seed=1, dtype=torch.float32
    )
    weights = model.state_dict() | {HEAD: torch.zeros_like(model.lm_head.weight)}
    with pytest.raises(ResidencyError, match="are tied, and have become different"):
        export_model(model, weights, tokenizer, tmp_path / "model")


def test_weights_that_are_not_read_back_as_they_were_are_no_export(
    tokenizer: Path, tmp_path: Path
) -> None:
    config = build_config(tiny_model(), load_words(tokenizer))
    model = build_model(config, seed=1, dtype=torch.float32)
    weights = model.state_dict()
    other = weights | {HEAD: weights[HEAD].int()}
    with pytest.raises(ResidencyError, match=r"holds another lm_head\.weight than was trained"):
        export_model(model, other, tokenizer, tmp_path / "other")
    none = weights | {HEAD: torch.full_like(weights[HEAD], torch.nan)}
    with pytest.raises(ResidencyError, match="computes logits that are no numbers"):
        export_model(model, none, tokenizer, tmp_path / "none")
    more = weights | {"model.language_model.more.weight": torch.ones(2)}
    with pytest.raises(ModelFolderError, match="unexpected_keys"):
        export_model(model, more, tokenizer, tmp_path / "more")


def test_too_little_memory_costs_the_golden_logits_not_the_model(
    tokenizer: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = build_config(tiny_model(), load_words(tokenizer))
    model = build_model(config, seed=1, dtype=torch.float32)
    folder = tmp_path / "model"
    export_model(model, model.state_dict(), tokenizer, folder, available=2**20)
    assert "has no golden logits: that takes 0.5 GB" in caplog.text
    assert not (folder / "golden").exists()
    again = load_model(folder, dtype=torch.bfloat16)
    assert not verify_golden(again, folder)
    assert torch.equal(again.lm_head.weight, model.lm_head.weight.bfloat16())
