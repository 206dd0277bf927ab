"""Dimensions from configurations as makers publish them, in the spellings of their time."""

from pathlib import Path

import pytest

from residency.errors import ModelFolderError, NotSupportedYet
from residency.model.given import text_dimensions, vision_dimensions, vision_settings
from residency.spec.loader import load_pipeline
from residency.spec.model import Model

# huggingface.co/openai/gpt-oss-20b, config.json, less what decides no dimension
GPT_OSS_20B = {
    "model_type": "gpt_oss",
    "experts_per_token": 4,
    "head_dim": 64,
    "hidden_size": 2880,
    "intermediate_size": 2880,
    "max_position_embeddings": 131072,
    "num_attention_heads": 64,
    "num_experts_per_tok": 4,
    "num_hidden_layers": 24,
    "num_key_value_heads": 8,
    "num_local_experts": 32,
    "rope_scaling": {
        "beta_fast": 32.0,
        "beta_slow": 1.0,
        "factor": 32.0,
        "original_max_position_embeddings": 4096,
        "rope_type": "yarn",
        "truncate": False,
    },
    "rope_theta": 150000,
    "sliding_window": 128,
    "tie_word_embeddings": False,
    "vocab_size": 201088,
}
# huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct, config.json
SMOLLM2_135M = {
    "model_type": "llama",
    "hidden_size": 576,
    "intermediate_size": 1536,
    "max_position_embeddings": 8192,
    "num_attention_heads": 9,
    "num_hidden_layers": 30,
    "num_key_value_heads": 3,
    "rope_scaling": None,
    "rope_theta": 100000,
    "tie_word_embeddings": True,
    "vocab_size": 49152,
}


def model_of(repository: Path, recipe: str) -> Model:
    return load_pipeline(repository / "pipelines/medgpt_oss" / recipe).pipeline.spec.model


@pytest.mark.parametrize(
    ("recipe", "settings"), [("20b.yaml", GPT_OSS_20B), ("pilot.yaml", SMOLLM2_135M)]
)
def test_recipes_state_what_was_published(
    recipe: str, settings: dict[str, object], repository: Path
) -> None:
    assert text_dimensions(settings) == model_of(repository, recipe).text.config


def test_a_tower_that_leaves_out_what_its_class_has_by_default(repository: Path) -> None:
    told = {
        "hidden_size": 1024,
        "image_size": 336,
        "intermediate_size": 4096,
        "num_attention_heads": 16,
        "num_hidden_layers": 24,
        "patch_size": 14,
    }
    assert vision_dimensions(told) == model_of(repository, "20b.yaml").vision.config
    assert vision_dimensions({}).patch_size == 32


def test_a_count_that_is_missing_is_named() -> None:
    settings = {**SMOLLM2_135M, "num_hidden_layers": None}
    with pytest.raises(ModelFolderError, match="num_hidden_layers: None, which is no count"):
        text_dimensions(settings)


def test_another_tower_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "siglip"}')
    with pytest.raises(NotSupportedYet, match="siglip as the vision tower"):
        vision_settings(tmp_path)
    (tmp_path / "config.json").write_text("[1]")
    with pytest.raises(ModelFolderError, match="is no configuration"):
        vision_settings(tmp_path)
