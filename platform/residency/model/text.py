"""Text models that LLaVA wraps: their configurations, from a recipe's dimensions or a folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from transformers.models.gpt_oss.configuration_gpt_oss import GptOssConfig
from transformers.models.llama.configuration_llama import LlamaConfig

from residency.errors import SpecError
from residency.model.given import TEXT_TYPES, Settings, check_rows
from residency.model.words import Words
from residency.spec.model import Model, TextArchitecture, TextConfig, Yarn

TextModelConfig = GptOssConfig | LlamaConfig
"""Of a text model that can be trained; `model_type` tells them apart."""

CLASSES: Final[Mapping[TextArchitecture, type[TextModelConfig]]] = {
    TextArchitecture.GPT_OSS: GptOssConfig,
    TextArchitecture.LLAMA: LlamaConfig,
}
# GptOss has no scaled_dot_product_attention: its softmax has a learned sink (transformers 5.23).
EAGER: Final = frozenset({"gpt_oss"})
# What a folder's configuration says of its own files, and not of the model.
_OF_THE_FILES: Final = frozenset(
    {
        "_name_or_path",
        "architectures",
        "dtype",
        "quantization_config",
        "torch_dtype",
        "transformers_version",
    }
)


def attention_of(text: TextModelConfig) -> dict[str, str]:
    """Which attention each part of the whole model computes."""
    kind = "eager" if text.model_type in EAGER else "sdpa"
    return {"text_config": kind, "vision_config": "sdpa"}


def stated_text(model: Model, words: Words | None) -> TextModelConfig:
    """From the recipe's dimensions.

    Without `words` no id has a meaning: enough to count parameters. Raises SpecError where
    dimensions or the number of words are missing.
    """
    size = model.text.config
    if size is None:
        raise SpecError(
            "model.text.config is missing: the model cannot be built without its dimensions.",
            "Add model.text.config (hiddenSize, layers, heads, ...).",
        )
    rows = (size.vocabulary_size or 0) + model.vocabulary.extend
    rows = max(rows, words.size if words else 0)
    if not rows:
        raise SpecError(
            "The vocabulary's size is unknown: there is no tokenizer and no vocabularySize.",
            "Add model.text.config.vocabularySize, or name a tokenizer.",
        )
    own = _gpt_oss(size) if model.text.architecture is TextArchitecture.GPT_OSS else _llama()
    return CLASSES[model.text.architecture](**_dimensions(size), **own, **_words(rows, words))


def given_text(model: Model, settings: Settings, words: Words) -> TextModelConfig:
    """From a folder's configuration, with rows for the words that the recipe adds.

    Raises ModelFolderError where the tokenizer has more words than the model has rows.
    """
    rows = check_rows(model, settings, words.size, len(words.added))
    kept = {name: value for name, value in settings.items() if name not in _OF_THE_FILES}
    kind = CLASSES[TEXT_TYPES[settings["model_type"]]]
    found = kind.from_dict({**kept, **_words(rows, words)})
    assert isinstance(found, kind)
    return found


def _words(rows: int, words: Words | None) -> dict[str, Any]:
    return {
        "vocab_size": rows,
        "bos_token_id": None,  # a conversation's first token stands in its chat format
        "pad_token_id": words.padding if words else None,
        "eos_token_id": words.end if words else None,
    }


def _dimensions(size: TextConfig) -> dict[str, Any]:
    """Every dimension is given: GptOssConfig's defaults are the 120B's."""
    return {
        "hidden_size": size.hidden_size,
        "intermediate_size": size.intermediate_size,
        "num_hidden_layers": size.layers,
        "num_attention_heads": size.heads,
        "num_key_value_heads": size.kv_heads,
        "head_dim": size.head_dim or size.hidden_size // size.heads,
        "max_position_embeddings": size.context,
        "rope_parameters": _rope(size.rope_theta, size.yarn),
        "tie_word_embeddings": size.tie_embeddings,
        # 0.02, the class default, is right at gpt-oss's own width; narrow models need more.
        "initializer_range": size.hidden_size**-0.5,
    }


def _gpt_oss(size: TextConfig) -> dict[str, Any]:
    return {
        "num_local_experts": size.experts or 1,
        "num_experts_per_tok": size.experts_per_token or 1,
        "sliding_window": size.sliding_window or size.context,
    }


def _llama() -> dict[str, Any]:
    return {"rms_norm_eps": 1e-5}  # as all published since Llama 2; the class has the first's


def _rope(theta: float, yarn: Yarn | None) -> dict[str, str | float | int | bool]:
    if yarn is None:
        return {"rope_type": "default", "rope_theta": theta}
    return {
        "rope_type": "yarn",
        "rope_theta": theta,
        "factor": yarn.factor,
        "beta_fast": yarn.beta_fast,
        "beta_slow": yarn.beta_slow,
        "truncate": yarn.truncate,
        "original_max_position_embeddings": yarn.original_context,
    }
