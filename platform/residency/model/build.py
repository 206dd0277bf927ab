"""From a recipe's dimensions to LlavaForConditionalGeneration over CLIP and gpt-oss.

Standard classes only (docs/decisions): what is saved loads in any engine that knows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, cast

import torch
from transformers.models.clip.configuration_clip import CLIPVisionConfig
from transformers.models.gpt_oss.configuration_gpt_oss import GptOssConfig
from transformers.models.llava.configuration_llava import LlavaConfig
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration

from residency.errors import ModelFolderError, NotSupportedYet, SpecError
from residency.model.dimensions import set_cutting, text_config
from residency.model.words import Words
from residency.spec.model import (
    FeatureSelect,
    Model,
    ProjectorKind,
    TextArchitecture,
    TextConfig,
    VisionArchitecture,
    VisionConfig,
    Yarn,
)
from residency.spec.training import Precision

# GptOss has no scaled_dot_product_attention: its softmax has a learned sink (transformers 5.23).
ATTENTION = {"text_config": "eager", "vision_config": "sdpa"}
DTYPES = {Precision.BF16: torch.bfloat16, Precision.FP32: torch.float32}
_Loaded = tuple[LlavaForConditionalGeneration, dict[str, set[str]]]
_SELECT: dict[FeatureSelect, Literal["default", "full"]] = {
    FeatureSelect.PATCH: "default",
    FeatureSelect.FULL: "full",
}


def build_config(model: Model, words: Words | None = None) -> LlavaConfig:
    """The configuration of the whole model.

    Without `words` the recipe's own vocabulary size stands and no id has a meaning: enough to
    count parameters. Raises NotSupportedYet by name, SpecError where dimensions are missing.
    """
    _refuse_unsupported(model)
    size, features = _vision_dimensions(model), model.vision.features[0]
    config = LlavaConfig(
        vision_config=_vision(size),
        text_config=_text(_text_dimensions(model), words),
        image_token_index=words.image if words else 0,
        image_seq_length=(size.image_size // size.patch_size) ** 2,
        projector_hidden_act="gelu",
        vision_feature_layer=features.layer,
        vision_feature_select_strategy=_SELECT[features.select],
        tie_word_embeddings=False,
    )
    set_cutting(config, model.tiling, model.vision.padding)
    return config


def build_model(
    config: LlavaConfig, *, seed: int, dtype: torch.dtype
) -> LlavaForConditionalGeneration:
    """Weights drawn from the seed in fp32, then rounded: the draw does not know the precision."""
    torch.manual_seed(seed)
    model = unloaded_model(config)
    torch.nn.Module.to(model, dtype)
    return model


def unloaded_model(config: LlavaConfig) -> LlavaForConditionalGeneration:
    """The modules, with weights as their classes draw them (on the meta device: none)."""
    model: LlavaForConditionalGeneration = LlavaForConditionalGeneration._from_config(  # type: ignore[no-untyped-call]
        config, attn_implementation=ATTENTION, dtype=torch.float32
    )
    return model


def set_dropout(model: LlavaForConditionalGeneration, share: float) -> None:
    """Dropout of the text model's attention: a stage's choice, not the folder's it came from."""
    text_config(model).attention_dropout = share
    for module in model.model.language_model.modules():
        if hasattr(module, "attention_dropout"):
            module.attention_dropout = share


def load_model(folder: Path, *, dtype: torch.dtype) -> LlavaForConditionalGeneration:
    """A model that was exported to `folder` (check the folder first: model.folder).

    Raises ModelFolderError when a weight is missing, left over, or of another shape.
    """
    loaded: object = LlavaForConditionalGeneration.from_pretrained(
        folder,
        local_files_only=True,
        use_safetensors=True,
        trust_remote_code=False,
        attn_implementation=ATTENTION,
        dtype=dtype,
        output_loading_info=True,
    )
    model, report = cast(_Loaded, loaded)
    wrong = {kind: sorted(map(str, keys)) for kind, keys in report.items() if keys}
    if wrong:
        raise ModelFolderError(
            f"The weights of {folder} do not fit its config.json: {wrong}.",
            "Export the model again; do not edit config.json by hand.",
        )
    return model


def _refuse_unsupported(model: Model) -> None:
    asked: Mapping[str, bool] = {
        f"model.text.architecture: {model.text.architecture}": (
            model.text.architecture is not TextArchitecture.GPT_OSS
        ),
        f"model.vision.architecture: {model.vision.architecture}": (
            model.vision.architecture is not VisionArchitecture.CLIP
        ),
        "model.vision.features: more than one layer": len(model.vision.features) > 1,
        "model.projectors: more than one": len(model.projectors) > 1,
        "model.projectors: linear": any(
            p.kind is not ProjectorKind.MLP for p in model.projectors.values()
        ),
        "model.adapters": bool(model.adapters),
        "model.imageTokenizer": model.image_tokenizer is not None,
        "model.vocabulary.extend": model.vocabulary.extend > 0,
    }
    for name, wanted in asked.items():
        if wanted:
            raise NotSupportedYet(
                f"not supported yet: {name}", "Use gpt-oss over CLIP with one MLP projector."
            )


def _text_dimensions(model: Model) -> TextConfig:
    if model.text.config is None:
        raise SpecError(
            "model.text.config is missing: the model cannot be built without its dimensions.",
            "Add model.text.config (hiddenSize, layers, heads, ...).",
        )
    return model.text.config


def _vision_dimensions(model: Model) -> VisionConfig:
    if model.vision.config is None:
        raise SpecError(
            "model.vision.config is missing: the model cannot be built without its dimensions.",
            "Add model.vision.config (imageSize, patchSize, hiddenSize, ...).",
        )
    return model.vision.config


def _vision(size: VisionConfig) -> CLIPVisionConfig:
    return CLIPVisionConfig(
        image_size=size.image_size,
        patch_size=size.patch_size,
        hidden_size=size.hidden_size,
        intermediate_size=size.intermediate_size,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        projection_dim=size.hidden_size,
    )


def _text(size: TextConfig, words: Words | None) -> GptOssConfig:
    """GptOssConfig's defaults are the 120B's: every dimension is given."""
    vocabulary = words.size if words else size.vocabulary_size
    if vocabulary is None:
        raise SpecError(
            "The vocabulary's size is unknown: there is no tokenizer and no vocabularySize.",
            "Add model.text.config.vocabularySize, or name a tokenizer.",
        )
    return GptOssConfig(
        vocab_size=max(vocabulary, size.vocabulary_size or 0),
        hidden_size=size.hidden_size,
        intermediate_size=size.intermediate_size,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        num_key_value_heads=size.kv_heads,
        head_dim=size.head_dim or size.hidden_size // size.heads,
        num_local_experts=size.experts or 1,
        num_experts_per_tok=size.experts_per_token or 1,
        sliding_window=size.sliding_window or size.context,
        max_position_embeddings=size.context,
        rope_parameters=_rope(size.rope_theta, size.yarn),
        # 0.02, the class default, is right at gpt-oss's own width; narrow models need more.
        initializer_range=size.hidden_size**-0.5,
        pad_token_id=words.padding if words else None,
        eos_token_id=words.end if words else None,
    )


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
